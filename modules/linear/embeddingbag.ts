import { checkFloats, checkLike, checkTuple, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { bags } from "../../lib/expressions/bags.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Embeddings, type EmbeddingOptions } from "../../lib/layers/embeddings.ts";
import { Tensor } from "../../lib/tensor.ts";

type Bags = readonly [indices: Tensor, offsets: Tensor];

/**
 * The sum, mean or largest of the vectors of each bag of indices: y_b = Σ_i W_(x_bi), the same divided by how many they are,
 * or the largest of each number.
 *
 *     x [batch, n] (int32), a bag for each row, or the tuple of x [m] and offsets [batch] where each bag begins (int32)
 *     W = weight [numEmbeddings, embeddingDim]     y [batch, embeddingDim], 0 for a bag of nothing
 *
 *     dW_(x_bi) += dy_b, or its share; for the largest to its row alone, the first of equals     dx = 0 (int32)
 *
 * The index paddingIdx counts nothing. Options and defaults are PyTorch's; W starts normal with variance 1.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for an index outside 0 … numEmbeddings − 1, and for offsets that do not rise
 */
export class EmbeddingBag<In extends Tensor | Bags = Tensor> extends Embeddings<In> {
  readonly mode: "sum" | "mean" | "max";
  t: Tensor | undefined;
  o: Tensor | undefined;
  y: Tensor | undefined;
  k: Tensor | undefined;
  dt: Tensor | undefined;
  dOffsets: Tensor | undefined;
  /** Whether the offsets came with the input. */
  private given = false;

  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { mode = "mean", ...options }: EmbeddingOptions & { mode?: "sum" | "mean" | "max" } = {},
  ) {
    super(numEmbeddings, embeddingDim, options);
    if (!["sum", "mean", "max"].includes(mode)) refuse("ARGUMENT", this, "mode", '"sum", "mean" or "max"', mode);
    this.mode = mode;
  }

  fprop(x: In): Tensor {
    const given = Array.isArray(x);
    if (given) checkTuple(this, x, 2);
    const [t, offsets] = given ? (x as Bags) : [x as Tensor, undefined];
    this.checkIndices(t);
    if (t.shape.length !== (given ? 1 : 2))
      refuse("SHAPE", this, "x", given ? "[m]" : "[batch, n]", shapeText(t.shape));
    if (offsets !== undefined) this.checkOffsets(offsets, t.size);
    const { embeddingDim: n, paddingIdx: skip } = this;
    this.o = offsets ?? starts(this.given ? undefined : this.o, t.shape);
    this.given = given;
    this.t = t;
    const w = this.limited(t);
    this.y = Tensor.reuse(this.y, w.dtype, [this.o.size, n]);
    if (this.mode === "max") {
      this.k = Tensor.reuse(this.k, "int32", this.y.shape);
      kernels.bagMax(this.y, this.k, w, t, this.o, n, skip);
    } else kernels.bagSums(this.y, w, t, this.o, n, skip, this.mode === "mean");
    return this.y;
  }

  bprop(dy: Tensor): In {
    const [t, o, y] = [kept(this, this.t), kept(this, this.o), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const { grad, trainable } = this.weight;
    const { embeddingDim: n, paddingIdx: skip } = this;
    if (trainable && this.mode === "max") kernels.addBagMaxBackward(grad, dy, kept(this, this.k), n);
    else if (trainable) kernels.addBagSumsBackward(grad, dy, t, o, n, skip, this.mode === "mean");
    this.dt = Tensor.reuseLike(this.dt, t);
    kernels.clear(this.dt);
    if (!this.given) return this.dt as In;
    this.dOffsets = Tensor.reuseLike(this.dOffsets, o);
    kernels.clear(this.dOffsets);
    return [this.dt, this.dOffsets] as Bags as In;
  }

  private checkOffsets(o: Tensor, size: number): void {
    checkFloats(this, "offsets", o, "int32");
    if (o.shape.length !== 1) refuse("SHAPE", this, "offsets", "[batch]", shapeText(o.shape));
    const i = o.data.findIndex((at, b) => (b === 0 ? at !== 0 : at < o.data[b - 1] || at > size));
    if (i >= 0) refuse("ARGUMENT", this, "offsets", `0 and then rising, up to ${size}`, `${o.data[i]} at index ${i}`);
  }

  override express(x: Expression | readonly Expression[]): Expression {
    return bags(this.table(), [x].flat(), this.mode, this.paddingIdx);
  }

  override toString(): string {
    return `EmbeddingBag(${this.numEmbeddings} → ${this.embeddingDim}, ${this.mode})`;
  }
}

/** Where each row of [batch, n] begins. */
function starts(old: Tensor | undefined, [batch, n]: readonly number[]): Tensor {
  const o = Tensor.reuse(old, "int32", [batch]);
  for (let b = 0; b < batch; b++) o.data[b] = b * n;
  return o;
}
