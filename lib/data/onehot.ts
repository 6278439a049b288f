import { checkCount, checkFloats, refuse } from "../check.ts";
import { Tensor, type Arrays, type DType } from "../tensor.ts";

/**
 * y [..., numClasses] = 1 at the class that t [...] names, else 0, as torch.nn.functional.one_hot has it; numClasses is
 * by default the largest class and one. What MSELoss learns classes from; CrossEntropyLoss takes t itself.
 * @throws FpropError DTYPE unless t is int32; ARGUMENT for a class that is none
 */
export function oneHot<D extends DType = "float32">(t: Tensor, numClasses?: number, dtype?: D): Tensor<Arrays[D]>;
export function oneHot(t: Tensor, numClasses?: number, dtype: DType = "float32"): Tensor {
  checkFloats("oneHot", "t", t, "int32");
  const classes = numClasses ?? t.data.reduce((most, c) => Math.max(most, c), 0) + 1;
  checkCount("oneHot", "numClasses", classes);
  const bad = t.data.findIndex((c) => c < 0 || c >= classes);
  if (bad >= 0) refuse("ARGUMENT", "oneHot", "t", `classes from 0 to ${classes - 1}`, `${t.data[bad]} at index ${bad}`);
  const y = Tensor.zeros([...t.shape, classes], dtype);
  for (let i = 0; i < t.size; i++) y.data[i * classes + t.data[i]] = 1;
  return y;
}
