import { checkFloats, checkLike, checkTuple, kept } from "../check.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";

type Pair = readonly [Tensor, Tensor];

/** What modules share that make one number of two tensors a and b of one shape, along an axis. */
export abstract class Comparison extends Module<Pair, Tensor> {
  a: Tensor | undefined;
  b: Tensor | undefined;
  y: Tensor | undefined;
  da: Tensor | undefined;
  db: Tensor | undefined;

  /** The shape of y. */
  protected abstract shapeOf(a: readonly number[]): readonly number[];
  protected abstract forward(y: Tensor, a: Tensor, b: Tensor): void;
  protected abstract backward(da: Tensor, db: Tensor, dy: Tensor, a: Tensor, b: Tensor, y: Tensor): void;

  fprop(x: Pair): Tensor {
    checkTuple(this, x, 2);
    const [a, b] = x;
    checkFloats(this, "a", a);
    checkLike(this, "b", b, a);
    const shape = this.shapeOf(a.shape);
    [this.a, this.b] = [a, b];
    this.y = Tensor.reuse(this.y, a.dtype, shape);
    this.forward(this.y, a, b);
    return this.y;
  }

  bprop(dy: Tensor): Pair {
    const [a, b, y] = [kept(this, this.a), kept(this, this.b), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    this.backward(this.da, this.db, dy, a, b, y);
    return [this.da, this.db];
  }
}
