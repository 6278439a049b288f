import { Stack } from "../../lib/layers/stack.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * TransformerDecoderLayers on each other, and the norm behind them, if there is one: [tgt, memory] → y of [batch, time,
 * dModel], with the masks behind where the layers take them.
 *
 *     x_0 = tgt     x_k+1 = layer_k(x_k, memory)     y = norm x_n     dtgt = dx_0     dmemory = Σ_k that of layer k
 *
 *     new TransformerDecoder(() => new TransformerDecoderLayer(64, 4, { causal: true }), 6)
 *
 * Layers are made one by one, as in TransformerEncoder.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for what makes no layers; DUPLICATE for one in two places
 */
export class TransformerDecoder<
  In extends readonly [tgt: Tensor, memory: Tensor, ...masks: Tensor[]] = readonly [tgt: Tensor, memory: Tensor],
> extends Stack<In> {}
