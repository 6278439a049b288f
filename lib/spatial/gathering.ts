import { checkLike, kept } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { gather } from "../expressions/linearmap.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { sameShape, Tensor } from "../tensor.ts";

/** Where the numbers of y come from, for an x of one shape but for the batch: `index` serves every plane. */
export interface GatherPlan {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly index: Tensor;
}

/** A rule for such plans: the shape of y without the batch, and the places in x. Refuses shapes that it is not for. */
export interface Layout {
  readonly text: string;
  /** What it was made of: the widths of a padding, the factor of a shuffle. */
  readonly of: readonly number[];
  plan(who: { toString(): string }, x: Tensor): { to: readonly number[]; index: readonly number[] };
}

/**
 * Numbers at other places, each one, several times or not at all, and a constant elsewhere:
 *
 *     y_i = x_index(i), or fill where there is none      dx_k = Σ dy_i over the i with index(i) = k
 */
export abstract class Gathering extends Module {
  readonly layout: Layout;
  readonly fill: number;
  plan: GatherPlan | undefined;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(layout: Layout, fill = 0) {
    super();
    this.layout = layout;
    this.fill = fill;
  }

  fprop(x: Tensor): Tensor {
    this.plan = planFor(this, this.layout, this.plan, x);
    const { to, index } = this.plan;
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [x.shape[0], ...to]);
    kernels.gather(this.y, x, index, this.y.size / index.size, this.fill);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y, { index }] = [kept(this, this.x), kept(this, this.y), kept(this, this.plan)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.clear(this.dx);
    kernels.addScatter(this.dx, dy, index, dy.size / index.size);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return gather(
      x,
      this.constructor.name,
      (shape) => {
        const { to, index } = this.layout.plan(this, Tensor.zeros(shape));
        return { to: [shape[0], ...to], index };
      },
      this.fill,
    );
  }

  override toString(): string {
    return `${this.constructor.name}(${this.layout.text}${this.fill === 0 ? "" : `, ${this.fill}`})`;
  }
}

/** The plan for x: `old` where that is for its shape. */
function planFor(who: Module, layout: Layout, old: GatherPlan | undefined, x: Tensor): GatherPlan {
  if (old !== undefined && x instanceof Tensor && x.dtype !== "int32" && sameShape(old.from, x.shape.slice(1)))
    return old;
  const { to, index } = layout.plan(who, x);
  const table = Tensor.reuse(undefined, "int32", [index.length]);
  table.data.set(index);
  return { from: x.shape.slice(1), to, index: table };
}
