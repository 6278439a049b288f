import { checkFloats, checkLike, checkTuple, kept } from "../check.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";

export type Pair = readonly [Tensor, Tensor];

/** What modules share that make one tensor of two of its shape, element by element: c = f(a, b). */
export abstract class Merge extends Module<Pair, Tensor> {
  a: Tensor | undefined;
  b: Tensor | undefined;
  c: Tensor | undefined;

  protected abstract forward(c: Tensor, a: Tensor, b: Tensor): void;
  /** da and db, of dc and what is in the fields. */
  protected abstract backward(dc: Tensor, a: Tensor, b: Tensor, c: Tensor): Pair;

  fprop(x: Pair): Tensor {
    checkTuple(this, x, 2);
    const [a, b] = x;
    checkFloats(this, "a", a);
    checkLike(this, "b", b, a);
    [this.a, this.b] = [a, b];
    this.c = Tensor.reuseLike(this.c, a);
    this.forward(this.c, a, b);
    return this.c;
  }

  bprop(dc: Tensor): Pair {
    const [a, b, c] = [kept(this, this.a), kept(this, this.b), kept(this, this.c)];
    checkLike(this, "dy", dc, c);
    return this.backward(dc, a, b, c);
  }
}
