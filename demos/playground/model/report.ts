import type { Maps } from "./maps.ts";
import type { Refusal } from "./refusal.ts";

/** What there is to see after some steps; at most 30 in a second. Arrays are the receiver's own. */
export interface Report {
  /** Counts the times that a training began, by configure, reset or import: curves of another run are over. */
  readonly run: number;
  readonly playing: boolean;
  readonly step: number;
  /** Epochs that are over. */
  readonly epoch: number;
  /** Steps per second, measured. */
  readonly rate: number;
  readonly lr: number;
  /** E of the latest batch with its penalty, before the step; NaN before the first. */
  readonly loss: number;
  /** λΩ(W) in it. */
  readonly penalty: number;
  readonly training: Score;
  readonly test: Score;
  /** What the curves go on with: `training` and `test` at `step`, or nothing, where there was a report of this step. */
  readonly curve: readonly CurvePoint[];
  /** A norm of ∂E/∂W of the latest step for each layer that has weights, by the layer's path. */
  readonly gradientNorms: readonly GradientNorm[];
  /** Every parameter: what edges are drawn of. */
  readonly weights: readonly WeightsOf[];
  /** Only in reports for which maps are due, and where x has two numbers. */
  readonly maps?: Maps;
  /** Why training has stopped by itself: a number has become NaN or infinite, or a module refuses a batch. */
  readonly stopped?: Refusal;
}

/** Of a set, in evaluation mode: mean loss without penalty, and the share of right classes (NaN for numbers as targets). */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

export interface CurvePoint {
  readonly step: number;
  readonly training: Score;
  readonly test: Score;
  readonly gradientNorms: readonly number[];
}

export interface GradientNorm {
  /** As in state dicts: "0", "2.module.0". */
  readonly path: string;
  /** The Euclidean norm of all its gradients. */
  readonly norm: number;
}

export interface WeightsOf {
  /** "0.weight" */
  readonly path: string;
  readonly shape: readonly number[];
  readonly value: Float32Array<ArrayBuffer>;
}
