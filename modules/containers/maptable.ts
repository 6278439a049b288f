import { checkFloats, checkForm, checkLike, kept, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { inside } from "../../lib/layers/branches.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * One module for all positions of a tuple: y = [f(x₀), f(x₁), …];  dx = [f′ᵀ dy₀, f′ᵀ dy₁, …], and f's gradients add up. The
 * tensors, alike in shape, go through f as one batch, each a part of its rows, so there is one product for all of them.
 * Torch7's nn.MapTable.
 *
 *     new MapTable(new Linear(4, 2))     [8, 4], [8, 4] → [8, 2], [8, 2]
 *
 * @throws FpropError ARGUMENT for something that is no module; SHAPE, DTYPE
 */
export class MapTable<T extends readonly Tensor[] = readonly [Tensor, Tensor]> extends Module<T, T> {
  readonly module: Module;
  x: Tensor | undefined;
  y: (Tensor | undefined)[] = [];
  dy: Tensor | undefined;
  dx: (Tensor | undefined)[] = [];

  constructor(module: Module) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", "MapTable", "module", "a Module", module);
    this.module = module;
  }

  fprop(x: T): T {
    if (!Array.isArray(x) || x.length === 0) refuse("SHAPE", this, "x", "a tuple of tensors", x);
    const [first] = x as readonly Tensor[];
    checkFloats(this, "x[0]", first);
    if (first.shape.length === 0) refuse("SHAPE", this, "x[0]", "[batch, …]", "[]");
    for (const [k, t] of x.entries()) checkLike(this, `x[${k}]`, t, first);
    this.x = joined(this.x, x);
    const y = inside("module", () => this.module.fprop(this.x!));
    this.y = parts(this.y, y, x.length);
    return this.y as readonly Tensor[] as T;
  }

  bprop(dy: T): T {
    kept(this, this.x);
    checkForm(this, "dy", dy, this.y as readonly Tensor[]);
    this.dy = joined(this.dy, dy);
    const dx = inside("module", () => this.module.bprop(this.dy!));
    this.dx = parts(this.dx, dx, dy.length);
    return this.dx as readonly Tensor[] as T;
  }

  override express(x: readonly Tree[]): Tree {
    return x.map((v) => express(this.module, v));
  }
}

/** The rows of all of xs, one tensor's behind the other's. */
function joined(old: Tensor | undefined, xs: readonly Tensor[]): Tensor {
  const [{ dtype, shape, size }] = xs;
  const all = Tensor.reuse(old, dtype, [xs.length * shape[0], ...shape.slice(1)]);
  for (const [k, x] of xs.entries()) kernels.copyLines(all, k * size, size, x, 0, size, 1, size);
  return all;
}

/** The rows of x in `count` tensors. */
function parts(old: readonly (Tensor | undefined)[], x: Tensor, count: number): Tensor[] {
  return Array.from({ length: count }, (_, k) => {
    const part = Tensor.reuse(old[k], x.dtype, [x.shape[0] / count, ...x.shape.slice(1)]);
    kernels.copyLines(part, 0, part.size, x, k * part.size, part.size, 1, part.size);
    return part;
  });
}
