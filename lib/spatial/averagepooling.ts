import { checkLike, kept } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { linearMap, type LinearMap } from "../expressions/linearmap.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import type { WindowPlan, Windows } from "./windows.ts";

/**
 * The mean of each window, or its sum by a divisor of one's own:
 *
 *     y_o = Σ x / n_o over window o      dx_i = Σ dy_o / n_o over the windows o that i is in
 */
export abstract class AveragePooling extends Module {
  readonly windows: Windows;
  /** n for all windows, or 0 where each has its own. */
  readonly divisor: number;
  plan: WindowPlan | undefined;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(windows: Windows, divisor = 0) {
    super();
    this.windows = windows;
    this.divisor = divisor;
  }

  fprop(x: Tensor): Tensor {
    const plan = this.windows.over(this, this.plan, x);
    this.plan = plan;
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, this.windows.shape(x, plan));
    kernels.avgPool(this.y, x, plan.table, this.divisor, ...plan.sizes);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y, plan] = [kept(this, this.x), kept(this, this.y), kept(this, this.plan)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.avgPoolBackward(this.dx, dy, plan.table, this.divisor, ...plan.sizes);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return linearMap(x, meanOf(this, this.windows, this.divisor));
  }

  override toString(): string {
    return `${this.constructor.name}(${this.windows.text})`;
  }
}

/** The means of windows as a linear map. */
export function meanOf(who: Module, windows: Windows, divisor: number): LinearMap {
  let plan: WindowPlan | undefined;
  const over = (x: Tensor): WindowPlan => (plan = windows.over(who, plan, x));
  return {
    name: "mean",
    shape(x) {
      const like = Tensor.zeros(x);
      return windows.shape(like, over(like));
    },
    flops: (y, x) => {
      const each = windows.places(over(Tensor.zeros(x))).flat();
      return each.filter((place) => place >= 0).length * y[0] * y[1];
    },
    apply: (y, x) => kernels.avgPool(y, x, over(x).table, divisor, ...over(x).sizes),
    adjoint: (dx, dy) => kernels.avgPoolBackward(dx, dy, over(dx).table, divisor, ...over(dx).sizes),
    told: { kind: "means", over: (x) => over(Tensor.zeros(x)), divisor },
  };
}
