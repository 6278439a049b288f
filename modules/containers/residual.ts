import { checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { inside } from "../../lib/layers/branches.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A skip connection: y = x + f(x),  dx = dy + f′(x)ᵀ dy, where the module f keeps the shape of x.
 * Lecture slide 27; He et al., 2016.
 * @throws FpropError SHAPE where f(x) has another shape than x; DTYPE
 */
export class Residual extends Module {
  readonly module: Module;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(module: Module) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", "Residual", "module", "a Module", module);
    this.module = module;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const f = inside("module", () => this.module.fprop(x));
    checkLike(this, "output of the module", f, x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.add(this.y, x, f);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.y));
    const df = inside("module", () => this.module.bprop(dy));
    this.dx = Tensor.reuseLike(this.dx, dy);
    kernels.add(this.dx, dy, df);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return add(x, express(this.module, x));
  }
}
