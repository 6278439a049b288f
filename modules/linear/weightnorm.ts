import { kept, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import { parameter, substitute, type Expression } from "../../lib/expressions/expression.ts";
import { div, mul, pow, sumTo } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { AxisSums } from "../../lib/layers/axissums.ts";
import { Module, type Child } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A module whose weight is learned as length and direction (Salimans and Kingma, 2016): w = r v with r = g / ‖v‖.
 *
 *     v = weight_v, in the shape of w     g = weight_g, of size 1 but for axis `dim`; of one number where dim is null
 *     c = ⟨dw, v⟩ / ‖v‖                   ‖v‖ and ⟨dw, v⟩ over all axes but `dim`
 *
 *     dg += c                             dv += r (dw − c v / ‖v‖)
 *
 * v starts as the module's weight and g as its length, so nothing changes at first. The module's other parameters keep
 * their names, as torch.nn.utils.weight_norm has it; its `weight` holds w as of the latest fprop and is no parameter.
 * @throws FpropError ARGUMENT for a module without such a parameter; what the module throws
 */
export class WeightNorm extends Module {
  readonly module: Module;
  readonly name: string;
  readonly axis: AxisSums;
  readonly g: Parameter;
  readonly v: Parameter;
  norm: Tensor | undefined;
  r: Tensor | undefined;
  c: Tensor | undefined;
  t: Tensor | undefined;

  constructor(module: Module, { name = "weight", dim = 0 }: { name?: string; dim?: number | null } = {}) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", "WeightNorm", "module", "a Module", module);
    const w = new Map(module.entries()).get(name);
    if (!(w instanceof Parameter)) refuse("ARGUMENT", "WeightNorm", "name", "that of a parameter of the module", name);
    const { shape, dtype } = w.value;
    if (![...shape.keys(), null].includes(dim)) refuse("ARGUMENT", "WeightNorm", "dim", `an axis of ${w}`, dim);
    this.module = module;
    this.name = name;
    this.axis = new AxisSums(dim);
    this.v = new Parameter(w.value);
    const norm = Tensor.reuse(undefined, dtype, dim === null ? [] : shape.map((n, i) => (i === dim ? n : 1)));
    this.axis.dot(norm, w.value, w.value);
    kernels.pow(norm, norm, 0.5);
    this.g = new Parameter(norm);
  }

  fprop(x: Tensor): Tensor {
    const [v, g, w] = [this.v.value, this.g.value, this.weight];
    this.module.training = this.training;
    w.to(v.dtype as "float32" | "float64");
    this.norm = Tensor.reuseLike(this.norm, g);
    this.r = Tensor.reuseLike(this.r, g);
    this.axis.dot(this.norm, v, v);
    kernels.pow(this.norm, this.norm, 0.5);
    kernels.divide(this.r, g, this.norm);
    this.axis.scaled(w.value, v, this.r);
    return this.module.fprop(x);
  }

  bprop(dy: Tensor): Tensor {
    const [{ v, g, weight: w }, norm, r] = [this, kept(this, this.norm), kept(this, this.r)];
    w.trainable = v.trainable || g.trainable;
    w.zeroGrad();
    const dx = this.module.bprop(dy);
    this.c = Tensor.reuseLike(this.c, norm);
    this.t = Tensor.reuseLike(this.t, v.value);
    this.axis.dot(this.c, w.grad, v.value);
    kernels.divide(this.c, this.c, norm);
    if (g.trainable) kernels.addScaled(g.grad, this.c, 1);
    kernels.divide(this.c, this.c, norm);
    kernels.multiply(this.c, this.c, r);
    this.axis.scaled(this.t, v.value, this.c);
    this.axis.scaled(w.grad, w.grad, r);
    kernels.subtract(this.t, w.grad, this.t);
    if (v.trainable) kernels.addScaled(v.grad, this.t, 1);
    return dx;
  }

  override express(x: Expression): Expression {
    const norm = pow(sumTo(pow(this.v, 2), this.g), 0.5);
    const w = mul(this.v, div(this.g, norm));
    return substitute(express(this.module, x), new Map([[parameter(this.weight), w]]));
  }

  override *entries(): Generator<[string, Child]> {
    for (const [key, child] of this.module.entries()) if (key !== this.name) yield [key, child];
    yield [`${this.name}_g`, this.g];
    yield [`${this.name}_v`, this.v];
  }

  /** w, where the module has it. */
  private get weight(): Parameter {
    return new Map(this.module.entries()).get(this.name) as Parameter;
  }

  override toString(): string {
    return `WeightNorm(${this.module})`;
  }
}
