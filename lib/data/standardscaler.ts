import type { Tensor } from "../tensor.ts";
import { Scaler } from "./scaler.ts";

/**
 * y = (x − mean) / √var, column by column, with var = Σ (x − mean)² / rows: of mean 0 and variance 1, as scikit-learn's.
 * @throws FpropError SHAPE, DTYPE, NONFINITE; STATE before fit
 */
export class StandardScaler extends Scaler {
  protected learned({ data, size }: Tensor, n: number): readonly [Float64Array, Float64Array] {
    const rows = size / n;
    const [mean, variance] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < size; i++) mean[i % n] += data[i];
    for (let j = 0; j < n; j++) mean[j] /= rows;
    for (let i = 0; i < size; i++) variance[i % n] += (data[i] - mean[i % n]) * (data[i] - mean[i % n]);
    const scale = variance.map((s) => Math.sqrt(s / rows));
    // The mean of equal numbers may be off by its rounding: that is no variance.
    return [mean, scale.map((s, j) => (s <= Math.abs(mean[j]) * rows * 2 ** -52 ? 0 : s))];
  }
}
