import { PerClass, type PerClassOptions } from "./perclass.ts";

/**
 * Recall: how much of a class was said to be it, hits / real. Of two classes that of class 1, else the mean over classes, or as `average` says. For y and t see
 * Accuracy.
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class Recall extends PerClass {
  constructor(classes = 2, options: PerClassOptions = {}) {
    super("Recall", classes, options);
  }

  protected share(hits: number, _said: number, real: number): number {
    return hits / real;
  }
}
