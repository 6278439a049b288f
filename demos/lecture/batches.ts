// Batches (lecture slide 26): the same examples one at a time and in batches, through the same loop. A product of
// matrices uses every weight it fetches for the whole batch.
import { CrossEntropyLoss, Linear, ReLU, Rng, Sequential, SGD, Tensor } from "fprop";
import { ink, sheet } from "../show/chart.ts";
import * as format from "../show/format.ts";
import { save } from "./save.ts";

const rng = new Rng(1);
const examples = 512;
const x = Tensor.from(
  Float32Array.from({ length: examples * 784 }, () => rng.next()),
  [examples, 784],
);
const t = Tensor.from(Int32Array.from({ length: examples }, () => rng.integer(10)));

/** Examples a second of training, in batches of this size: the best of several times through. */
function rate(batch: number): number {
  const net = new Sequential(new Linear(784, 128, { rng, inputGrad: false }), new ReLU(), new Linear(128, 10, { rng }));
  const loss = new CrossEntropyLoss();
  const optimizer = new SGD(net.parameters(), { lr: 0.01 });
  let best = Infinity;
  for (let time = 0; time < 6; time++) {
    const began = performance.now();
    for (let i = 0; i < examples; i += batch) {
      optimizer.zeroGrad();
      loss.fprop(net.fprop(x.rows(i, i + batch)), t.rows(i, i + batch));
      net.bprop(loss.bprop());
      optimizer.step();
    }
    best = Math.min(best, performance.now() - began);
  }
  return (1000 * examples) / best;
}

const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const rates = sizes.map(rate);
console.log("Training a 784-128-10 net, a step each batch");
for (const [i, size] of sizes.entries())
  console.log(
    `  batches of ${String(size).padStart(3)}  ${format.count(rates[i]).padStart(9)} examples/s  × ${(rates[i] / rates[0]).toFixed(1)}`,
  );
console.log();

const top = Math.ceil(Math.max(...rates) / rates[0] / 4) * 4;
save(
  "batches",
  sheet("Throughput against batch size", 1, { width: 620, height: 380 }, [
    {
      title: "Examples a second, as multiples of one at a time",
      note: `784-128-10, a step each batch; one at a time makes ${format.rate(rates[0])}`,
      x: {
        from: -0.3,
        to: 9.3,
        ticks: sizes.map((_, i) => i),
        name: (i) => String(sizes[i]),
        label: "examples in a batch",
      },
      y: { from: 0, to: top, ticks: [0, top / 4, top / 2, (3 * top) / 4, top], name: (v) => `× ${v}` },
      curves: [
        { colour: ink.blue, points: rates.map((v, i) => [i, v / rates[0]] as const) },
        { colour: ink.blue, dots: 9, points: rates.map((v, i) => [i, v / rates[0]] as const) },
      ],
    },
  ]),
);
