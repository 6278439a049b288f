import { checkFloats, checkLike, checkShape, checkTuple, kept } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { anyForm, Skips, type Decoded, type DecoderMasks, type TransformerOptions } from "../../lib/layers/skips.ts";
import { members, packed } from "../../lib/layers/tuple.ts";
import type { Module } from "../../lib/module.ts";
import { generator } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import { Dropout } from "../noise/dropout.ts";
import { LayerNorm } from "../normalisation/layernorm.ts";
import { Linear } from "../linear/linear.ts";
import { MultiheadAttention } from "./multiheadattention.ts";
import { ReLU } from "../activations/relu.ts";

/**
 * A layer of a Transformer's decoder: attention of a sequence to itself, then to another, the memory, then a net for each
 * place, all with a skip: [tgt, memory] → y, of [batch, time, dModel], [batch, places, dModel] and [batch, time, dModel].
 *
 *     a = norm1(tgt + dropout1(self_attn tgt))            with normFirst  a = tgt + dropout1(self_attn(norm1 tgt))
 *     b = norm2(a + dropout2(multihead_attn(a, memory)))                  b = a + dropout2(multihead_attn(norm2 a, memory))
 *     y = norm3(b + dropout3(net b))                                      y = b + dropout3(net(norm3 b))
 *     net b = linear2(dropout(activation(linear1 b)))
 *
 * dmemory is what comes back by key and by value; the rest as in TransformerEncoderLayer. With `causal` a place of tgt sees
 * those up to it. With `tgtKeyPaddingMask` and `memoryKeyPaddingMask` the masks of int32 stand behind, in this order.
 * Vaswani et al., 2017; PyTorch's arguments and defaults.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for heads that do not divide dModel
 */
export class TransformerDecoderLayer<T extends boolean = false, M extends boolean = false> extends Skips<
  Decoded<T, M>
> {
  readonly dModel: number;
  readonly masks: readonly string[];
  readonly normFirst: boolean;
  readonly selfAttn: MultiheadAttention<false, T>;
  readonly multiheadAttn: MultiheadAttention<true, M>;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly dropout3: Dropout;
  readonly activation: Module;
  y: Tensor | undefined;
  private memory: Tensor | undefined;
  private dmemory: Tensor | undefined;

  constructor(dModel: number, nhead: number, options: TransformerOptions & DecoderMasks<T, M> = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, layerNormEps: eps = 1e-5, bias = true, rng = generator } = options;
    const {
      tgtKeyPaddingMask = false as T,
      memoryKeyPaddingMask = false as M,
      causal = false,
      rotary = false,
    } = options;
    const each = { dropout, bias, rng };
    this.dModel = dModel;
    this.masks = [
      ...(tgtKeyPaddingMask ? ["tgtKeyPaddingMask"] : []),
      ...(memoryKeyPaddingMask ? ["memoryKeyPaddingMask"] : []),
    ];
    this.normFirst = options.normFirst ?? false;
    this.selfAttn = new MultiheadAttention(dModel, nhead, {
      ...each,
      causal,
      rotary,
      keyPaddingMask: tgtKeyPaddingMask,
    });
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, {
      ...each,
      cross: true,
      keyPaddingMask: memoryKeyPaddingMask,
    });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, rng });
    this.dropout = new Dropout(dropout, { rng });
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, rng });
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps, bias });
    const drop = (): Dropout => new Dropout(dropout, { rng });
    [this.norm1, this.norm2, this.norm3] = [norm(), norm(), norm()];
    [this.dropout1, this.dropout2, this.dropout3] = [drop(), drop(), drop()];
    this.activation = options.activation ?? new ReLU();
  }

  fprop(input: Decoded<T, M>): Tensor {
    checkTuple(this, input, 2 + this.masks.length);
    const [tgt, memory, ...masks] = input as readonly Tensor[];
    checkFloats(this, "tgt", tgt, this.linear1.weight.value.dtype);
    checkShape(this, "tgt", tgt, ["batch", "time", this.dModel]);
    checkFloats(this, "memory", memory, tgt.dtype);
    checkShape(this, "memory", memory, [tgt.shape[0], "places", this.dModel]);
    for (const [k, name] of this.masks.entries())
      this.checkPadding(name, masks[k], name.startsWith("tgt") ? tgt : memory);
    const own = masks.slice(0, this.selfAttn.keyPaddingMask ? 1 : 0);
    const others = masks.slice(own.length);
    this.memory = memory;
    const [self, cross] = [anyForm(this.selfAttn), anyForm(this.multiheadAttn)];
    const a = this.skip(0, tgt, this.norm1, (v) => this.dropout1.fprop(self.fprop(packed([v, ...own]))));
    const b = this.skip(1, a, this.norm2, (v) => this.dropout2.fprop(cross.fprop([v, memory, memory, ...others])));
    this.y = this.skip(2, b, this.norm3, (v) => this.dropout3.fprop(this.feed(v)));
    return this.y;
  }

  bprop(dy: Tensor): Decoded<T, M> {
    checkLike(this, "dy", dy, kept(this, this.y));
    const [self, cross] = [anyForm(this.selfAttn), anyForm(this.multiheadAttn)];
    const dmemory = (this.dmemory = Tensor.reuseLike(this.dmemory, this.memory!));
    const dmasks: Tensor[] = [];
    const db = this.skipBack(2, dy, this.norm3, (d) => this.feedBack(this.dropout3.bprop(d)));
    const da = this.skipBack(1, db, this.norm2, (d) => {
      const [dv, dkey, dvalue, ...rest] = members(cross.bprop(this.dropout2.bprop(d)));
      kernels.add(dmemory, dkey, dvalue);
      dmasks.push(...rest);
      return dv;
    });
    const dtgt = this.skipBack(0, da, this.norm1, (d) => {
      const [dv, ...rest] = members(self.bprop(this.dropout1.bprop(d)));
      dmasks.unshift(...rest);
      return dv;
    });
    return [dtgt, dmemory, ...dmasks] as unknown as Decoded<T, M>;
  }

  override express([tgt, memory, ...masks]: readonly Expression[]): Expression {
    const own = masks.slice(0, this.selfAttn.keyPaddingMask ? 1 : 0);
    const others = masks.slice(own.length);
    const a = this.tellSkip(tgt, this.norm1, (v) =>
      express(this.dropout1, express(this.selfAttn as Module, packed([v, ...own]))),
    );
    const b = this.tellSkip(a, this.norm2, (v) =>
      express(this.dropout2, express(this.multiheadAttn as never as Module, [v, memory, memory, ...others])),
    );
    return this.tellSkip(b, this.norm3, (v) => express(this.dropout3, this.tellFeed(v)));
  }

  override toString(): string {
    return `TransformerDecoderLayer(${this.dModel}, ${this.selfAttn.numHeads} heads)`;
  }
}
