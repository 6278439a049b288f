import { PerClass, type PerClassOptions } from "./perclass.ts";

/**
 * F1Score: the harmonic mean of precision and recall, 2 hits / (said + real). Of two classes that of class 1, else the mean over classes, or as `average` says. For y and t see
 * Accuracy.
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class F1Score extends PerClass {
  constructor(classes = 2, options: PerClassOptions = {}) {
    super("F1Score", classes, options);
  }

  protected share(hits: number, said: number, real: number): number {
    return (2 * hits) / (said + real);
  }
}
