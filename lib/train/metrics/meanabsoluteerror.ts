import { MeanError } from "./meanerror.ts";

/**
 * The mean of |y − t| over all numbers.
 * @throws FpropError SHAPE, DTYPE
 */
export class MeanAbsoluteError extends MeanError {
  protected error(d: number): number {
    return Math.abs(d);
  }
}
