import type { AnyModule, Sequential, Tensor } from "fprop";

/** A net of the demos: layers in a row. */
export type Net = Sequential<readonly AnyModule[]>;

/** Points in the plane [count, 2], and the class of each [count]. */
export interface Points {
  readonly x: Tensor;
  readonly t: Tensor;
}

/** What a training function tells after every step. */
export interface Step {
  /** 1 … steps */
  readonly step: number;
  readonly steps: number;
  /** E of this step's batch, as it was before the step. */
  readonly loss: number;
  readonly net: Net;
}

/** All weights as bytes, parameter after parameter: what the demos take the SHA-256 of. */
export function weightsBytes(net: AnyModule): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(net.parameters().flatMap((p) => [...p.value.data])).buffer);
}

/**
 * How far each class is ahead of the best other one, in logits, for every row of x: `margins[k][row]` is positive where
 * the net says k. A net with one output is sure of class 1 where that is positive and of class 0 where it is negative.
 */
export function margins(net: Net, x: Tensor): Float32Array[] {
  const y = net.predict(x) as Tensor;
  const [rows, outputs] = y.shape;
  const score = (row: number, k: number): number =>
    outputs === 1 ? (k - 0.5) * y.data[row] : y.data[row * outputs + k];
  const classes = Math.max(outputs, 2);
  return Array.from({ length: classes }, (_, k) =>
    Float32Array.from({ length: rows }, (_, row) => {
      let best = -Infinity;
      for (let j = 0; j < classes; j++) if (j !== k) best = Math.max(best, score(row, j));
      return score(row, k) - best;
    }),
  );
}

/** The share of points that the net puts into their class. */
export function accuracy(net: Net, { x, t }: Points): number {
  const ahead = margins(net, x);
  return t.data.reduce((right, k, row) => right + (ahead[k][row] > 0 ? 1 : 0), 0) / t.size;
}
