// Whole training steps with one thread and with two (or as many as the argument says), in turns (see harness.ts), by the
// wall clock, since processor time is the same or more. Both must report the same losses, bit for bit, and end in the same
// weights. First layers take x for a constant. Bars, with two threads: W4 and W5 at least 1.7 times as fast.
import {
  AvgPool2d,
  Conv2d,
  CrossEntropyLoss,
  Flatten,
  Linear,
  LSTM,
  ReLU,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  TransformerEncoderLayer,
  useThreads,
  type AnyModule,
} from "fprop";
import { threads } from "../lib/kernels/threads/threads.ts";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";

const count = Number(process.argv[2] ?? 2);

interface Workload {
  readonly name: string;
  readonly net: (rng: Rng) => AnyModule;
  readonly x: readonly number[];
  readonly classes?: number;
  readonly bar?: number;
}

const workloads: readonly Workload[] = [
  {
    name: "W1 2-32-32-3 b32",
    net: (rng) =>
      new Sequential(
        new Linear(2, 32, { rng }),
        new Tanh(),
        new Linear(32, 32, { rng }),
        new Tanh(),
        new Linear(32, 3, { rng }),
      ),
    x: [32, 2],
    classes: 3,
  },
  {
    name: "W3 784-256-128-10 b64",
    net: (rng) =>
      new Sequential(
        new Linear(784, 256, { inputGrad: false, rng }),
        new ReLU(),
        new Linear(256, 128, { rng }),
        new ReLU(),
        new Linear(128, 10, { rng }),
      ),
    x: [64, 784],
    classes: 10,
  },
  {
    name: "W4 1024-1024-1024-10 b256",
    net: (rng) =>
      new Sequential(
        new Linear(1024, 1024, { inputGrad: false, rng }),
        new ReLU(),
        new Linear(1024, 1024, { rng }),
        new ReLU(),
        new Linear(1024, 10, { rng }),
      ),
    x: [256, 1024],
    classes: 10,
    bar: 1.7,
  },
  {
    name: "W5 LeNet 28×28 b32",
    net: (rng) =>
      new Sequential(
        new Conv2d(1, 6, 5, { padding: 2, inputGrad: false, rng }),
        new Tanh(),
        new AvgPool2d(2),
        new Conv2d(6, 16, 5, { rng }),
        new Tanh(),
        new AvgPool2d(2),
        new Flatten(),
        new Linear(400, 120, { rng }),
        new Tanh(),
        new Linear(120, 84, { rng }),
        new Tanh(),
        new Linear(84, 10, { rng }),
      ),
    x: [32, 1, 28, 28],
    classes: 10,
    bar: 1.7,
  },
  { name: "W6 LSTM 32→128 T32 b32", net: (rng) => new LSTM(32, 128, { rng }), x: [32, 32, 32] },
  {
    name: "W7 Transformer d128 h4 T64 b8",
    net: (rng) => new TransformerEncoderLayer(128, 4, { dimFeedforward: 512, dropout: 0, rng }),
    x: [8, 64, 128],
  },
];

/** A step that starts from the same numbers each time it is made. */
function stepOf({ net: make, x: shape, classes }: Workload): { step: () => number; net: AnyModule } {
  const rng = new Rng(1);
  const net = make(rng);
  const size = shape.reduce((a, b) => a * b);
  const x = Tensor.from(
    Float32Array.from({ length: size }, () => rng.uniform(-1, 1)),
    shape,
  );
  const optimizer = new SGD(net.parameters(), { lr: 0.01 });
  const loss = new CrossEntropyLoss();
  const t = Tensor.from(
    Int32Array.from({ length: shape[0] }, () => rng.integer(classes ?? 1)),
    [shape[0]],
  );
  let dy: Tensor | undefined;
  const step = (): number => {
    optimizer.zeroGrad();
    const y = net.fprop(x) as Tensor;
    if (classes === undefined) {
      // dE/dy = 1/size of y for a sequence, so E is the mean of y.
      dy ??= Tensor.from(new Float32Array(y.size).fill(1 / y.size), y.shape);
      net.bprop(dy);
    } else {
      loss.fprop(y, t);
      net.bprop(loss.bprop());
    }
    optimizer.step();
    return y.data[0];
  };
  return { step, net };
}

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
  const programs = [withThreads(undefined, one.step), withThreads(crew, many.step)];
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
