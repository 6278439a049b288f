import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generator, makeSpirals, makeXor, manualSeed, Tensor, type StateDict } from "fprop";
import { writeSafetensors } from "fprop/io";
import type { Task } from "./contenders/contract.ts";
import { lenetOf, lstmOf, mlpOf, transformerOf } from "./contenders/fprop.ts";

/** A row of the table: what is computed, and how its data are made. */
export interface Workload {
  readonly task: Task;
  /** What the table calls it. */
  readonly title: string;
  /** Cases, or operations of a product, in a step. */
  readonly samples: number;
  readonly make: () => StateDict;
}

interface Batch {
  readonly x: Tensor;
  readonly t: Tensor;
}

/** A workload's numbers as they stand in its file; contenders/tensors.mjs reads them. */
function numbers(weights: StateDict, batches: readonly Batch[]): StateDict {
  return {
    ...Object.fromEntries(Object.entries(weights).map(([name, w]) => [`weights.${name}`, w])),
    ...Object.fromEntries(batches.map(({ x }, i) => [`x.${i}`, x])),
    ...Object.fromEntries(batches.map(({ t }, i) => [`t.${i}`, t])),
  };
}

/** Inputs in ±1 and classes of places, both drawn; two batches, so that no step sees what the last one saw. */
function drawn(x: readonly number[], t: readonly number[], classes: number): Batch[] {
  const filled = (shape: readonly number[], next: () => number): number[] =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next);
  return Array.from({ length: 2 }, () => ({
    x: Tensor.from(filled(x, () => generator.uniform(-1, 1)), x),
    t: Tensor.from(filled(t, () => generator.integer(classes)), t, "int32"),
  })); // prettier-ignore
}

function spirals(): Batch[] {
  const set = makeSpirals(128, { arms: 3, noise: 0.02, shuffle: true });
  return Array.from({ length: 4 }, (_, i) => {
    const [x, t] = set.take(Array.from({ length: 32 }, (_, j) => 32 * i + j));
    return { x, t };
  });
}

function xor(): Batch[] {
  const [x, t] = makeXor().take([0, 1, 2, 3]);
  return [{ x, t: Tensor.from(Float32Array.from(t.data), [4, 1]) }];
}

const mlp = (
  name: string,
  title: string,
  sizes: readonly number[],
  samples: number,
  task: Omit<Task, "name" | "kind">,
  batches: () => Batch[],
): Workload => {
  const whole: Task = { name, kind: "mlp", ...task };
  return {
    task: whole,
    title: `${title} ${sizes.join("-")}, batch ${samples}`,
    samples,
    make: () => numbers(mlpOf(whole.activation!, sizes).stateDict(), batches()),
  };
};

const lenet: Task = { name: "W5", kind: "lenet", loss: "classes", update: "sgd", lr: 0.1 };
const lstm: Task = { name: "W6", kind: "lstm", loss: "classes", update: "sgd", lr: 0.1 };
const transformer: Task = { name: "W7", kind: "transformer", loss: "classes", update: "sgd", lr: 0.1, heads: 4 };

export const steps: readonly Workload[] = [
  mlp(
    "W1",
    "Spirals, tanh",
    [2, 32, 32, 3],
    32,
    { activation: "tanh", loss: "classes", update: "sgd", lr: 0.1 },
    spirals,
  ),
  mlp("W2", "XOR, tanh, Adam", [2, 8, 1], 4, { activation: "tanh", loss: "binary", update: "adam", lr: 0.01 }, xor),
  mlp("W3", "ReLU", [784, 256, 128, 10], 64, { activation: "relu", loss: "classes", update: "sgd", lr: 0.1 }, () =>
    drawn([64, 784], [64], 10),
  ),
  mlp("W4", "ReLU", [1024, 1024, 1024, 10], 256, { activation: "relu", loss: "classes", update: "sgd", lr: 0.1 }, () =>
    drawn([256, 1024], [256], 10),
  ),
  {
    task: lenet,
    title: "LeNet, 28 × 28, batch 32",
    samples: 32,
    make: () => numbers(lenetOf().stateDict(), drawn([32, 1, 28, 28], [32], 10)),
  },
  {
    task: lstm,
    title: "LSTM 32 → 128, 32 steps, batch 32",
    samples: 32,
    make: () => numbers(lstmOf().stateDict(), drawn([32, 32, 32], [32], 10)),
  },
  {
    task: transformer,
    title: "Transformer block of 128, 4 heads, 64 places, batch 8",
    samples: 8,
    make: () => numbers(transformerOf(transformer.heads!).stateDict(), drawn([8, 64, 128], [8, 64], 10)),
  },
];

export const products: readonly Workload[] = [64, 128, 256, 512, 1024].map((n) => ({
  task: { name: String(n), kind: "product" },
  title: "product, GFLOP/s",
  samples: 2 * n ** 3,
  make: () => {
    const matrix = (): Tensor =>
      Tensor.from(
        Float32Array.from({ length: n * n }, () => generator.uniform(-1, 1)),
        [n, n],
      );
    return { a: matrix(), b: matrix() };
  },
}));

/** Writes a workload's numbers, which a seed draws, and returns where. */
export function write({ task, make }: Workload, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${task.name}.safetensors`);
  manualSeed(1);
  writeFileSync(file, writeSafetensors(make()));
  return file;
}
