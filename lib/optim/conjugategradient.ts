import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import type { Tensor } from "../tensor.ts";
import { Directional, type DirectionalOptions } from "./directional.ts";
import type { Group } from "./optimizer.ts";

/**
 * Nonlinear conjugate gradients (Polak and Ribière, 1969; Powell's β ≥ 0), as Torch7's `optim.cg` with the search of
 * L-BFGS along each direction:
 *
 *     β = max(0, g · (g − g₀) / (g₀ · g₀))          d ← −g + β d, or −g where that does not go downhill
 *     w ← w + t d                                   the strong Wolfe conditions hold at t, with c₂ = 0.1
 *
 * for g₀ and d of the direction before. A search begins where the first order says that E falls as much as last time,
 * t g · d is what it was, but with no more than 10 times the t of before and no less than a tenth. On a quadratic E of n parameters, n directions reach the minimum as far as the searches are
 * exact. What `step` asks of its closure is written at `Directional`. Parameters are in one group.
 */
export class ConjugateGradient extends Directional<DirectionalOptions> {
  protected readonly curvature = 0.1;
  /** The slope of E along the direction before, where that started. */
  private slope = 0;

  constructor(
    params: Iterable<Parameter> | Iterable<Group<DirectionalOptions>>,
    options: Partial<DirectionalOptions> = {},
  ) {
    const maxIter = options.maxIter ?? 20;
    super(params, { lr: 1, maxIter, maxEval: 3 * maxIter, toleranceGrad: 1e-7, toleranceChange: 1e-9, ...options });
  }

  protected direct(d: Tensor, g: Tensor, before: Tensor): void {
    // After a search that found nothing better, nothing is known.
    if (this.iterations === 1 || this.t === 0) return kernels.scale(d, g, -1);
    this.slope = kernels.dot(before, d);
    const beta = (kernels.dot(g, g) - kernels.dot(g, before)) / kernels.dot(before, before);
    kernels.scale(d, d, Math.max(0, beta));
    kernels.addScaled(d, g, -1);
    if (!(kernels.dot(g, d) < 0)) kernels.scale(d, g, -1);
  }

  protected length(slope: number, first: number): number {
    return this.iterations === 1 || this.t === 0 ? first : this.t * Math.min(Math.max(this.slope / slope, 0.1), 10);
  }

  protected searches(): boolean {
    return true;
  }
}
