import { checkNumber, refuse } from "../check.ts";
import type { Tensor } from "../tensor.ts";
import { Scaler } from "./scaler.ts";

/**
 * y = low + (x − min) / (max − min) (high − low), column by column: what was fitted fills `featureRange` = [low, high],
 * as scikit-learn's. What lies outside of what was fitted lies outside of it, too.
 * @throws FpropError ARGUMENT for a range that is none; SHAPE, DTYPE, NONFINITE; STATE before fit
 */
export class MinMaxScaler extends Scaler {
  readonly featureRange: readonly [low: number, high: number];

  constructor({ featureRange = [0, 1] }: { featureRange?: readonly [low: number, high: number] } = {}) {
    super();
    if (!Array.isArray(featureRange) || featureRange.length !== 2)
      refuse("ARGUMENT", "MinMaxScaler", "featureRange", "two numbers", featureRange);
    const [low, high] = featureRange as readonly [number, number];
    checkNumber("MinMaxScaler", "featureRange[0]", low);
    checkNumber("MinMaxScaler", "featureRange[1]", high);
    if (low >= high) refuse("ARGUMENT", "MinMaxScaler", "featureRange", "rising", `[${low}, ${high}]`);
    this.featureRange = [low, high];
  }

  protected learned({ data, size }: Tensor, n: number): readonly [Float64Array, Float64Array] {
    const [least, most] = [new Float64Array(n).fill(Infinity), new Float64Array(n).fill(-Infinity)];
    for (let i = 0; i < size; i++) {
      least[i % n] = Math.min(least[i % n], data[i]);
      most[i % n] = Math.max(most[i % n], data[i]);
    }
    const [low, high] = this.featureRange;
    // (x − shift) / scale is low at the least, and high at the most; a column of one number becomes low.
    const scale = most.map((m, j) => (m === least[j] ? 1 : (m - least[j]) / (high - low)));
    return [least.map((l, j) => l - low * scale[j]), scale];
  }
}
