import { Buffer } from "./buffer.ts";
import { checkCount, checkFloats, checkLike, checkNumber, kept, refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import { constant, parameter, type Expression } from "./expressions/expression.ts";
import { add, div, mean, mul, pow, reshape, sub, view } from "./expressions/operations.ts";
import * as kernels from "./kernels/index.ts";
import type { Groups } from "./kernels/index.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { Tensor } from "./tensor.ts";

/** Running statistics: how many channels they are of, and how much a batch changes them. */
export interface Tracking {
  readonly channels: number;
  readonly momentum: number | null;
}

/**
 * The piece that all normalising layers are made of:
 *
 *     x̂ = (x − m) r      r = 1/√(v + ε)      y = w x̂ + b
 *
 * with the mean m and the variance v = Σ (x − m)² / count of the element's group (`divide` says which elements are one),
 * and the weight w and bias b of its channel. Statistics and all arithmetic on them are in float64, also for float32.
 *
 *     db += Σ dy         dw += Σ dy x̂         dx = r (w dy − mean(w dy) − x̂ mean(w dy x̂)), means over the group
 *
 * Not `centred`, m is 0 and dx has no mean(w dy). With running statistics M and V, each training step moves them by
 *
 *     M ← (1 − a) M + a m        V ← (1 − a) V + a v count / (count − 1)        a = momentum, or 1 / steps where that is null
 *
 * (averaged over batch entries where these have statistics of their own), and in evaluation m and v are M and V:
 * constants, so that dx = r w dy.
 */
export abstract class Normalisation extends Module {
  readonly eps: number;
  readonly momentum: number | null;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly runningMean: Buffer | undefined;
  readonly runningVar: Buffer | undefined;
  readonly numBatchesTracked: Buffer | undefined;
  /** Whether the mean is taken off. */
  readonly centred: boolean = true;
  /** Whether a group has its statistics over all of the batch. */
  protected readonly pooled: boolean = false;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  stats: Tensor | undefined;
  sums: Tensor | undefined;
  /** How the latest x was divided, and whether by statistics that do not depend on it. */
  private of: Groups | undefined;
  private given = false;

  constructor(
    who: string,
    eps: number,
    { weight, bias }: { weight?: readonly number[] | undefined; bias?: readonly number[] | undefined },
    tracking?: Tracking,
  ) {
    super();
    checkNumber(who, "eps", eps, 0);
    this.eps = eps;
    if (weight !== undefined) this.weight = new Parameter(filled(weight, 1));
    if (bias !== undefined) this.bias = new Parameter(filled(bias, 0));
    this.momentum = tracking?.momentum ?? null;
    if (tracking === undefined) return;
    if (this.momentum !== null) checkNumber(who, "momentum", this.momentum, 0, 1);
    this.runningMean = new Buffer(filled([tracking.channels], 0));
    this.runningVar = new Buffer(filled([tracking.channels], 1));
    this.numBatchesTracked = new Buffer(Tensor.zeros([], "int32"));
  }

  /** How an x of this shape is divided into groups and channels; refuses one that cannot be. */
  /** @internal */
  abstract divide(shape: readonly number[]): Groups;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x, (this.weight ?? this.runningMean)?.value.dtype);
    const { runningMean, runningVar, centred } = this;
    const given = !this.training && runningMean !== undefined;
    const own = this.divide(x.shape);
    const { pooled, batch, groups } = own;
    const of = given ? { ...own, pooled: true } : own;
    this.x = x;
    this.of = of;
    this.given = given;
    this.stats = Tensor.reuse(this.stats, "float64", [4, of.pooled ? groups : batch * groups]);
    if (given) kernels.givenStatistics(this.stats, runningMean.value, runningVar!.value, this.eps);
    else kernels.statistics(this.stats, x, of, this.eps, centred);
    if (this.training && runningMean !== undefined) this.track(this.stats, of, pooled ? 1 : batch);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.normalise(this.y, x, this.stats, this.weight?.value, this.bias?.value, of, centred);
    return this.y;
  }

  /** Moves the running statistics towards those of the batch, which has them `times`. */
  private track(stats: Tensor, { batch, channels, space, pooled }: Groups, times: number): void {
    const [mean, variance, steps] = [this.runningMean!, this.runningVar!, this.numBatchesTracked!];
    const count = channels * space * (pooled ? batch : 1);
    // PyTorch counts in batch normalisation alone.
    if (this.pooled) steps.value.data[0]++;
    const a = this.momentum ?? 1 / steps.value.data[0];
    for (let i = 0; i < times; i++) {
      const keep = i === 0 ? 1 - a : 1;
      kernels.mix(mean.value, keep, stats, i, a / times);
      kernels.mix(variance.value, keep, stats, 2 * times + i, (a / times) * (count / (count - 1)));
    }
  }

  bprop(dy: Tensor): Tensor {
    const [x, stats, of] = [kept(this, this.x), kept(this, this.stats), this.of!];
    checkLike(this, "dy", dy, x);
    const { weight, bias, given, centred } = this;
    this.sums = Tensor.reuse(this.sums, "float64", [2, of.groups * of.channels]);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.normaliseSums(stats, this.sums, dy, x, weight?.value, of, centred);
    if (bias?.trainable === true) kernels.mix(bias.grad, 1, this.sums, 0, 1);
    if (weight?.trainable === true) kernels.mix(weight.grad, 1, this.sums, 1, 1);
    if (given) kernels.normalise(this.dx, dy, stats, weight?.value, undefined, of, false);
    else kernels.normaliseBackward(this.dx, dy, x, stats, weight?.value, of, centred);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const { runningMean, runningVar, weight, bias, eps, centred } = this;
    const as = (e: Expression, name: string, shape: (of: Groups) => number[]): Expression =>
      view(e, name, (s) => shape(this.divide(s)));
    const z = as(x, "groups", (of) => [of.batch, of.groups, of.channels * of.space]);
    /** The mean over each group, of a shape that broadcasts to that of z. */
    const pooled = this.pooled;
    const average = (e: Expression): Expression => {
      const m = pooled ? mean(mean(e, -1), 0) : mean(e, -1);
      return view(m, "column", (s) => [...s, 1]);
    };
    const given = !this.training && runningMean !== undefined;
    const column = (b: Buffer): Expression => constant(b.value.reshape([b.value.size, 1]));
    const m = given ? column(runningMean) : average(z);
    const c = centred || given ? sub(z, m) : z;
    const v = given ? column(runningVar!) : average(mul(c, c));
    const h = div(c, pow(add(v, eps), 0.5));
    const all = reshape(h, x);
    if (weight === undefined) return all;
    const channels = as(all, "channels", (of) => [of.batch, of.groups * of.channels, of.space]);
    const line = (p: Parameter): Expression => view(parameter(p), "line", (s) => [s.reduce((a, b) => a * b), 1]);
    const scaled = mul(channels, line(weight));
    return reshape(bias === undefined ? scaled : add(scaled, line(bias)), x);
  }

  /** Running statistics have PyTorch's names, `running_mean` and so on. */
  override *entries(): ReturnType<Module["entries"]> {
    for (const [key, child] of super.entries()) yield [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), child];
  }

  /** For x [batch, channels, …] of one of these numbers of axes: each channel is a group. */
  protected byChannel(shape: readonly number[], channels: number, ranks: readonly number[]): Groups {
    const [batch, c, ...rest] = shape;
    const { pooled } = this;
    if (!ranks.includes(shape.length) || c !== channels)
      refuse(
        "SHAPE",
        this,
        "x",
        ranks.map((rank) => shapeText(["batch", channels, "height", "width"].slice(0, rank))).join(" or "),
        shapeText(shape),
      );
    const space = rest.reduce((a, b) => a * b, 1);
    if ((this.training || this.runningMean === undefined) && (pooled ? batch * space : space) === 1)
      refuse("SHAPE", this, "x", "more than one value for each channel to be measured by", shapeText(shape));
    return { batch, groups: channels, channels: 1, space, pooled };
  }
}

function filled(shape: readonly number[], value: number): Tensor {
  const t = Tensor.zeros(shape);
  t.data.fill(value);
  return t;
}

/** A shape given as such or as a single size, checked. */
export function checkedShape(who: string, shape: number | readonly number[]): readonly number[] {
  const sizes: readonly number[] = typeof shape === "number" ? [shape] : shape;
  if (!Array.isArray(sizes) || sizes.length === 0)
    refuse("ARGUMENT", who, "normalizedShape", "a size or a shape", shape);
  for (const n of sizes) checkCount(who, "normalizedShape", n);
  return [...sizes];
}

/** For x [batch, …, ...last]: the last axes of each row are a group, and each place in them is a channel. */
export function alongShape(who: { toString(): string }, shape: readonly number[], last: readonly number[]): Groups {
  const lead = shape.length - last.length;
  if (lead < 1 || last.some((n, i) => shape[lead + i] !== n))
    refuse("SHAPE", who, "x", shapeText(["batch", "…", ...last]), shapeText(shape));
  const channels = last.reduce((a, b) => a * b, 1);
  const batch = shape.slice(0, lead).reduce((a, b) => a * b, 1);
  return { batch, groups: 1, channels, space: 1, pooled: false };
}
