import { checkFloats, checkLike, checkNumber, kept } from "./check.ts";
import type { Expression } from "./expressions/expression.ts";
import { make, mul } from "./expressions/operations.ts";
import * as kernels from "./kernels/index.ts";
import { Module } from "./module.ts";
import { generator, type Rng } from "./rng.ts";
import { Tensor } from "./tensor.ts";

/**
 * The piece that all dropouts are made of: in training a mask is drawn from the stream `rng` at every fprop and kept for
 * bprop; in evaluation, and with p = 0, nothing is drawn, y is x and dx is dy, the very tensors.
 */
export abstract class Dropping extends Module {
  readonly p: number;
  readonly rng: Rng;
  x: Tensor | undefined;
  mask: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  /** Whether the latest fprop drew a mask. */
  private drawn = false;
  private units: Tensor | undefined;

  constructor(who: string, p: number, rng: Rng = generator) {
    super();
    checkNumber(who, "p", p, 0, 1);
    this.p = p;
    this.rng = rng;
  }

  /** Refuses an x of a shape that has no units to drop. */
  protected check(_: Tensor): void {}

  /** Fills the mask: 0 for what is dropped. */
  protected draw(mask: Tensor, rng: Rng): void {
    kernels.keep(mask, rng, this.p, 1 / (1 - this.p));
  }

  /** Fills a mask of [batch, channels, …] with one number for all of a channel. */
  protected drawChannels(mask: Tensor, rng: Rng): void {
    const [batch, channels] = mask.shape;
    this.units = Tensor.reuse(this.units, mask.dtype, [batch, channels]);
    kernels.keep(this.units, rng, this.p, 1 / (1 - this.p));
    kernels.repeatPieces(mask, this.units, mask.size / this.units.size, 1);
  }

  /** y from x and the mask. */
  protected drop(y: Tensor, x: Tensor, mask: Tensor): void {
    kernels.multiply(y, x, mask);
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.check(x);
    this.x = x;
    this.drawn = this.training && this.p > 0;
    if (!this.drawn) return x;
    this.mask = Tensor.reuseLike(this.mask, x);
    this.y = Tensor.reuseLike(this.y, x);
    this.draw(this.mask, this.rng);
    this.drop(this.y, x, this.mask);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.x));
    if (!this.drawn) return dy;
    this.dx = Tensor.reuseLike(this.dx, dy);
    kernels.multiply(this.dx, dy, kept(this, this.mask));
    return this.dx;
  }

  /** In training with the mask that the stream would give at this moment, at every evaluation; the stream stays. */
  override express(x: Expression): Expression {
    if (!this.training || this.p === 0) return x;
    return this.expressDrop(
      x,
      frozen(`${this}`, x, this.rng, (mask, rng) => this.draw(mask, rng)),
    );
  }

  protected expressDrop(x: Expression, mask: Expression): Expression {
    return mul(x, mask);
  }

  override toString(): string {
    return `${this.constructor.name}(${this.p})`;
  }
}

/** Random numbers in the shape of x, drawn from a copy of the stream as it is now: the same at every evaluation. */
export function frozen(text: string, x: Expression, stream: Rng, draw: (t: Tensor, rng: Rng) => void): Expression {
  const start = stream.clone();
  return make(
    {
      text: () => `random(${text})`,
      shape: ([s]) => s,
      value: (t) => draw(t, start.clone()),
      forward: [],
      reverse: [],
    },
    x,
  );
}
