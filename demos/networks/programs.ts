import { sheet, type Chart } from "../show/chart.ts";
import { bits } from "./chapter.ts";
import { reading } from "./classifier.ts";
import { autoencoder } from "./codes.ts";
import { trainGPT, writeGPT } from "./gpt.ts";
import { writing } from "./language.ts";
import { trainLeNet } from "./lenet.ts";
import { trainLSTM, writeLSTM } from "./lstm.ts";
import type { Program } from "./program.ts";
import { trainResidual } from "./residual.ts";

/** In the order in which they are run. Seeds are 1: none was looked for. */
export const programs: readonly Program[] = [
  reading({ name: "lenet", title: "LeNet", seed: 1, epochs: 100, train: trainLeNet }),
  reading({ name: "residual", title: "Residual network", seed: 1, epochs: 20, train: trainResidual }),
  autoencoder,
  writing({
    name: "lstm",
    title: "LSTM",
    seed: 1,
    epochs: 24,
    train: trainLSTM,
    bits: (net) => bits(net),
    write: writeLSTM,
  }),
  // Each character that counts has half of what the net can see before it.
  writing({
    name: "gpt",
    title: "GPT",
    seed: 1,
    epochs: 16,
    train: trainGPT,
    bits: (net) => bits(net, 32, 16),
    write: writeGPT,
  }),
];

/** What all of them draw, on one sheet. */
export function picture(charts: readonly Chart[]): string {
  return sheet("Whole networks, trained", 4, { width: 300, height: 330 }, charts);
}
