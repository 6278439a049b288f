import { checkCount, checkFloats, checkLike, checkShape, kept, refuse } from "../../lib/check.ts";
import { permute } from "../../lib/expressions/arrays.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression, Tree } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import { Attention, type Attended, type Heads, type MultiheadOptions } from "../../lib/layers/attention.ts";
import { Projections } from "../../lib/layers/projections.ts";
import { Turns } from "../../lib/layers/positions.ts";
import type { Scores } from "../../lib/kernels/index.ts";
import type { Child } from "../../lib/module.ts";
import { generator } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import { Dropout } from "../noise/dropout.ts";
import { Linear } from "../linear/linear.ts";

/**
 * Attention in several heads, each with its own view of x: x → y of [batch, time, embedDim]. With `cross` there are three
 * inputs, [query, key, value] → y, of [batch, queries, embedDim], [batch, keys, kdim] and [batch, keys, vdim].
 *
 *     q = query W_qᵀ + b_q     k = key W_kᵀ + b_k     v = value W_vᵀ + b_v     in_proj_weight [W_q W_k W_v], in_proj_bias
 *     o = ScaledDotProductAttention of each head, which is embedDim / numHeads numbers of q, k and v
 *     y = o W_oᵀ + b_o                                                         out_proj
 *
 *     do = dy W_o              dq, dk, dv as there                             dW_o += dyᵀ o          db_o += Σ dy
 *     dquery = dq W_q          dW_q += dqᵀ query      db_q += Σ dq             so key and value; dx is the sum of the three
 *
 * Masks stand behind x or value: keyPaddingMask, attnMask. After fprop the weights are in `p` [batch, numHeads, queries,
 * keys]. With `rotary` q and k turn by their place, as in RotaryPositionalEmbeddings. Where kdim or vdim are others than
 * embedDim, there are q_proj_weight, k_proj_weight and v_proj_weight. The W of q, k and v start as Glorot's uniform, W_o as
 * Linear's, b as 0. Vaswani et al., 2017; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for heads that do not divide embedDim, or a kdim without `cross`
 */
export class MultiheadAttention<
  C extends boolean = false,
  P extends boolean = false,
  M extends boolean = false,
> extends Attention<Attended<C, P, M>> {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly cross: boolean;
  readonly dims: readonly number[];
  readonly inProj: Projections;
  readonly outProj: Linear;
  readonly turns: Turns | undefined;
  x: readonly Tensor[] = [];
  private z: readonly Tensor[] = [];
  private dz: readonly (Tensor | undefined)[] = [];
  private o: Tensor | undefined;

  constructor(embedDim: number, numHeads: number, options: MultiheadOptions<C, P, M> = {}) {
    const who = "MultiheadAttention";
    const { rng = generator, bias = true, kdim = embedDim, vdim = embedDim, rotary = false } = options;
    const { cross = false as C } = options;
    checkCount(who, "embedDim", embedDim);
    checkCount(who, "numHeads", numHeads);
    checkCount(who, "kdim", kdim);
    checkCount(who, "vdim", vdim);
    if (embedDim % numHeads !== 0) refuse("ARGUMENT", who, "numHeads", `a divisor of ${embedDim}`, String(numHeads));
    if (!cross && (kdim !== embedDim || vdim !== embedDim))
      refuse("ARGUMENT", who, "kdim and vdim", `${embedDim} where x is the only input`, `${kdim} and ${vdim}`);
    super(who, new Dropout(options.dropout ?? 0, { rng }), options);
    [this.embedDim, this.numHeads, this.cross] = [embedDim, numHeads, cross];
    this.dims = cross ? [embedDim, kdim, vdim] : [embedDim];
    this.turns = rotary === false ? undefined : new Turns(who, embedDim / numHeads, rotary === true ? 10_000 : rotary);
    this.inProj = new Projections(embedDim, [embedDim, kdim, vdim], bias, rng);
    this.outProj = new Linear(embedDim, embedDim, { bias, rng });
    this.outProj.bias?.value.data.fill(0);
  }

  fprop(input: Attended<C, P, M>): Tensor {
    const x = this.parts(input, this.dims.length);
    const [query] = x;
    const names = this.cross ? ["query", "key", "value"] : ["x"];
    for (const [k, d] of this.dims.entries()) {
      checkFloats(this, names[k], x[k], this.outProj.weight.value.dtype);
      checkShape(
        this,
        names[k],
        x[k],
        k === 0 ? ["batch", "time", d] : [query.shape[0], k === 1 ? "keys" : x[1].shape[1], d],
      );
    }
    const sizes = this.sizes(x);
    this.checkMasks(x.slice(this.dims.length), query, sizes);
    this.x = x.slice(0, this.dims.length);
    this.z = this.inProj.fprop(this.x);
    this.turn(this.z, false);
    this.o = Tensor.reuseLike(this.o, query);
    const [q, k, v] = this.heads(this.z);
    this.attend(this.head(this.o, 0), q, k, v, sizes, this.scale);
    return this.outProj.fprop(this.o);
  }

  bprop(dy: Tensor): Attended<C, P, M> {
    const { x, z } = this;
    checkLike(this, "dy", dy, kept(this, this.o));
    const dO = this.outProj.bprop(dy);
    const dz = z.map((t, k) => Tensor.reuseLike(this.dz[k], t));
    this.dz = dz;
    this.attendBack(this.head(dO, 0), this.heads(z), this.heads(dz), this.sizes(x), this.scale);
    this.turn(dz, true);
    const dx = [...this.inProj.bprop(dz), ...this.dmasks()];
    return (dx.length === 1 ? dx[0] : dx) as unknown as Attended<C, P, M>;
  }

  private get scale(): number {
    return 1 / Math.sqrt(this.embedDim / this.numHeads);
  }

  private sizes([query, key = query]: readonly Tensor[]): Scores {
    const [batch, queries] = query.shape;
    return { batch, heads: this.numHeads, queries, keys: this.cross ? key.shape[1] : queries };
  }

  /** The heads that begin at the k-th embedDim of t's rows. */
  private head(t: Tensor, k: number): Heads {
    const [, time, row] = t.shape;
    const size = this.embedDim / this.numHeads;
    return { t, at: k * this.embedDim, row, head: size, batch: time * row, size };
  }

  /** q, k and v, or their gradients. */
  private heads(z: readonly Tensor[]): readonly [Heads, Heads, Heads] {
    const of = (k: number): Heads => (this.cross ? this.head(z[k], 0) : this.head(z[0], k));
    return [of(0), of(1), of(2)];
  }

  private turn(z: readonly Tensor[], back: boolean): void {
    for (const { t, at, row } of this.heads(z).slice(0, 2)) this.turns?.apply(t, t.shape, row, at, this.numHeads, back);
  }

  override express(input: Tree): Expression {
    const given = (Array.isArray(input) ? input : [input]) as readonly Expression[];
    const inputs = given.slice(0, this.dims.length);
    const apart = (x: Expression): Expression =>
      view(x, "heads", (s) => [s[0], s[1], this.numHeads, s[2] / this.numHeads]);
    const swapped = (x: Expression): Expression => permute(x, () => [0, 2, 1, 3]);
    const qkv = this.inProj.express(inputs).map(apart);
    const turned = qkv.map((x, k) => swapped(k < 2 && this.turns !== undefined ? this.turns.tell(x) : x));
    const o = swapped(this.tell(turned, given.slice(this.dims.length), () => this.scale));
    return express(
      this.outProj,
      view(o, "o", ([batch, time, n, size]) => [batch, time, n * size]),
    );
  }

  override *entries(): Generator<[string, Child]> {
    yield* this.inProj.entries();
    yield ["out_proj", this.outProj];
    yield ["dropout", this.dropout];
  }

  override toString(): string {
    return `MultiheadAttention(${this.embedDim}, ${this.numHeads} heads${this.causal ? ", causal" : ""})`;
  }
}
