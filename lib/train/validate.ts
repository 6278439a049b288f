import { refuse } from "../check.ts";
import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import type { Tensor } from "../tensor.ts";
import { leaves, type Value } from "../value.ts";
import { checkSignal, type Batches, type Signal } from "./batches.ts";
import type { Metric } from "./metrics/metric.ts";
import { Turns } from "./turns.ts";
import { Weighted } from "./weighted.ts";

/** E and metrics of examples that nothing is learned from. */
export interface Validation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * The mean of E over all examples, in evaluation mode, and the metrics: nothing in the net changes, not even what its
 * next bprop needs. The metrics begin anew.
 * @throws FpropError ARGUMENT for no batches, ABORTED, and whatever modules and loss throw
 */
export async function validate<X extends Value, Y extends Value, T>(
  net: Module<X, Y>,
  loss: Loss<Y, T> | Loss<Y, T, Tensor>,
  batches: Batches<X, T>,
  { metrics = {}, signal }: { metrics?: Readonly<Record<string, Metric<Y, T>>>; signal?: Signal | undefined } = {},
): Promise<Validation> {
  const [turns, weighted] = [new Turns(), new Weighted(loss)];
  for (const metric of Object.values(metrics)) metric.reset();
  let [sum, rows] = [0, 0];
  for await (const [x, t, weights] of batches) {
    checkSignal("validate", signal);
    const n = leaves(x)[0].shape[0];
    const y = net.predict(x, { batchSize: n });
    sum += n * weighted.fprop(y, t, weights);
    rows += n;
    for (const metric of Object.values(metrics)) metric.update(y, t);
    await turns.pass();
  }
  if (rows === 0) refuse("ARGUMENT", "validate", "batches", "at least one", "none");
  return { loss: sum / rows, metrics: valuesOf(metrics) };
}

/** What metrics say at this moment. */
export function valuesOf(metrics: Readonly<Record<string, { value(): number }>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric.value()]));
}
