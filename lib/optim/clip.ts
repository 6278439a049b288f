import { checkNumber, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import { parametersIn, type Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";

export interface ClipOptions {
  /** p of the norm (Σ |g|ᵖ)^(1/p); Infinity takes the largest. */
  normType?: number;
  /** Refuses a norm that is NaN or infinite, instead of making all gradients so. */
  errorIfNonfinite?: boolean;
}

/**
 * Scales all gradients down together where their norm, as of one long vector, is above maxNorm: g ← g maxNorm / (norm +
 * 10⁻⁶), as PyTorch's `clip_grad_norm_`. Called between bprop and the optimizer's step; frozen parameters do not count.
 * Returns the norm before.
 * @throws FpropError ARGUMENT, NONFINITE
 */
export function clipGradNorm(
  params: Iterable<Parameter>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipOptions = {},
): number {
  const who = "clipGradNorm";
  const gradients = parametersIn(who, "params", params).flatMap((p) => (p.trainable ? [p.grad] : []));
  checkNumber(who, "maxNorm", maxNorm, 0);
  if (!(typeof normType === "number" && normType > 0))
    refuse("ARGUMENT", who, "normType", "a number above 0", normType);
  const norm = normOf(gradients, normType);
  if (errorIfNonfinite && !Number.isFinite(norm)) refuse("NONFINITE", who, "the norm", "finite", `${norm}`);
  const scale = maxNorm / (norm + 1e-6);
  if (!(scale >= 1)) for (const g of gradients) kernels.scale(g, g, scale);
  return norm;
}

function normOf(gradients: readonly Tensor[], p: number): number {
  if (p === Infinity) return gradients.reduce((most, g) => Math.max(most, kernels.maxAbs(g)), 0);
  const powers = (g: Tensor): number => {
    if (p === 1) return kernels.sumAbs(g);
    if (p === 2) return kernels.sumSquares(g);
    const scratch = Tensor.zeros(g.shape, g.dtype as "float32" | "float64");
    kernels.signedPow(scratch, g, p);
    return kernels.sumAbs(scratch);
  };
  const sum = gradients.reduce((s, g) => s + powers(g), 0);
  return p === 1 ? sum : pow(sum, 1 / p);
}

/**
 * Brings every number of the gradients into [−clipValue, clipValue], as PyTorch's `clip_grad_value_`.
 * @throws FpropError ARGUMENT
 */
export function clipGradValue(params: Iterable<Parameter>, clipValue: number): void {
  const list = parametersIn("clipGradValue", "params", params);
  checkNumber("clipGradValue", "clipValue", clipValue, 0);
  for (const { grad, trainable } of list) if (trainable) kernels.hardtanh(grad, grad, -clipValue, clipValue);
}
