// Whole training steps, loss.fprop(net.fprop(x), t) to optimizer.step(), against the same kernels called one after the
// other with nothing around them (raw.ts), in turns (see harness.ts). Both start from the same weights and must report
// the same losses, bit for bit, before they are timed. Batches are ordinary tensors, as a user has them; four take
// turns.
//
// Once with ∂E/∂x of the first layer, which bprop returns, and once without it, which training does not need: the
// library's first layer then has `inputGrad: false`, and the raw step leaves its product out.
//
// Bars: W1 at most 2 times raw, W3 and W4 at most 1.15 times, both ways.
import { Adam, BCEWithLogitsLoss, CrossEntropyLoss, Linear, ReLU, Rng, Sequential, SGD, Tanh, Tensor } from "fprop";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";
import { rawStep, type Recipe, type Step } from "./raw.ts";

interface Workload extends Pick<Recipe, "activation" | "update" | "lr"> {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly rows: number;
  readonly bar?: number;
}

const workloads: readonly Workload[] = [
  { name: "W1", sizes: [2, 32, 32, 3], activation: "tanh", rows: 32, update: "sgd", lr: 0.1, bar: 2 },
  { name: "W2", sizes: [2, 8, 1], activation: "tanh", rows: 4, update: "adam", lr: 0.01 },
  { name: "W3", sizes: [784, 256, 128, 10], activation: "relu", rows: 64, update: "sgd", lr: 0.01, bar: 1.15 },
  { name: "W4", sizes: [1024, 1024, 1024, 10], activation: "relu", rows: 256, update: "sgd", lr: 0.01, bar: 1.15 },
];

/** Random inputs; for one output unit random answers 0 and 1, for several random classes. */
function randomBatches(rows: number, sizes: readonly number[], rng: Rng): (readonly [Tensor, Tensor])[] {
  const [features, outputs] = [sizes[0], sizes[sizes.length - 1]];
  const filled = (n: number, next: () => number): number[] => Array.from({ length: n }, next);
  const targets = (): Tensor =>
    outputs === 1
      ? Tensor.from(
          filled(rows, () => rng.integer(2)),
          [rows, 1],
        )
      : Tensor.from(
          filled(rows, () => rng.integer(outputs)),
          [rows],
          "int32",
        );
  return Array.from({ length: 4 }, () => {
    const values = filled(rows * features, () => rng.uniform(-1, 1));
    return [Tensor.from(values, [rows, features]), targets()] as const;
  });
}

function libraryStep({ linears, activation, batches, update, lr }: Omit<Recipe, "inputGradient">): Step {
  const between = activation === "tanh" ? Tanh : ReLU;
  const net = new Sequential(...linears.flatMap((linear, i) => (i === 0 ? [linear] : [new between(), linear])));
  const loss = batches[0][1].dtype === "int32" ? new CrossEntropyLoss() : new BCEWithLogitsLoss();
  const optimizer = update === "sgd" ? new SGD(net.parameters(), { lr }) : new Adam(net.parameters(), { lr });
  return (batch) => {
    const [x, t] = batches[batch];
    optimizer.zeroGrad();
    const E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
    return E;
  };
}

/** The step on one batch after the other. */
function inTurn(step: Step): () => void {
  let batch = 0;
  return () => {
    step(batch);
    batch = (batch + 1) % 4;
  };
}

const table: string[][] = [];
const ratios = workloads.flatMap(({ name, sizes, activation, rows, update, lr }) =>
  [true, false].map((inputGrad) => {
    const rng = new Rng(1);
    const linears = sizes.slice(1).map((n, i) => new Linear(sizes[i], n, { rng, inputGrad: inputGrad || i > 0 }));
    const recipe = { linears, activation, batches: randomBatches(rows, sizes, rng), update, lr };
    // The raw step copies the weights, so it is made before the library's changes them.
    const raw = rawStep({ ...recipe, inputGradient: inputGrad });
    const library = libraryStep(recipe);
    for (let i = 0; i < 12; i++) {
      const [E, rawE] = [library(i % 4), raw(i % 4)];
      if (E !== rawE) throw new Error(`${name}: the losses of step ${i} differ: ${E}, ${rawE}`);
    }

    const times = takeTurns([library, raw].map(inTurn), { rounds: 41, ms: 20, warm: 1000 });
    const [us, rawUs] = times.map((t) => spread(t).median / 1000);
    const overRaw = ratio(times[0], times[1]);
    const how = `${name} ${sizes.join("-")} b${rows}${inputGrad ? "" : ", no dx"}`;
    table.push([how, digits(us), digits(rawUs), withQuartiles(overRaw), digits(1e6 / us)]);
    return overRaw.median;
  }),
);

printTable(
  "Training steps in float32, processor time; ratios are medians (quartiles)",
  ["", "µs", "raw µs", "fprop / raw", "steps/s"],
  table,
);
workloads.forEach(({ name, bar }, i) => {
  if (bar === undefined) return;
  printBar(`${name}, times the raw step`, ratios[2 * i], "≤", bar);
  printBar(`${name} without dx, times the raw step`, ratios[2 * i + 1], "≤", bar);
});
