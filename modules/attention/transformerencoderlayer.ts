import { checkFloats, checkLike, checkShape, checkTuple, kept } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression, Tree } from "../../lib/expressions/expression.ts";
import { anyForm, Skips, type TransformerOptions } from "../../lib/layers/skips.ts";
import { members, packed } from "../../lib/layers/tuple.ts";
import type { Module } from "../../lib/module.ts";
import { generator } from "../../lib/rng.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { Dropout } from "../noise/dropout.ts";
import { LayerNorm } from "../normalisation/layernorm.ts";
import { Linear } from "../linear/linear.ts";
import { MultiheadAttention } from "./multiheadattention.ts";
import { ReLU } from "../activations/relu.ts";

/** x, with the mask of padding where that is an input. */
type Encoded<P extends boolean> = P extends true ? readonly [src: Tensor, srcKeyPaddingMask: Tensor] : Tensor;

/**
 * A layer of a Transformer's encoder, and with `causal` of a GPT: attention of a sequence to itself, then a net for each
 * place, both with a skip, x → y of [batch, time, dModel].
 *
 *     h = norm1(x + dropout1(self_attn x))             with normFirst  h = x + dropout1(self_attn(norm1 x))
 *     y = norm2(h + dropout2(net h))                                   y = h + dropout2(net(norm2 h))
 *     net h = linear2(dropout(activation(linear1 h)))
 *
 *     dh = d + net′ᵀ dropout2′ᵀ d, d = norm2′ᵀ dy                      dh = dy + norm2′ᵀ net′ᵀ dropout2′ᵀ dy, and so dx
 *
 * With `srcKeyPaddingMask` the mask [batch, time] of int32 stands behind x: no place sees those where it is not 0. The
 * batch comes first, as everywhere here. Vaswani et al., 2017; PyTorch's arguments and defaults.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for heads that do not divide dModel
 */
export class TransformerEncoderLayer<P extends boolean = false> extends Skips<Encoded<P>> {
  readonly dModel: number;
  readonly srcKeyPaddingMask: boolean;
  readonly normFirst: boolean;
  readonly selfAttn: MultiheadAttention<false, P>;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly activation: Module;
  y: Tensor | undefined;

  constructor(dModel: number, nhead: number, options: TransformerOptions & { srcKeyPaddingMask?: P } = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, layerNormEps: eps = 1e-5, bias = true, rng = generator } = options;
    const { srcKeyPaddingMask: keyPaddingMask = false as P, causal = false, rotary = false } = options;
    this.dModel = dModel;
    this.srcKeyPaddingMask = keyPaddingMask;
    this.normFirst = options.normFirst ?? false;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, causal, rotary, keyPaddingMask, rng });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, rng });
    this.dropout = new Dropout(dropout, { rng });
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, rng });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.dropout1 = new Dropout(dropout, { rng });
    this.dropout2 = new Dropout(dropout, { rng });
    this.activation = options.activation ?? new ReLU();
  }

  fprop(input: Encoded<P>): Tensor {
    if (this.srcKeyPaddingMask) checkTuple(this, input, 2);
    const [x, ...mask] = (this.srcKeyPaddingMask ? input : [input]) as readonly Tensor[];
    checkFloats(this, "x", x, this.linear1.weight.value.dtype);
    checkShape(this, "x", x, ["batch", "time", this.dModel]);
    for (const m of mask) this.checkPadding("srcKeyPaddingMask", m, x);
    const h = this.skip(0, x, this.norm1, (v) =>
      this.dropout1.fprop(anyForm(this.selfAttn).fprop(packed([v, ...mask]))),
    );
    this.y = this.skip(1, h, this.norm2, (v) => this.dropout2.fprop(this.feed(v)));
    return this.y;
  }

  bprop(dy: Tensor): Encoded<P> {
    checkLike(this, "dy", dy, kept(this, this.y));
    let dmask: readonly Tensor[] = [];
    const dh = this.skipBack(1, dy, this.norm2, (d) => this.feedBack(this.dropout2.bprop(d)));
    const dx = this.skipBack(0, dh, this.norm1, (d) => {
      const [dv, ...rest] = members(anyForm(this.selfAttn).bprop(this.dropout1.bprop(d)));
      dmask = rest;
      return dv;
    });
    return packed([dx, ...dmask]) as Encoded<P>;
  }

  override express(input: Tree): Expression {
    const [x, ...mask] = members(input as Expression);
    const h = this.tellSkip(x, this.norm1, (v) => express(this.dropout1, express(this.selfAttn, packed([v, ...mask]))));
    return this.tellSkip(h, this.norm2, (v) => express(this.dropout2, this.tellFeed(v)));
  }

  override toString(): string {
    return `TransformerEncoderLayer(${this.dModel}, ${this.selfAttn.numHeads} heads)`;
  }
}
