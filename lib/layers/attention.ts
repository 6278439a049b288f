import { checkFloats, checkShape, kept, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { matmuls } from "../expressions/arrays.ts";
import { visible } from "../expressions/attention.ts";
import { express } from "../expressions/express.ts";
import type { Expression } from "../expressions/expression.ts";
import { linearMap } from "../expressions/linearmap.ts";
import { add, mul, softmax, sub, view } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import type { Scores } from "../kernels/index.ts";
import { Module } from "../module.ts";
import type { Rng } from "../rng.ts";
import { sameShape, Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";

export interface AttentionOptions<P extends boolean = boolean, M extends boolean = boolean> {
  /** The share of weights that are 0, in training; the others grow by 1 / (1 − dropout). */
  dropout?: number;
  /** Whether a query sees only the keys up to its own place. */
  causal?: boolean;
  /** Whether a mask [batch, keys] of int32 is an input: keys where it is not 0 are seen by no query. */
  keyPaddingMask?: P;
  /** Whether a mask [batch, queries, keys] or [batch, heads, queries, keys] of floats is an input, added to the scores. */
  attnMask?: M;
  rng?: Rng;
}

/** The masks that are inputs. */
export type Masks<P extends boolean, M extends boolean> = readonly [
  ...(P extends true ? [keyPaddingMask: Tensor] : []),
  ...(M extends true ? [attnMask: Tensor] : []),
];

export interface MultiheadOptions<
  C extends boolean = boolean,
  P extends boolean = boolean,
  M extends boolean = boolean,
> extends AttentionOptions<P, M> {
  bias?: boolean;
  /** Whether query, key and value are three inputs; else all of them are x. */
  cross?: C;
  /** Numbers at a place of key and of value, where there are three inputs; by default embedDim. */
  kdim?: number;
  vdim?: number;
  /** Whether q and k turn by their place; a number is the base of the angles, which is 10000 otherwise. */
  rotary?: boolean | number;
}

/** What goes into an attention that makes its own q, k and v. */
export type Attended<C extends boolean, P extends boolean, M extends boolean> = C extends true
  ? readonly [query: Tensor, key: Tensor, value: Tensor, ...Masks<P, M>]
  : true extends P | M
    ? readonly [x: Tensor, ...Masks<P, M>]
    : Tensor;

/**
 * Where the heads of q, k, v or y are in a tensor: the first number, and the distances of two places in time, of two
 * heads and of two rows of the batch.
 */
export interface Heads {
  readonly t: Tensor;
  readonly at: number;
  readonly row: number;
  readonly head: number;
  readonly batch: number;
  /** Numbers of a head at one place. */
  readonly size: number;
}

/**
 * What attention is, wherever its heads lie:
 *
 *     S = scale Q Kᵀ + mask      P = softmax S over the keys that a query sees, else 0      Y = (P ∘ D) V
 *
 *     dV = (P ∘ D)ᵀ dY           dP = (dY Vᵀ) ∘ D           dS = P ∘ (dP − Σ_keys dP ∘ P)
 *     dmask = dS                 dQ = scale dS K            dK = scale dSᵀ Q
 *
 * for each row of the batch and each head, with D what dropout multiplies by. A query that sees no key has y = 0.
 */
export abstract class Attention<In extends Value> extends Module<In, Tensor> {
  readonly dropout: Module;
  readonly causal: boolean;
  readonly keyPaddingMask: boolean;
  readonly attnMask: boolean;
  /** P of the latest fprop, [batch, heads, queries, keys]. */
  p: Tensor | undefined;
  /** P ∘ D. */
  private a: Tensor | undefined;
  private ds: Tensor | undefined;
  private padding: Tensor | undefined;
  private mask: Tensor | undefined;
  private dpadding: Tensor | undefined;
  private dmask: Tensor | undefined;

  constructor(name: string, dropout: Module, options: AttentionOptions) {
    super();
    this.dropout = dropout;
    this.causal = options.causal ?? false;
    this.keyPaddingMask = options.keyPaddingMask ?? false;
    this.attnMask = options.attnMask ?? false;
    for (const what of ["causal", "keyPaddingMask", "attnMask"] as const)
      if (typeof this[what] !== "boolean") refuse("ARGUMENT", name, what, "true or false", this[what]);
  }

  /** The tensors of an input: `n`, and the masks. */
  protected parts(input: unknown, n: number): readonly Tensor[] {
    const all = n + Number(this.keyPaddingMask) + Number(this.attnMask);
    if (all === 1) return [input as Tensor];
    if (!Array.isArray(input) || input.length !== all) refuse("SHAPE", this, "x", `a tuple of ${all}`, input);
    return input as readonly Tensor[];
  }

  /** Refuses masks that do not fit scores of these sizes. */
  protected checkMasks(masks: readonly Tensor[], x: Tensor, { batch, heads, queries, keys }: Scores): void {
    const padding = this.keyPaddingMask ? masks[0] : undefined;
    const mask = this.attnMask ? masks.at(-1)! : undefined;
    if (padding !== undefined) {
      checkFloats(this, "keyPaddingMask", padding, "int32");
      checkShape(this, "keyPaddingMask", padding, [batch, keys]);
    }
    if (mask !== undefined) {
      checkFloats(this, "attnMask", mask, x.dtype);
      const forms = [
        [batch, queries, keys],
        [batch, heads, queries, keys],
      ];
      if (!forms.some((form) => sameShape(form, mask.shape)))
        refuse("SHAPE", this, "attnMask", forms.map(shapeText).join(" or "), shapeText(mask.shape));
    }
    [this.padding, this.mask] = [padding, mask];
  }

  /** y from q, k and v. */
  protected attend(y: Heads, q: Heads, k: Heads, v: Heads, sizes: Scores, scale: number): void {
    const { batch, heads, queries, keys } = sizes;
    this.p = Tensor.reuse(this.p, q.t.dtype, [batch, heads, queries, keys]);
    products(scores(this.p), q, k, false, true, sizes, queries, keys, q.size);
    kernels.attend(this.p, this.p, this.padding, this.mask, sizes, scale, this.causal);
    this.a = this.dropout.fprop(this.p);
    products(y, scores(this.a), v, false, false, sizes, queries, v.size, keys);
  }

  /** dq, dk and dv from dy; the masks' gradients are kept for `dmasks`. */
  protected attendBack(
    dy: Heads,
    [q, k, v]: readonly Heads[],
    [dq, dk, dv]: readonly Heads[],
    sizes: Scores,
    scale: number,
  ): void {
    const { heads, queries, keys } = sizes;
    const p = kept(this, this.p);
    const a = kept(this, this.a);
    this.ds = Tensor.reuseLike(this.ds, p);
    products(scores(this.ds), dy, v, false, true, sizes, queries, keys, v.size);
    products(dv, scores(a), dy, true, false, sizes, keys, v.size, queries);
    const dp = this.dropout.bprop(this.ds);
    kernels.attendBackward(this.ds, dp, p, keys, this.mask === undefined ? scale : 1);
    if (this.mask !== undefined) {
      this.dmask = Tensor.reuseLike(this.dmask, this.mask);
      const each = this.mask.size === p.size ? 1 : heads;
      kernels.sumPieces(this.dmask, this.ds, each, queries * keys);
      kernels.scale(this.ds, this.ds, scale);
    }
    const ds = scores(this.ds);
    products(dq, ds, k, false, false, sizes, queries, q.size, keys);
    products(dk, ds, q, true, false, sizes, keys, q.size, queries);
  }

  /** The gradients of the masks that are inputs; those of whole numbers are 0. */
  protected dmasks(): readonly Tensor[] {
    if (this.padding !== undefined) {
      this.dpadding = Tensor.reuseLike(this.dpadding, this.padding);
      kernels.clear(this.dpadding);
    }
    return [this.dpadding, this.dmask].filter((t) => t !== undefined);
  }

  /** y of q, k and v [batch, heads, time, size]; the scale is known when their size is. */
  protected tell(
    [q, k, v]: readonly Expression[],
    masks: readonly Expression[],
    scale: (size: number) => number,
  ): Expression {
    const by = (y: Tensor, x: Tensor): void => kernels.scale(y, x, scale(x.shape.at(-1)!));
    const scaled = linearMap(q, {
      name: "scale",
      shape: (q) => q,
      apply: by,
      adjoint: by,
      told: { kind: "scale", factor: scale },
    });
    let s = matmuls(scaled, k, false, true);
    const perHead = (mask: Expression): Expression =>
      view(mask, "mask", (m) => (m.length === 3 ? m.toSpliced(1, 0, 1) : m));
    if (this.attnMask) s = add(s, perHead(masks.at(-1)!));
    const seen = visible(s, this.keyPaddingMask ? masks[0] : undefined, this.causal);
    const p = mul(softmax(add(s, mul(1e30, sub(seen, 1)))), seen);
    return matmuls(express(this.dropout, p), v);
  }
}

/** P or dS as heads. */
function scores(t: Tensor): Heads {
  const [, heads, queries, keys] = t.shape;
  return { t, at: 0, row: keys, head: queries * keys, batch: heads * queries * keys, size: keys };
}

/** C = A B for each row of the batch and each head, A and B transposed where that is said: [m, n] from [m, k] and [k, n] */
function products(
  c: Heads,
  a: Heads,
  b: Heads,
  transA: boolean,
  transB: boolean,
  { batch, heads }: Scores,
  m: number,
  n: number,
  k: number,
): void {
  for (let i = 0; i < batch; i++)
    kernels.gemms(
      ...([c.t, a.t, b.t, transA, transB] as const),
      ...([heads, m, n, k] as const),
      ...([a.row, b.row, c.row, a.head, b.head, c.head] as const),
      ...([a.at + i * a.batch, b.at + i * b.batch, c.at + i * c.batch] as const),
    );
}
