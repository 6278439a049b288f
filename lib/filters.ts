import { checkCount, refuse } from "./check.ts";
import { kaimingUniform, uniform, type Init } from "./init.ts";
import * as kernels from "./kernels/index.ts";
import { Parameter } from "./parameter.ts";
import { generator, type Rng } from "./rng.ts";
import { Tensor } from "./tensor.ts";

/** What the convolutions of both directions have in common: their parameters, and the gradient of the bias. */

export interface FilterOptions {
  groups?: number;
  bias?: boolean;
  init?: Init;
  rng?: Rng;
  inputGrad?: boolean;
}

/** Two counts of channels that `groups` divides. */
export function checkChannels(who: string, inChannels: number, outChannels: number, groups: number): void {
  checkCount(who, "inChannels", inChannels);
  checkCount(who, "outChannels", outChannels);
  checkCount(who, "groups", groups);
  if (inChannels % groups !== 0 || outChannels % groups !== 0)
    refuse("ARGUMENT", who, "groups", `a divisor of ${inChannels} and ${outChannels}`, groups);
}

/** Weights of this shape and biases, uniform in ±1/√fan-in of the weights as PyTorch's are. */
export function startFilters(
  shape: readonly number[],
  outChannels: number,
  { bias = true, init = kaimingUniform(Math.sqrt(5)), rng = generator }: FilterOptions,
): readonly [weight: Parameter, bias: Parameter | undefined] {
  const weight = new Parameter(init(shape, rng));
  const bound = 1 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 1));
  return [weight, bias ? new Parameter(uniform(-bound, bound)([outChannels], rng)) : undefined];
}

/** db += Σ dy over batch and positions: over the positions of each image first, into `sums`, which it returns. */
export function addChannelSums(db: Tensor, dy: Tensor, old: Tensor | undefined): Tensor {
  const sums = Tensor.reuse(old, dy.dtype, dy.shape.slice(0, 2));
  kernels.sumPieces(sums, dy, dy.size / sums.size, 1);
  kernels.addColumnSums(db, sums, db.size);
  return sums;
}
