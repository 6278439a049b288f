import { createHash } from "node:crypto";
import type { Module, Tensor } from "fprop";
import type { Chart } from "../show/chart.ts";
import { weightsBytes } from "../training.ts";

/** How a training stands after an epoch. */
export interface Epoch {
  /** 1 … */
  readonly epoch: number;
  /** The mean of E over its batches, each as it was before its step. */
  readonly loss: number;
  readonly net: Module;
}

export type Watch = (epoch: Epoch) => void;

/** What `npm run networks -- name` does: it trains, prints its numbers, and returns its pictures. */
export interface Program {
  readonly name: string;
  readonly title: string;
  /** Fewer epochs than its own show how all of it works, and the same bits, in a moment. */
  readonly run: (print: (text: string) => void, epochs?: number) => readonly Chart[];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Of all weights: two trainings that give the same one went the same way to the last bit. */
export function sha256(net: Module): string {
  return createHash("sha256").update(weightsBytes(net)).digest("hex");
}

/** The net's table, in 80 columns: where it is wider, without the shapes between its layers. */
export function table(net: Module, input: readonly number[] | Tensor): string {
  const lines = net.summary(input).split("\n");
  if (lines.every((line) => line.length <= 80)) return lines.join("\n");
  const [from, to] = [lines[0].indexOf("output"), lines[0].indexOf("parameters")];
  return lines
    .map((line, i) => (i === lines.length - 1 ? line : (line.slice(0, from) + line.slice(to)).trimEnd()))
    .join("\n");
}

/** Whether somebody looks on at this epoch: the first one, the last one, and about ten between them. */
export function watched(epoch: number, epochs: number): boolean {
  return epoch === 1 || epoch % Math.ceil(epochs / 10) === 0 || epoch === epochs;
}
