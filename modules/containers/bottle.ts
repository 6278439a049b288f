import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { Folded } from "../../lib/layers/folded.ts";
import type { Module } from "../../lib/module.ts";

/**
 * Shows a module only `inputDims` axes: all before the last inputDims − 1 count as one batch, y and dx have them back. For
 * modules that take [batch, n] alone, on [batch, …, n]. Torch7's nn.Bottle.
 *
 *     new Bottle(m, 2)     x [8, 5, 4], m sees [40, 4] and gives [40, 3], y [8, 5, 3]
 *
 * @throws FpropError SHAPE for an x of fewer axes; DTYPE
 */
export class Bottle extends Folded {
  readonly inputDims: number;

  constructor(module: Module, inputDims = 2) {
    super(module);
    checkCount("Bottle", "inputDims", inputDims);
    this.inputDims = inputDims;
  }

  protected leading(x: readonly number[], who: { toString(): string }): number {
    if (x.length < this.inputDims) refuse("SHAPE", who, "x", `of ${this.inputDims} axes or more`, shapeText(x));
    return x.length - this.inputDims + 1;
  }

  override toString(): string {
    return `Bottle(${this.inputDims})`;
  }
}
