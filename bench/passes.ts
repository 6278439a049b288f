// What fusing passes could save at most: the share of a training step that each kind of pass over memory takes, measured
// alone and in turns with the whole step (see harness.ts). A pass that was fused into a product would still compute, so the
// share is more than could be won; where it is small, fusing is not worth a line.
//
// Fused already: biases are what products start from, the gates of an LSTM's step are one product, convolutions read windows
// from the image, losses go back from what they kept, an optimizer's rule is one pass, and `inputGrad: false` leaves the
// first layer's dx out.
import { Adam, CrossEntropyLoss, Linear, ReLU, Rng, Sequential, SGD, Tanh, Tensor, type Module } from "fprop";
import { digits, printTable, ratio, spread, takeTurns } from "./harness.ts";

interface Workload {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly rows: number;
  readonly between: new () => Module;
  readonly update: typeof SGD | typeof Adam;
}

const workloads: readonly Workload[] = [
  { name: "W1 2-32-32-3 b32, SGD", sizes: [2, 32, 32, 3], rows: 32, between: Tanh, update: SGD },
  { name: "W3 784-256-128-10 b64, SGD", sizes: [784, 256, 128, 10], rows: 64, between: ReLU, update: SGD },
  { name: "W4 1024-1024-1024-10 b256, SGD", sizes: [1024, 1024, 1024, 10], rows: 256, between: ReLU, update: SGD },
  { name: "W4 with Adam", sizes: [1024, 1024, 1024, 10], rows: 256, between: ReLU, update: Adam },
];

const table = workloads.map(({ name, sizes, rows, between: Between, update: Update }) => {
  const rng = new Rng(1);
  const linears = sizes.slice(1).map((n, i) => new Linear(sizes[i], n, { rng }));
  const activations = linears.slice(1).map(() => new Between());
  const net = new Sequential(...linears.flatMap((linear, i) => (i === 0 ? [linear] : [activations[i - 1], linear])));
  const loss = new CrossEntropyLoss();
  const optimizer = new Update(net.parameters(), { lr: 1e-3 });
  const x = Tensor.from(
    Float32Array.from({ length: rows * sizes[0] }, () => rng.uniform(-1, 1)),
    [rows, sizes[0]],
  );
  const t = Tensor.from(
    Int32Array.from({ length: rows }, () => rng.integer(sizes.at(-1)!)),
    [rows],
  );
  const step = (): void => {
    optimizer.zeroGrad();
    loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
  };
  step();
  const passes = {
    activations: (): void => {
      activations.forEach((activation, i) => {
        activation.fprop(linears[i].y!);
        activation.bprop(linears[i + 1].dx!);
      });
    },
    loss: (): void => {
      loss.fprop(linears.at(-1)!.y!, t);
      loss.bprop();
    },
    zeroGrad: () => optimizer.zeroGrad(),
    optimizer: () => optimizer.step(),
  };
  const times = takeTurns([step, ...Object.values(passes)], { rounds: 21, ms: 10, warm: 300 });
  const share = (i: number): string => `${digits(100 * ratio(times[i], times[0]).median)} %`;
  return [name, digits(spread(times[0]).median / 1000), ...Object.keys(passes).map((_, i) => share(i + 1))];
});

printTable(
  "Passes over memory as shares of a training step in float32, processor time; medians",
  ["", "step, µs", "activations", "loss", "zeroGrad", "optimizer"],
  table,
);
