import { Loss } from "../loss.ts";
import { Parameter } from "../parameter.ts";
import { Regularizer } from "../regularizers/regularizer.ts";
import { Tensor } from "../tensor.ts";
import { mapValue, type Value } from "../value.ts";

/** What derivatives are compared on: copies in float64, so that the caller's own things stay as they are. */

/** Copies in float64; int32 tensors are copied as they are. */
export function inDouble(x: Value): Value {
  return mapValue(x, (t) => (t.dtype === "int32" ? t.clone() : t.to("float64")));
}

/**
 * A copy of a loss with all that it holds. Its parameters are copied to float64, once each, and noted in `parameters`;
 * those that stand there already, as a net's do, are taken from there.
 */
export function copyLoss<L>(loss: L, parameters: Map<Parameter, Parameter>): L {
  return copied(loss, parameters) as L;
}

function copied(value: unknown, parameters: Map<Parameter, Parameter>): unknown {
  if (value instanceof Tensor) return value.clone();
  if (Array.isArray(value)) return value.map((v) => copied(v, parameters));
  if (value instanceof Parameter) {
    const copy = parameters.get(value) ?? value.clone();
    copy.to("float64");
    copy.trainable = true;
    parameters.set(value, copy);
    return copy;
  }
  if (!(value instanceof Loss || value instanceof Regularizer)) return value;
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  for (const [key, field] of Object.entries(value)) copy[key] = copied(field, parameters);
  return copy;
}
