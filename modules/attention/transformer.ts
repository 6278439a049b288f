import { checkTuple, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { xavierUniform } from "../../lib/init.ts";
import { inside } from "../../lib/layers/branches.ts";
import type { TransformerOptions } from "../../lib/layers/skips.ts";
import { Module } from "../../lib/module.ts";
import { generator } from "../../lib/rng.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { LayerNorm } from "../normalisation/layernorm.ts";
import { TransformerDecoder } from "./transformerdecoder.ts";
import { TransformerDecoderLayer } from "./transformerdecoderlayer.ts";
import { TransformerEncoder } from "./transformerencoder.ts";
import { TransformerEncoderLayer } from "./transformerencoderlayer.ts";

/**
 * A Transformer from sequence to sequence: [src, tgt] → y of [batch, places, dModel], [batch, time, dModel] and [batch,
 * time, dModel].
 *
 *     memory = encoder src     y = decoder(tgt, memory)     [dtgt, dmemory] = decoder′ᵀ dy     dsrc = encoder′ᵀ dmemory
 *
 * Encoder and decoder end with a LayerNorm each. With `causal` a place of tgt sees those up to it. Matrices start as
 * Glorot's uniform. For masks of padding, put a TransformerEncoder and a TransformerDecoder into a Graph.
 * Vaswani et al., 2017; PyTorch's arguments and defaults, but that each layer starts from its own numbers.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for heads that do not divide dModel
 */
export class Transformer extends Module<readonly [src: Tensor, tgt: Tensor], Tensor> {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;
  /** Whether both parts' intermediates are of one fprop. */
  private complete = false;

  constructor(
    dModel = 512,
    nhead = 8,
    {
      numEncoderLayers = 6,
      numDecoderLayers = 6,
      causal = false,
      ...options
    }: TransformerOptions & { numEncoderLayers?: number; numDecoderLayers?: number } = {},
  ) {
    super();
    const { layerNormEps: eps = 1e-5, bias = true, rng = generator } = options;
    const each = (): TransformerOptions =>
      options.activation === undefined ? options : { ...options, activation: options.activation.clone() };
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps, bias });
    this.encoder = new TransformerEncoder(() => new TransformerEncoderLayer(dModel, nhead, each()), numEncoderLayers, {
      norm: norm(),
    });
    this.decoder = new TransformerDecoder(
      () => new TransformerDecoderLayer(dModel, nhead, { ...each(), causal }),
      numDecoderLayers,
      { norm: norm() },
    );
    const start = xavierUniform();
    for (const { value } of this.parameters()) if (value.shape.length > 1) value.data.set(start(value.shape, rng).data);
  }

  fprop(x: readonly [Tensor, Tensor]): Tensor {
    checkTuple(this, x, 2);
    const [src, tgt] = x;
    this.complete = false;
    const memory = inside("encoder", () => this.encoder.fprop(src));
    const y = inside("decoder", () => this.decoder.fprop([tgt, memory]));
    this.complete = true;
    return y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor] {
    if (!this.complete) refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    const [dtgt, dmemory] = inside("decoder", () => this.decoder.bprop(dy));
    return [inside("encoder", () => this.encoder.bprop(dmemory)), dtgt];
  }

  override express([src, tgt]: readonly Expression[]): Expression {
    return express(this.decoder as never as Module, [tgt, express(this.encoder, src)]);
  }
}
