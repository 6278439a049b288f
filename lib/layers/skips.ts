import { checkFloats, checkShape } from "../check.ts";
import { express } from "../expressions/express.ts";
import type { Expression } from "../expressions/expression.ts";
import { add } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import { Module, type AnyModule, type Child } from "../module.ts";
import type { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";

export interface TransformerOptions {
  /** Numbers at a place inside the feed-forward net. */
  dimFeedforward?: number;
  /** The share of units, and of weights of attention, that are 0 in training. */
  dropout?: number;
  /** The nonlinearity of the feed-forward net. */
  activation?: Module;
  layerNormEps?: number;
  /** Whether each part is normalised before, not behind. */
  normFirst?: boolean;
  /** Whether the layers inside have biases. */
  bias?: boolean;
  /** Whether a place sees only those up to it. */
  causal?: boolean;
  /** Whether q and k turn by their place; a number is the base of the angles. */
  rotary?: boolean | number;
  rng?: Rng;
}

export interface DecoderMasks<T extends boolean, M extends boolean> {
  /** Whether a mask of the padding in tgt, [batch, time] of int32, is an input. */
  tgtKeyPaddingMask?: T;
  /** Whether a mask of the padding in memory, [batch, places] of int32, is an input. */
  memoryKeyPaddingMask?: M;
}

/** What goes into a decoder, and a whole Transformer with src for memory. */
export type Decoded<T extends boolean, M extends boolean> = readonly [
  tgt: Tensor,
  memory: Tensor,
  ...(T extends true ? [tgtKeyPaddingMask: Tensor] : []),
  ...(M extends true ? [memoryKeyPaddingMask: Tensor] : []),
];

/**
 * What the layers of Transformers are made of: skips over some f, with a norm before or behind,
 *
 *     normFirst     y = x + f(norm x)     dx = dy + norm′ᵀ f′ᵀ dy
 *     else          y = norm(x + f x)     dx = d + f′ᵀ d, with d = norm′ᵀ dy
 *
 * the last of them over a net for each place alone, linear2(dropout(activation(linear1 x))).
 */
export abstract class Skips<In extends Value> extends Module<In, Tensor> {
  abstract readonly normFirst: boolean;
  abstract readonly linear1: Module;
  abstract readonly activation: Module;
  abstract readonly dropout: Module;
  abstract readonly linear2: Module;
  private readonly sums: (Tensor | undefined)[] = [];
  private readonly dsums: (Tensor | undefined)[] = [];

  /** y of the k-th skip. */
  protected skip(k: number, x: Tensor, norm: Module, f: (x: Tensor) => Tensor): Tensor {
    const fx = f(this.normFirst ? norm.fprop(x) : x);
    const sum = (this.sums[k] = Tensor.reuseLike(this.sums[k], x));
    kernels.add(sum, x, fx);
    return this.normFirst ? sum : norm.fprop(sum);
  }

  /** dx of the k-th skip, where `back` is f′ᵀ. */
  protected skipBack(k: number, dy: Tensor, norm: Module, back: (dy: Tensor) => Tensor): Tensor {
    const d = this.normFirst ? dy : norm.bprop(dy);
    const df = this.normFirst ? norm.bprop(back(d)) : back(d);
    const sum = (this.dsums[k] = Tensor.reuseLike(this.dsums[k], dy));
    kernels.add(sum, d, df);
    return sum;
  }

  protected tellSkip(x: Expression, norm: Module, f: (x: Expression) => Expression): Expression {
    return this.normFirst ? add(x, f(express(norm, x))) : express(norm, add(x, f(x)));
  }

  /** Refuses a mask of padding that is not one for x [batch, time, …]. */
  protected checkPadding(what: string, mask: Tensor, x: Tensor): void {
    checkFloats(this, what, mask, "int32");
    checkShape(this, what, mask, x.shape.slice(0, 2));
  }

  protected feed(x: Tensor): Tensor {
    return this.linear2.fprop(this.dropout.fprop(this.activation.fprop(this.linear1.fprop(x))));
  }

  protected feedBack(dy: Tensor): Tensor {
    return this.linear1.bprop(this.activation.bprop(this.dropout.bprop(this.linear2.bprop(dy))));
  }

  protected tellFeed(x: Expression): Expression {
    return [this.linear1, this.activation, this.dropout, this.linear2].reduce((e, m) => express(m, e), x);
  }

  /** Parts have PyTorch's names, `self_attn` and so on. */
  override *entries(): Generator<[string, Child]> {
    for (const [key, child] of super.entries()) yield [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), child];
  }
}

/** A module whose input is a tensor, or one with masks behind it: which of them, its options say. */
export function anyForm(module: AnyModule): Module<Tensor | readonly Tensor[], Tensor> {
  return module as Module<Tensor | readonly Tensor[], Tensor>;
}
