import { checkCount, checkLike, checkNumber, kept, refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, mul } from "../../lib/expressions/operations.ts";
import { zeros } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module, type AnyModule } from "../../lib/module.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import { Linear } from "./linear.ts";

/**
 * A Linear that is learned by a correction of low rank: y = x Wᵀ + b + s (x Aᵀ) Bᵀ with s = alpha / r.
 *
 *     x [batch, …, in]     W, b of the Linear, frozen     A [r, in]     B [out, r]     y [batch, …, out]
 *
 *     dx = dy W + s (dy B) A     dA += s (dy B)ᵀ x     dB += s dyᵀ (x Aᵀ)
 *
 * A starts as the weight of a Linear does, B at 0, so nothing changes at first. `merge()` gives a Linear that computes the
 * same. State-dict keys: base_layer.weight, lora_A.weight, lora_B.weight. Hu et al., 2021.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for something that is no Linear
 */
export class LoRA extends Module {
  readonly base: Linear;
  readonly A: Linear;
  readonly B: Linear;
  readonly r: number;
  readonly alpha: number;
  y: Tensor | undefined;
  ds: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(base: Linear, r: number, { alpha = 1, rng = generator }: { alpha?: number; rng?: Rng } = {}) {
    super();
    if (!(base instanceof Linear)) refuse("ARGUMENT", "LoRA", "base", "a Linear", base);
    checkCount("LoRA", "r", r);
    checkNumber("LoRA", "alpha", alpha);
    this.base = base.freeze();
    this.A = new Linear(base.inFeatures, r, { bias: false, rng });
    this.B = new Linear(r, base.outFeatures, { bias: false, init: zeros });
    this.r = r;
    this.alpha = alpha;
    if (base.weight.value.dtype === "float64") for (const m of [this.A, this.B]) m.to("float64");
  }

  fprop(x: Tensor): Tensor {
    const [y, correction] = [this.base.fprop(x), this.B.fprop(this.A.fprop(x))];
    this.y = Tensor.reuseLike(this.y, y);
    kernels.scale(this.y, correction, this.alpha / this.r);
    kernels.add(this.y, y, this.y);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.y));
    this.ds = Tensor.reuseLike(this.ds, dy);
    kernels.scale(this.ds, dy, this.alpha / this.r);
    const [dx, correction] = [this.base.bprop(dy), this.A.bprop(this.B.bprop(this.ds))];
    this.dx = Tensor.reuseLike(this.dx, dx);
    kernels.add(this.dx, dx, correction);
    return this.dx;
  }

  /** A Linear of its own, to be trained or used like any other, with W + s B A for its weight. */
  merge(): Linear {
    const merged = this.base.clone().freeze(false);
    const { inFeatures: n, outFeatures: m } = merged;
    const b = this.B.weight.value.clone();
    kernels.scale(b, b, this.alpha / this.r);
    kernels.addGemmNN(merged.weight.value, b, this.A.weight.value, m, n, this.r);
    return merged;
  }

  override express(x: Expression): Expression {
    return add(this.base.express(x), mul(this.alpha / this.r, this.B.express(this.A.express(x))));
  }

  override *entries(): Generator<[string, AnyModule]> {
    yield ["base_layer", this.base];
    yield ["lora_A", this.A];
    yield ["lora_B", this.B];
  }

  override toString(): string {
    return `LoRA(${this.base.inFeatures} → ${this.base.outFeatures}, r ${this.r})`;
  }
}
