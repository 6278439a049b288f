import { Stack } from "../../lib/layers/stack.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * TransformerEncoderLayers on each other, and the norm behind them, if there is one: x → y of [batch, time, dModel], or
 * [x, srcKeyPaddingMask] → y where the layers take it.
 *
 *     x_0 = x     x_k+1 = layer_k x_k     y = norm x_n     dx = layer_0′ᵀ … layer_n−1′ᵀ norm′ᵀ dy
 *
 *     new TransformerEncoder(() => new TransformerEncoderLayer(64, 4), 6, { norm: new LayerNorm(64) })
 *
 * Layers are made one by one, so that each starts from its own numbers; PyTorch's are copies of one. Parameters have its
 * names, layers.0.self_attn.in_proj_weight and so on.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for what makes no layers; DUPLICATE for one in two places
 */
export class TransformerEncoder<
  In extends Tensor | readonly [src: Tensor, srcKeyPaddingMask: Tensor] = Tensor,
> extends Stack<In> {}
