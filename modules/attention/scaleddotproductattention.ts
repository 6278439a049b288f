import { checkFloats, checkLike, checkNumber, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { make, reshape, view } from "../../lib/expressions/operations.ts";
import type { Scores } from "../../lib/kernels/index.ts";
import { Attention, type AttentionOptions, type Heads, type Masks } from "../../lib/layers/attention.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";
import { Dropout } from "../noise/dropout.ts";

/**
 * Attention: each query takes the mean of the values, weighted by how well their keys answer to it.
 *
 *     Q [batch, …, queries, d]     K [batch, …, keys, d]     V [batch, …, keys, dᵥ]     Y [batch, …, queries, dᵥ]
 *
 *     S = scale Q Kᵀ + mask        P = softmax S over the keys that a query sees, else 0      Y = (P ∘ D) V
 *     dV = (P ∘ D)ᵀ dY             dP = (dY Vᵀ) ∘ D          dS = P ∘ (dP − Σ_keys dP ∘ P)
 *     dQ = scale dS K              dK = scale dSᵀ Q          dmask = dS
 *
 * for [Q, K, V] → Y, with scale 1/√d and D what dropout multiplies by. The axes between batch and time, such as heads, are
 * the same in all. With `causal` a query sees the keys up to its own place; with `keyPaddingMask` and `attnMask` the masks
 * stand behind V, in this order (heads are then all axes between). After fprop P is in `p`. A query that sees no key has
 * y = 0. Vaswani et al., 2017; PyTorch's scaled_dot_product_attention.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a scale that is no number or a dropout outside [0, 1)
 */
export class ScaledDotProductAttention<P extends boolean = false, M extends boolean = false> extends Attention<
  readonly [query: Tensor, key: Tensor, value: Tensor, ...Masks<P, M>]
> {
  readonly scale: number | undefined;
  x: readonly Tensor[] = [];
  y: Tensor | undefined;
  private dx: readonly (Tensor | undefined)[] = [];

  constructor({ scale, ...options }: AttentionOptions<P, M> & { scale?: number } = {}) {
    super("ScaledDotProductAttention", new Dropout(options.dropout ?? 0, options), options);
    if (scale !== undefined) checkNumber("ScaledDotProductAttention", "scale", scale);
    this.scale = scale;
  }

  fprop(input: readonly [Tensor, Tensor, Tensor, ...Masks<P, M>]): Tensor {
    const [q, k, v, ...masks] = this.parts(input, 3);
    checkFloats(this, "query", q);
    checkFloats(this, "key", k, q.dtype);
    checkFloats(this, "value", v, q.dtype);
    const lead = q.shape.slice(0, -2);
    const fits = (t: Tensor): boolean => t.shape.length === q.shape.length && sameShape(t.shape.slice(0, -2), lead);
    if (
      lead.length === 0 ||
      !fits(k) ||
      !fits(v) ||
      k.shape.at(-1) !== q.shape.at(-1) ||
      k.shape.at(-2) !== v.shape.at(-2)
    )
      refuse(
        "SHAPE",
        this,
        "query, key and value",
        "[batch, …, queries, d], [batch, …, keys, d] and [batch, …, keys, dᵥ]",
        [q, k, v].map((t) => shapeText(t.shape)).join(", "),
      );
    this.checkMasks(masks, q, sizes(q, k));
    this.x = [q, k, v];
    this.y = Tensor.reuse(this.y, q.dtype, [...q.shape.slice(0, -1), v.shape.at(-1)!]);
    const { heads: n } = sizes(q, k);
    this.attend(heads(this.y, n), heads(q, n), heads(k, n), heads(v, n), sizes(q, k), this.factor(q.shape.at(-1)!));
    return this.y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor, Tensor, ...Masks<P, M>] {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    const [q, k] = this.x;
    const { heads: n } = sizes(q, k);
    const dx = this.x.map((t, i) => Tensor.reuseLike(this.dx[i], t));
    this.dx = dx;
    const of = (ts: readonly Tensor[]): Heads[] => ts.map((t) => heads(t, n));
    this.attendBack(heads(dy, n), of(this.x), of(dx), sizes(q, k), this.factor(q.shape.at(-1)!));
    return [...dx, ...this.dmasks()] as unknown as readonly [Tensor, Tensor, Tensor, ...Masks<P, M>];
  }

  private factor(size: number): number {
    return this.scale ?? 1 / Math.sqrt(size);
  }

  override express([q, k, v, ...masks]: readonly Expression[]): Expression {
    const four = (x: Expression): Expression =>
      view(x, "heads", ([batch, ...s]) => [batch, s.slice(0, -2).reduce((a, b) => a * b, 1), ...s.slice(-2)]);
    return asQueries(
      this.tell([four(q), four(k), four(v)], masks, (size) => this.factor(size)),
      q,
    );
  }

  override toString(): string {
    return `ScaledDotProductAttention${this.causal ? "(causal)" : ""}`;
  }
}

/** How many there are of all, with the axes between batch and time for heads. */
function sizes(q: Tensor, k: Tensor): Scores {
  const [batch, ...rest] = q.shape;
  const [queries] = rest.slice(-2);
  return { batch, heads: rest.slice(0, -2).reduce((a, b) => a * b, 1), queries, keys: k.shape.at(-2)! };
}

function heads(t: Tensor, n: number): Heads {
  const [time, size] = t.shape.slice(-2);
  return { t, at: 0, row: size, head: time * size, batch: n * time * size, size };
}

/** The numbers of y with the leading axes of q. */
const asQueries = (y: Expression, q: Expression): Expression =>
  make(
    {
      text: ([y]) => `y(${y})`,
      shape: ([y, q]) => [...q.slice(0, -1), y.at(-1)!],
      view: () => true,
      value: () => undefined,
      forward: [(dy, [, q]) => asQueries(dy, q)],
      reverse: [(dy, [y]) => reshape(dy, y)],
    },
    y,
    q,
  );
