import { checkLike, kept } from "../../lib/check.ts";
import { Embeddings } from "../../lib/layers/embeddings.ts";
import { lookup } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A vector for each index: y_i = W_(x_i).
 *
 *     x […] (int32)     W = weight [numEmbeddings, embeddingDim]     y […, embeddingDim]
 *
 *     dW_(x_i) += dy_i, in the order of i, but for the row paddingIdx     dx = 0 (int32), as indices have no derivative
 *
 * W starts normal with variance 1, its row paddingIdx at 0; with maxNorm, fprop scales rows of W down to that length.
 * @throws FpropError DTYPE; SHAPE for something that is no tensor; ARGUMENT for an index outside 0 … numEmbeddings − 1
 */
export class Embedding extends Embeddings<Tensor> {
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    this.checkIndices(x);
    this.x = x;
    const w = this.limited(x);
    this.y = Tensor.reuse(this.y, w.dtype, [...x.shape, this.embeddingDim]);
    kernels.lookup(this.y, w, x, this.embeddingDim);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const { grad, trainable } = this.weight;
    if (trainable) kernels.addLookupBackward(grad, dy, x, this.embeddingDim, this.paddingIdx);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.clear(this.dx);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return lookup(this.table(), x);
  }

  override toString(): string {
    return `Embedding(${this.numEmbeddings} → ${this.embeddingDim})`;
  }
}
