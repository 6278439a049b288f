import { checkFloats, checkLast, checkLike, checkNumber, checkShape, kept, refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, exp, matmul, mul, pow, sub, sum, transpose } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Gaussian bumps around centres: y_j = exp(−‖x − c_j‖² / (2 width²)).
 *
 *     x [batch, …, n]     c = centres [count, n]     y [batch, …, count]
 *
 *     g = dy y / width²     dx = Σ_j g_j (c_j − x)     dc_j += Σ_batch g_j (x − c_j)
 *
 * The centres are copied and start frozen, so nothing is learned: fixed basis functions of a perceptron, lecture slide
 * 4. `freeze(false)` lets them be learned, as in a network of radial basis functions.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a width that is no finite number above 0
 */
export class RadialBasis extends Module {
  readonly centres: Parameter;
  readonly width: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  g: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(centres: Tensor | readonly (readonly number[])[], width: number) {
    super();
    const places = Array.isArray(centres) ? Tensor.from(centres) : (centres as Tensor);
    checkFloats("RadialBasis", "centres", places);
    checkShape("RadialBasis", "centres", places, ["count", "n"]);
    checkNumber("RadialBasis", "width", width);
    if (width <= 0) refuse("ARGUMENT", "RadialBasis", "width", "above 0", width);
    this.centres = new Parameter(places);
    this.centres.trainable = false;
    this.width = width;
  }

  fprop(x: Tensor): Tensor {
    const { value: c } = this.centres;
    const [count, n] = c.shape;
    checkFloats(this, "x", x, c.dtype);
    checkLast(this, "x", x, n);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [...x.shape.slice(0, -1), count]);
    kernels.squaredDistances(this.y, x, c, -0.5 / (this.width * this.width), n);
    kernels.exp(this.y, this.y);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    const { value: c, grad, trainable } = this.centres;
    checkLike(this, "dy", dy, y);
    this.g = Tensor.reuseLike(this.g, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.multiply(this.g, dy, y);
    kernels.scale(this.g, this.g, -1 / (this.width * this.width));
    if (trainable) kernels.addCentresBackward(grad, this.g, x, c, c.shape[1]);
    kernels.squaredDistancesBackward(this.dx, this.g, x, c, c.shape[1]);
    return this.dx;
  }

  /** ‖x − c‖² as ‖x‖² − 2 x·c + ‖c‖² */
  override express(x: Expression): Expression {
    const [, n] = this.centres.value.shape;
    const ones = Tensor.from(new Float64Array(n).fill(1), [n, 1]);
    const squares = sub(matmul(pow(x, 2), ones), mul(2, matmul(x, transpose(this.centres))));
    const distances = add(squares, sum(pow(this.centres, 2), -1));
    return exp(mul(-0.5 / (this.width * this.width), distances));
  }

  override toString(): string {
    const [count, n] = this.centres.value.shape;
    return `RadialBasis(${n} → ${count}, width ${this.width})`;
  }
}
