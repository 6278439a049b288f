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

/** The net's table, in 80 columns: where it is wider, without bytes, without the shapes between layers, or without both. */
export function table(net: Module, input: readonly number[] | Tensor): string {
  const lines = net.summary(input).split("\n");
  const [output, parameters, bytes] = ["output", "parameters", "bytes"].map((head) => lines[0].indexOf(head));
  const width = lines[0].length + 80;
  const cuts = [
    [],
    [[bytes, width]],
    [[output, parameters]],
    [
      [bytes, width],
      [output, parameters],
    ],
  ];
  const without = (cut: readonly (readonly number[])[]): readonly string[] =>
    lines.map((line, i) =>
      i === lines.length - 1
        ? line
        : cut.reduce((rest, [from, to]) => rest.slice(0, from) + rest.slice(to), line).trimEnd(),
    );
  const tables = cuts.map(without);
  return (tables.find((all) => all.every((line) => line.length <= 80)) ?? tables[3]).join("\n");
}

/** Whether somebody looks on at this epoch: the first one, the last one, and about ten between them. */
export function watched(epoch: number, epochs: number): boolean {
  return epoch === 1 || epoch % Math.ceil(epochs / 10) === 0 || epoch === epochs;
}
