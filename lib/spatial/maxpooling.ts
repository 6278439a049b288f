import { checkLike, kept, refuse } from "../check.ts";
import type { Expression, Tree } from "../expressions/expression.ts";
import { gather } from "../expressions/linearmap.ts";
import { amax, make } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import type { WindowPlan, Windows } from "./windows.ts";

/** What a max pool returns: y, or with `returnIndices` y and where in its plane each of its numbers was. */
export type Pooled<R extends boolean> = R extends true ? readonly [y: Tensor, indices: Tensor] : Tensor;

/**
 * The largest number of each window:
 *
 *     y_o = max of x over window o,  k_o = its place, the first of equals (a NaN is larger than all)
 *     dx_i = Σ dy_o over the o with k_o = i
 *
 * Padding counts as −∞. k = indices is int32 and a step: of a dy with two parts, the second is not looked at.
 */
export abstract class MaxPooling<R extends boolean> extends Module<Tensor, Pooled<R>> {
  readonly windows: Windows;
  readonly returnIndices: boolean;
  plan: WindowPlan | undefined;
  x: Tensor | undefined;
  k: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(windows: Windows, returnIndices: boolean) {
    super();
    this.windows = windows;
    this.returnIndices = returnIndices;
  }

  fprop(x: Tensor): Pooled<R> {
    const plan = this.windows.over(this, this.plan, x);
    const shape = this.windows.shape(x, plan);
    this.plan = plan;
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    this.k = Tensor.reuse(this.k, "int32", shape);
    kernels.maxPool(this.y, this.k, x, plan.table, ...this.windows.dilation, ...plan.sizes);
    return (this.returnIndices ? [this.y, this.k] : this.y) as Pooled<R>;
  }

  bprop(dy: Pooled<R>): Tensor {
    const [x, k, y] = [kept(this, this.x), kept(this, this.k), kept(this, this.y)];
    if (this.returnIndices && (!Array.isArray(dy) || dy.length !== 2))
      refuse("SHAPE", this, "dy", "a tuple of two", dy);
    const own = (this.returnIndices ? (dy as readonly Tensor[])[0] : dy) as Tensor;
    checkLike(this, "dy", own, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.clear(this.dx);
    kernels.addScatter(this.dx, own, k, x.shape[0] * x.shape[1]);
    return this.dx;
  }

  override express(x: Expression): Tree {
    const { windows } = this;
    let plan: WindowPlan | undefined;
    const over = (t: Tensor): WindowPlan => (plan = windows.over(this, plan, t));
    const inWindows = gather(
      x,
      "windows",
      (shape) => {
        const like = Tensor.zeros(shape);
        const places = windows.places(over(like));
        return { to: [...windows.shape(like, over(like)), places[0].length], index: places.flat() };
      },
      -Infinity,
    );
    const y = amax(inWindows, -1);
    if (!this.returnIndices) return y;
    const k = make(
      {
        text: ([x]) => `places(${x})`,
        shape: ([, y]) => y,
        value(k, [x, y], spare) {
          const places = spare({ dtype: "int32" }, y.shape);
          const { table, sizes } = over(x);
          kernels.maxPool(spare(y, y.shape), places, x, table, ...windows.dilation, ...sizes);
          k.data.set(places.data);
        },
        forward: [],
        reverse: [],
      },
      x,
      y,
    );
    return [y, k];
  }

  override toString(): string {
    return `${this.constructor.name}(${this.windows.text})`;
  }
}
