// Whole training steps with one thread and with two (or as many as the argument says), in turns (see harness.ts), by the
// wall clock, since processor time is the same or more. Both must report the same losses, bit for bit, and end in the same
// weights. First layers take x for a constant. Bars, with two threads: W4 and W5 at least 1.7 times as fast.
import { CrossEntropyLoss, generator, Rng, SGD, Tensor, useThreads, type Module } from "fprop";
import { threads } from "../lib/kernels/threads/threads.ts";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";
import { lenetOf, lstmOf, mlpOf, transformerOf } from "./peers/contenders/fprop.ts";

const count = Number(process.argv[2] ?? 2);

interface Workload {
  readonly name: string;
  readonly net: () => Module;
  readonly x: readonly number[];
  readonly classes: number;
  readonly bar?: number;
}

const workloads: readonly Workload[] = [
  { name: "W1 2-32-32-3 b32", net: () => mlpOf("tanh", [2, 32, 32, 3]), x: [32, 2], classes: 3 },
  { name: "W3 784-256-128-10 b64", net: () => mlpOf("relu", [784, 256, 128, 10]), x: [64, 784], classes: 10 },
  {
    name: "W4 1024-1024-1024-10 b256",
    net: () => mlpOf("relu", [1024, 1024, 1024, 10]),
    x: [256, 1024],
    classes: 10,
    bar: 1.7,
  },
  { name: "W5 LeNet 28×28 b32", net: lenetOf, x: [32, 1, 28, 28], classes: 10, bar: 1.7 },
  { name: "W6 LSTM 32→128 T32 b32", net: lstmOf, x: [32, 32, 32], classes: 10 },
  { name: "W7 Transformer d128 h4 T64 b8", net: () => transformerOf(4), x: [8, 64, 128], classes: 10 },
];

/** A step that starts from the same numbers each time it is made. */
function stepOf({ net: make, x: shape, classes }: Workload): () => number {
  const rng = new Rng(1);
  generator.state = rng.state;
  const net = make();
  const size = shape.reduce((a, b) => a * b);
  const x = Tensor.from(
    Float32Array.from({ length: size }, () => rng.uniform(-1, 1)),
    shape,
  );
  const optimizer = new SGD(net.parameters(), { lr: 0.01 });
  const loss = new CrossEntropyLoss();
  const [rows] = rowsOf(net.fprop(x)).shape;
  const t = Tensor.from(
    Int32Array.from({ length: rows }, () => rng.integer(classes)),
    [rows],
  );
  return () => {
    optimizer.zeroGrad();
    const y = net.fprop(x);
    const E = loss.fprop(rowsOf(y), t);
    net.bprop(loss.bprop().reshape(y.shape));
    optimizer.step();
    return E;
  };
}

/** Scores of classes, a row for each case, of which every place in a sequence is one. */
const rowsOf = (y: Tensor): Tensor => y.reshape([y.size / y.shape.at(-1)!, y.shape.at(-1)!]);

await useThreads(count);
const { crew } = threads;
const withThreads = (some: typeof crew, step: () => number) => (): number => {
  threads.crew = some;
  return step();
};

const clock = (): number => performance.now() * 1000;
const table: string[][] = [];
const speedups = workloads.map((workload) => {
  const [one, many] = [stepOf(workload), stepOf(workload)];
  const programs = [withThreads(undefined, one), withThreads(crew, many)];
  for (let i = 0; i < 5; i++) {
    const [a, b] = programs.map((step) => step());
    if (!Object.is(a, b)) throw new Error(`${workload.name}: ${a} with one thread, ${b} with ${count}`);
  }
  const times = takeTurns(programs, { rounds: 41, ms: 20, warm: 500, clock });
  const speedup = ratio(times[0], times[1]);
  const [us, manyUs] = times.map((t) => spread(t).median / 1000);
  table.push([workload.name, digits(us), digits(manyUs), withQuartiles(speedup)]);
  return speedup.median;
});

printTable(
  `Training steps in float32 by the wall clock, one thread and ${count}; ratios are medians (quartiles)`,
  ["", "µs", `µs, ${count} threads`, "times as fast"],
  table,
);
workloads.forEach(({ name, bar }, i) => {
  if (bar !== undefined) printBar(`${name}, times as fast`, speedups[i], "≥", bar);
});
await useThreads(1);
