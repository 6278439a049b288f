import { checkLike, refuse } from "./check.ts";
import { describe } from "./errors.ts";
import * as kernels from "./kernels/index.ts";
import type { Tensor } from "./tensor.ts";

/** How the terms l of a loss become E: their mean, their sum, or themselves. The lecture's slide 7 has sums. */
export type Reduction = "mean" | "sum" | "none";

/** E: a number, or the tensor of terms where nothing is reduced. */
export type Reduced<R extends Reduction> = R extends "none" ? Tensor : number;

/**
 * The last step of a loss forward and the first one back.
 *
 *     mean  E = Σ l / n     ∂E/∂l = 1 / n        sum  E = Σ l     ∂E/∂l = 1        none  E = l
 */
export class Reducer<R extends Reduction> {
  readonly kind: R;

  constructor(who: { toString(): string }, kind: R | undefined) {
    const known = kind === undefined ? ("mean" as R) : kind;
    if (known !== "mean" && known !== "sum" && known !== "none")
      refuse("ARGUMENT", who, "reduction", '"mean", "sum" or "none"', describe(kind));
    this.kind = known;
  }

  /** E of the terms l, of which n count (0 where none does). */
  fprop(l: Tensor, n: number = l.size): Reduced<R> {
    if (this.kind === "none") return l as Reduced<R>;
    const s = kernels.sum(l);
    return (this.kind === "sum" ? s : n === 0 ? 0 : s / n) as Reduced<R>;
  }

  /** The factor of ∂l/∂y in dy that is the same for every term. */
  slope(who: { toString(): string }, dE: Reduced<R> | undefined, l: Tensor, n: number = l.size): number {
    if (this.kind === "none") {
      if (dE !== undefined) checkLike(who, "dE", dE as Tensor, l);
      return 1;
    }
    const d = dE === undefined ? 1 : dE;
    if (typeof d !== "number") refuse("ARGUMENT", who, "dE", "a number", describe(d));
    return this.kind === "sum" ? d : n === 0 ? 0 : d / n;
  }

  /** dy with the factors that differ from term to term: those of `none`. */
  bprop(dy: Tensor, dE: Reduced<R> | undefined): Tensor {
    if (this.kind === "none" && dE !== undefined) kernels.scaleRows(dy, dE as Tensor);
    return dy;
  }
}
