import { checkCount, checkFloats, checkLike, checkNumber, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { perChannel } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, neg, relu, sub } from "../../lib/expressions/operations.ts";
import { constant } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { generator } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A LeakyReLU that learns its slopes: y = r x with r = 1 where x > 0, else a_c in channel c.
 *
 *     x, y, r [batch, channels, …]     a = weight [numParameters], one for each channel or one for all, on any shape
 *
 *     dx = r dy                        da_c += Σ dy min(x, 0) over channel c
 *
 * The slopes start as `init`, 0.25 by default. He et al., 2015.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT
 */
export class PReLU extends Module {
  readonly weight: Parameter;
  x: Tensor | undefined;
  a: Tensor | undefined;
  r: Tensor | undefined;
  y: Tensor | undefined;
  g: Tensor | undefined;
  sums: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ numParameters = 1, init = 0.25 }: { numParameters?: number; init?: number } = {}) {
    super();
    checkCount("PReLU", "numParameters", numParameters);
    checkNumber("PReLU", "init", init);
    this.weight = new Parameter(constant(init)([numParameters], generator));
  }

  fprop(x: Tensor): Tensor {
    const { value } = this.weight;
    const channels = value.size;
    checkFloats(this, "x", x, value.dtype);
    if (channels > 1 && (x.shape.length < 2 || x.shape[1] !== channels))
      refuse("SHAPE", this, "x", shapeText(["batch", channels, "…"]), shapeText(x.shape));
    const batch = channels > 1 ? x.shape[0] : 1;
    this.x = x;
    this.a = Tensor.reuse(this.a, x.dtype, [batch, channels]);
    this.r = Tensor.reuseLike(this.r, x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.repeatPieces(this.a, value, batch, channels);
    kernels.repeatPieces(this.r, this.a, x.size / this.a.size, 1);
    kernels.rectifiedSlope(this.r, x, this.r);
    kernels.multiply(this.y, this.r, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, a, r] = [kept(this, this.x), kept(this, this.a), kept(this, this.r)];
    checkLike(this, "dy", dy, x);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.multiply(this.dx, r, dy);
    if (!this.weight.trainable) return this.dx;
    this.g = Tensor.reuseLike(this.g, x);
    this.sums = Tensor.reuseLike(this.sums, a);
    kernels.hardtanh(this.g, x, -Infinity, 0);
    kernels.multiply(this.g, dy, this.g);
    kernels.sumPieces(this.sums, this.g, x.size / a.size, 1);
    kernels.addColumnSums(this.weight.grad, this.sums, this.weight.value.size);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const a = this.weight.value.size === 1 ? this.weight : perChannel(this.weight, x);
    return sub(relu(x), mul(a, relu(neg(x))));
  }

  override toString(): string {
    return `PReLU(${this.weight.value.size})`;
  }
}
