import { MeanError } from "./meanerror.ts";

/**
 * The mean of (y − t)² over all numbers.
 * @throws FpropError SHAPE, DTYPE
 */
export class MeanSquaredError extends MeanError {
  protected error(d: number): number {
    return d * d;
  }
}
