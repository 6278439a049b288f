import type { Tensor } from "fprop";
import { lossOf } from "../model/make.ts";
import type { GradientNorm, Score, WeightsOf } from "../model/report.ts";
import { thresholdOf } from "../model/targets.ts";
import type { Session } from "./session.ts";

/** The class that each row of y says: the largest number, or with one output whether it is above the threshold. */
export function said(y: Tensor, threshold: number): Uint8Array<ArrayBuffer> {
  const rows = y.shape[0];
  const n = y.size / rows;
  return Uint8Array.from({ length: rows }, (_, row) => {
    if (n === 1) return Number(y.data[row] > threshold);
    let best = 0;
    for (let k = 1; k < n; k++) if (y.data[row * n + k] > y.data[row * n + best]) best = k;
    return best;
  });
}

/** How well a session does on a set, in evaluation mode, whatever it is doing besides. */
export function scoreOf({ configuration, net, sets, data }: Session, set: "training" | "test"): Score {
  const { x, t, targets } = sets[set];
  const y = net.predict(x) as Tensor;
  const loss = lossOf(configuration).fprop(y, targets);
  if (data.classes.length === 0) return { loss, accuracy: NaN };
  const classes = said(y, thresholdOf(configuration.loss));
  let right = 0;
  for (let i = 0; i < t.size; i++) right += Number(classes[i] === t.data[i]);
  return { loss, accuracy: right / t.size };
}

/** The norm of all gradients of each module that has parameters, from the latest bprop. */
export function gradientNorms({ net }: Session): GradientNorm[] {
  const sums = new Map<string, number>();
  for (const [path, { grad }] of net.namedParameters()) {
    const layer = path.slice(0, path.lastIndexOf("."));
    let sum = sums.get(layer) ?? 0;
    for (const g of grad.data) sum += g * g;
    sums.set(layer, sum);
  }
  return [...sums].map(([path, sum]) => ({ path, norm: Math.sqrt(sum) }));
}

/** Copies of all parameters. */
export function weightsOf({ net }: Session): WeightsOf[] {
  return net
    .namedParameters()
    .map(([path, { value }]) => ({ path, shape: [...value.shape], value: Float32Array.from(value.data) }));
}
