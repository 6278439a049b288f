import { checkCount, checkFloats, checkLast, checkLike, kept, refuse } from "../../lib/check.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

type Row = readonly number[];

/**
 * A function of one's own, applied to every row: y = f(x), dx_k = Σ_j dy_j ∂f_j/∂x_k.
 *
 *     x [batch, …, inFeatures]     y [batch, …, outFeatures]
 *
 *     new Basis(2, 1, ([a, b]) => [a * b], { bprop: ([dy], [a, b]) => [dy * b, dy * a] })
 *
 * f and bprop get copies of the rows and compute in float64; gradcheck tells whether they fit. With `inputGrad: false`
 * x counts as a constant, as the inputs of a net do: dx is 0, and no bprop is needed. Nothing is learned: slide 4.
 * @throws FpropError SHAPE, also for what f and bprop return; DTYPE; GRADIENT for a way back that was not given
 */
export class Basis extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly f: (x: Row) => Row;
  readonly derivative: ((dy: Row, x: Row) => Row) | undefined;
  readonly inputGrad: boolean;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(
    inFeatures: number,
    outFeatures: number,
    f: (x: Row) => Row,
    { bprop, inputGrad = true }: { bprop?: (dy: Row, x: Row) => Row; inputGrad?: boolean } = {},
  ) {
    super();
    checkCount("Basis", "inFeatures", inFeatures);
    checkCount("Basis", "outFeatures", outFeatures);
    if (typeof f !== "function") refuse("ARGUMENT", "Basis", "f", "a function", f);
    if (bprop !== undefined && typeof bprop !== "function") refuse("ARGUMENT", "Basis", "bprop", "a function", bprop);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.f = f;
    this.derivative = bprop;
    this.inputGrad = inputGrad;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkLast(this, "x", x, this.inFeatures);
    const values = rows(x).map((row) => this.numbers("f(x)", this.f(row), this.outFeatures));
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [...x.shape.slice(0, -1), this.outFeatures]);
    this.y.data.set(values.flat());
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    const { derivative } = this;
    checkLike(this, "dy", dy, y);
    if (!this.inputGrad) {
      this.dx = Tensor.reuseLike(this.dx, x);
      kernels.clear(this.dx);
      return this.dx;
    }
    if (derivative === undefined) refuse("GRADIENT", this, "bprop", "an option, or inputGrad false", "neither");
    const xs = rows(x);
    const values = rows(dy).map((row, i) => this.numbers("bprop(dy, x)", derivative(row, xs[i]), this.inFeatures));
    this.dx = Tensor.reuseLike(this.dx, x);
    this.dx.data.set(values.flat());
    return this.dx;
  }

  private numbers(what: string, values: Row, count: number): Row {
    if (!Array.isArray(values) || values.length !== count || !values.every((v) => typeof v === "number"))
      refuse("SHAPE", this, what, `an array of ${count} numbers`, values);
    return values;
  }

  override toString(): string {
    return `Basis(${this.inFeatures} → ${this.outFeatures})`;
  }
}

/** The rows along the last axis, copied. */
function rows({ data, shape, size }: Tensor): number[][] {
  const n = shape.at(-1)!;
  return Array.from({ length: size / n }, (_, i) => [...data.subarray(i * n, i * n + n)]);
}
