import { checkLike, checkNumber, kept, refuse } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { linearMap } from "../expressions/linearmap.ts";
import { mul, pow } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import { meanOf } from "./averagepooling.ts";
import { perAxis, type PerAxis } from "./planes.ts";
import { sliding, type WindowOptions, type WindowPlan } from "./windows.ts";

export type PowerPoolOptions = Pick<WindowOptions, "stride" | "ceilMode">;

/**
 * The p-norm of each window, without the bars:
 *
 *     s_o = Σ xᵖ over window o     y = s^(1/p)
 *     g = s^(1/p − 1) dy           dx_i = x_i^(p−1) Σ g_o over the windows o that i is in
 *
 * p = 1 is the sum, p = ∞ would be the maximum. Where s is 0 and p is not 1, g is 0, as PyTorch has it. A window that
 * reaches over the end (ceilMode) has, as there, the mean of its xᵖ times the size of a whole window for s.
 */
export abstract class PowerPooling extends Module {
  readonly normType: number;
  readonly area: number;
  readonly windows;
  plan: WindowPlan | undefined;
  x: Tensor | undefined;
  s: Tensor | undefined;
  y: Tensor | undefined;
  g: Tensor | undefined;
  power: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(dims: number, normType: number, kernelSize: PerAxis, options: PowerPoolOptions) {
    super();
    const who = new.target.name;
    checkNumber(who, "normType", normType);
    if (normType <= 0) refuse("ARGUMENT", who, "normType", "above 0", normType);
    this.normType = normType;
    this.windows = sliding(who, dims, kernelSize, options);
    this.area = perAxis(who, "kernelSize", kernelSize, dims).reduce((a, b) => a * b, 1);
  }

  fprop(x: Tensor): Tensor {
    const plan = this.windows.over(this, this.plan, x);
    const shape = this.windows.shape(x, plan);
    this.plan = plan;
    this.x = x;
    this.power = Tensor.reuseLike(this.power, x);
    this.s = Tensor.reuse(this.s, x.dtype, shape);
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    kernels.pow(this.power, x, this.normType);
    kernels.avgPool(this.s, this.power, plan.table, 0, ...plan.sizes);
    kernels.scale(this.s, this.s, this.area);
    kernels.pow(this.y, this.s, 1 / this.normType);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, s, power] = [kept(this, this.x), kept(this, this.s), kept(this, this.power)];
    const plan = kept(this, this.plan);
    checkLike(this, "dy", dy, s);
    this.g = Tensor.reuseLike(this.g, s);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.pow(this.g, s, 1 / this.normType - 1);
    kernels.multiply(this.g, this.g, dy);
    if (this.normType !== 1) kernels.reluBackward(this.g, this.g, s);
    kernels.scale(this.g, this.g, this.area);
    kernels.avgPoolBackward(this.dx, this.g, plan.table, 0, ...plan.sizes);
    kernels.pow(power, x, this.normType - 1);
    kernels.multiply(this.dx, this.dx, power);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const s = mul(linearMap(pow(x, this.normType), meanOf(this, this.windows, 0)), this.area);
    return pow(s, 1 / this.normType);
  }

  override toString(): string {
    return `${this.constructor.name}(norm ${this.normType}, ${this.windows.text})`;
  }
}
