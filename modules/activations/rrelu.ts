import { checkNumber } from "../../lib/check.ts";
import { frozen } from "../../lib/dropping.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, neg, relu, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A LeakyReLU with random slopes: y = r x,  dx = r dy, with r = 1 where x > 0, else uniform in [lower, upper), drawn from
 * `rng` for each number at each fprop; in evaluation r = (lower + upper) / 2 there. Elementwise on any shape.
 * Xu et al., 2015.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT unless lower ≤ upper
 */
export class RReLU extends Elementwise {
  readonly lower: number;
  readonly upper: number;
  readonly rng: Rng;
  r: Tensor | undefined;

  constructor({ lower = 1 / 8, upper = 1 / 3, rng = generator }: { lower?: number; upper?: number; rng?: Rng } = {}) {
    super();
    checkNumber("RReLU", "upper", upper);
    checkNumber("RReLU", "lower", lower, -Infinity, upper);
    this.lower = lower;
    this.upper = upper;
    this.rng = rng;
  }

  private get mean(): number {
    return (this.lower + this.upper) / 2;
  }

  protected forward(y: Tensor, x: Tensor): void {
    this.r = Tensor.reuseLike(this.r, x);
    if (this.training) this.rng.fill(this.r.data, this.lower, this.upper);
    else {
      kernels.clear(this.r);
      kernels.affine(this.r, this.r, 0, this.mean);
    }
    kernels.rectifiedSlope(this.r, x, this.r);
    kernels.multiply(y, this.r, x);
  }

  protected backward(dx: Tensor, dy: Tensor): void {
    kernels.multiply(dx, this.r!, dy);
  }

  /** In training with the slopes that the stream would give at this moment, at every evaluation; the stream stays. */
  express(x: Expression): Expression {
    const slopes = this.training
      ? frozen(`${this}`, x, this.rng, (r, rng) => rng.fill(r.data, this.lower, this.upper))
      : this.mean;
    return sub(relu(x), mul(slopes, relu(neg(x))));
  }

  override toString(): string {
    return `RReLU(${this.lower}, ${this.upper})`;
  }
}
