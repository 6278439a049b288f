import { refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { Folded } from "../../lib/layers/folded.ts";

/**
 * One module for every step of a sequence: x [batch, time, …], of which the module sees [batch · time, …]; y_t = f(x_t) and
 * dx_t = f′ᵀ dy_t. Keras' TimeDistributed. A Bottle counts the axes that are left, this one those that are taken together.
 * @throws FpropError SHAPE for an x of fewer than two axes; DTYPE
 */
export class TimeDistributed extends Folded {
  protected leading(x: readonly number[], who: { toString(): string }): number {
    if (x.length < 2) refuse("SHAPE", who, "x", "[batch, time, …]", shapeText(x));
    return 2;
  }
}
