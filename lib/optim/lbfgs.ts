import { checkCount, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { Directional, type DirectionalOptions } from "./directional.ts";
import type { Group } from "./optimizer.ts";
import type { StateReader } from "./statereader.ts";

export interface LBFGSOptions extends DirectionalOptions {
  /** m, how many changes are remembered. */
  historySize: number;
  /** Searches along each direction by the strong Wolfe conditions; without it, it is gone lr far. */
  lineSearch: "strongWolfe" | undefined;
}

/** A change s of w with the change y of g that it made, and ρ = 1 / (y · s). */
interface Change {
  readonly s: Tensor;
  readonly y: Tensor;
  rho: number;
}

/**
 * L-BFGS (Nocedal, 1980), as PyTorch's: d = −H g with an inverse Hessian H made of the last m changes,
 *
 *     s = t d, y = g − g before it, ρ = 1 / (y · s)          kept where y · s > 10⁻¹⁰
 *     q ← −g;  from the last to the first  α_i = ρ_i s_i · q,  q ← q − α_i y_i
 *     d ← (y · s) / (y · y) q for the last; from the first to the last  d ← d + (α_i − ρ_i y_i · d) s_i
 *     w ← w + t d                                            t = η, at first η / Σ |g| if that is less,
 *                                                        or by a search along d that begins there
 *
 * One step has up to `maxIter` directions. What `step` asks of its closure is written at `Directional`. Parameters are in
 * one group.
 */
export class LBFGS extends Directional<LBFGSOptions> {
  protected readonly curvature = 0.9;
  private changes: Change[] = [];
  /** Changes that were dropped or not kept, to be written again. */
  private spare: Change[] = [];
  private scale = 1;
  private readonly alphas: number[] = [];

  constructor(params: Iterable<Parameter> | Iterable<Group<LBFGSOptions>>, options: Partial<LBFGSOptions> = {}) {
    const maxIter = options.maxIter ?? 20;
    const tolerances = { toleranceGrad: 1e-7, toleranceChange: 1e-9 };
    const maxEval = Math.max(1, Math.floor((maxIter * 5) / 4));
    super(params, { lr: 1, maxIter, maxEval, ...tolerances, historySize: 100, lineSearch: undefined, ...options });
  }

  protected override check(o: LBFGSOptions): void {
    super.check(o);
    checkCount(this, "historySize", o.historySize);
    if (o.lineSearch !== undefined && o.lineSearch !== "strongWolfe")
      refuse("ARGUMENT", this, "lineSearch", '"strongWolfe" or undefined', o.lineSearch);
  }

  protected direct(d: Tensor, g: Tensor, before: Tensor, o: LBFGSOptions): void {
    if (this.iterations > 1) this.remember(d, g, before, o.historySize);
    kernels.scale(d, g, -1);
    for (let i = this.changes.length - 1; i >= 0; i--) {
      const { s, y, rho } = this.changes[i];
      this.alphas[i] = kernels.dot(s, d) * rho;
      kernels.addScaled(d, y, -this.alphas[i]);
    }
    kernels.scale(d, d, this.scale);
    for (const [i, { s, y, rho }] of this.changes.entries())
      kernels.addScaled(d, s, this.alphas[i] - kernels.dot(y, d) * rho);
  }

  private remember(d: Tensor, g: Tensor, before: Tensor, most: number): void {
    const fresh = (): Tensor => Tensor.reuseLike(undefined, g);
    const change = this.spare.pop() ?? { s: fresh(), y: fresh(), rho: 0 };
    kernels.subtract(change.y, g, before);
    kernels.scale(change.s, d, this.t);
    const ys = kernels.dot(change.y, change.s);
    if (ys > 1e-10) {
      change.rho = 1 / ys;
      this.changes.push(change);
      this.scale = ys / kernels.dot(change.y, change.y);
    } else this.spare.push(change);
    while (this.changes.length > most) this.spare.push(this.changes.shift()!);
  }

  protected length(_: number, first: number, { lr }: LBFGSOptions): number {
    return this.iterations === 1 ? first : lr;
  }

  protected searches({ lineSearch }: LBFGSOptions): boolean {
    return lineSearch !== undefined;
  }

  protected override *more(): Generator<[name: string, value: Tensor | number]> {
    yield ["H_diag", this.scale];
    for (const [i, { s, y }] of this.changes.entries()) {
      yield [`old_dirs.${i}`, y];
      yield [`old_stps.${i}`, s];
    }
  }

  protected override readMore(from: StateReader | undefined, like: Tensor): () => void {
    const scale = from?.number("0.H_diag") ?? 1;
    const changes: Change[] = [];
    for (let i = 0; from?.has(`0.old_dirs.${i}`) === true; i++) {
      const [y, s] = [from.tensor(`0.old_dirs.${i}`, like), from.tensor(`0.old_stps.${i}`, like)];
      changes.push({ s, y, rho: 1 / kernels.dot(y, s) });
    }
    return () => {
      [this.scale, this.changes, this.spare] = [scale, changes, []];
    };
  }
}
