import { PerClass, type PerClassOptions } from "./perclass.ts";

/**
 * Precision: how much of what was said to be a class is it, hits / said. Of two classes that of class 1, else the mean over classes, or as `average` says. For y and t see
 * Accuracy.
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class Precision extends PerClass {
  constructor(classes = 2, options: PerClassOptions = {}) {
    super("Precision", classes, options);
  }

  protected share(hits: number, said: number): number {
    return hits / said;
  }
}
