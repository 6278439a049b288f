import { checkCount, checkFloats, checkInteger, checkNumber, checkRange, refuse } from "../check.ts";
import { parameter, type Expression } from "../expressions/expression.ts";
import { add, mul, stopGradient, sub } from "../expressions/operations.ts";
import { normal, type Init } from "../init.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { generator, type Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";

export interface EmbeddingOptions {
  paddingIdx?: number;
  maxNorm?: number;
  init?: Init;
  rng?: Rng;
}

/**
 * What modules share that look vectors up by index: the table W = weight [numEmbeddings, embeddingDim]. It starts normal
 * with variance 1. The row paddingIdx, counted from the end if negative, starts at 0 and gets no gradient. With maxNorm,
 * fprop first scales the rows of W that the indices name and that are longer down to that length, in W itself, which the
 * derivative leaves out. All that as in PyTorch.
 */
export abstract class Embeddings<In extends Value> extends Module<In, Tensor> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  /** −1 where there is none. */
  readonly paddingIdx: number;
  readonly maxNorm: number;
  readonly weight: Parameter;

  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { paddingIdx, maxNorm = Infinity, init = normal(), rng = generator }: EmbeddingOptions = {},
  ) {
    super();
    const who = this.constructor.name;
    checkCount(who, "numEmbeddings", numEmbeddings);
    checkCount(who, "embeddingDim", embeddingDim);
    if (paddingIdx !== undefined) {
      checkInteger(who, "paddingIdx", paddingIdx);
      if (paddingIdx < -numEmbeddings || paddingIdx >= numEmbeddings)
        refuse("ARGUMENT", who, "paddingIdx", `in [−${numEmbeddings}, ${numEmbeddings})`, paddingIdx);
    }
    if (maxNorm !== Infinity) checkNumber(who, "maxNorm", maxNorm, 0);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx === undefined ? -1 : paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.maxNorm = maxNorm;
    const w = init([numEmbeddings, embeddingDim], rng);
    if (this.paddingIdx >= 0) w.rows(this.paddingIdx, this.paddingIdx + 1).data.fill(0);
    this.weight = new Parameter(w);
  }

  /** x holds rows of W. */
  protected checkIndices(x: Tensor): void {
    checkFloats(this, "x", x, "int32");
    checkRange(this, "x", x, 0, this.numEmbeddings - 1, "ARGUMENT");
  }

  /** W, its rows that x names no longer than maxNorm. */
  protected limited(x: Tensor): Tensor {
    const { value } = this.weight;
    if (this.maxNorm !== Infinity) kernels.limitRows(value, x, this.embeddingDim, this.maxNorm);
    return value;
  }

  /** W, through whose padding nothing is derived. */
  protected table(): Expression {
    if (this.paddingIdx < 0) return parameter(this.weight);
    const free = Tensor.from(
      Float64Array.from({ length: this.numEmbeddings }, (_, i) => Number(i !== this.paddingIdx)),
    );
    const learned = mul(this.weight, free.reshape([this.numEmbeddings, 1]));
    return add(learned, stopGradient(sub(this.weight, learned)));
  }
}
