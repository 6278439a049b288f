// A layer of a Transformer, fprop and bprop in float32, against its products alone, in turns (see harness.ts): q, k and v,
// the scores and the values of all heads, what the heads make, and the two of the net, forwards and both ways back. What
// the layer has on top: softmax, two LayerNorms, GELU, biases and skips.
//
// Bar: a layer reaches at least 0.7 of the rate of its products.
import { GELU, kernels, Rng, Tensor, TransformerEncoderLayer } from "fprop";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";

const rng = new Rng(1);

/** Numbers in ±1 on the heap. */
function numbers(...shape: number[]): Tensor {
  const t = Tensor.reuse(undefined, "float32", shape);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.uniform(-1, 1);
  return t;
}

/** y = x wᵀ of `rows` rows, and what comes back. */
function linear(rows: number, from: number, to: number): () => void {
  const [x, dx, y, w, dw] = [
    numbers(rows, from),
    numbers(rows, from),
    numbers(rows, to),
    numbers(to, from),
    numbers(to, from),
  ];
  return () => {
    kernels.gemmNT(y, x, w, rows, to, from);
    kernels.gemmTN(dw, y, x, to, from, rows);
    kernels.gemmNN(dx, y, w, rows, from, to);
  };
}

/** The products of all heads with the scores. */
function heads(count: number, time: number, size: number): () => void {
  const [q, k, v, y, dq] = [0, 1, 2, 3, 4].map(() => numbers(count, time, size));
  const [p, ds] = [0, 1].map(() => numbers(count, time, time));
  return () => {
    kernels.gemms(p, q, k, false, true, count, time, time, size);
    kernels.gemms(y, p, v, false, false, count, time, size, time);
    kernels.gemms(ds, y, v, false, true, count, time, time, size);
    kernels.gemms(dq, p, y, true, false, count, time, size, time);
    kernels.gemms(dq, ds, k, false, false, count, time, size, time);
    kernels.gemms(dq, ds, q, true, false, count, time, size, time);
  };
}

const sizes = [
  { batch: 8, time: 64, n: 128, nhead: 4 },
  { batch: 16, time: 32, n: 64, nhead: 4 },
  { batch: 2, time: 256, n: 128, nhead: 4 },
];
const lines = sizes.map(({ batch, time, n, nhead }) => {
  const layer = new TransformerEncoderLayer(n, nhead, {
    rng,
    dimFeedforward: 4 * n,
    dropout: 0,
    activation: new GELU({ approximate: "tanh" }),
    normFirst: true,
    causal: true,
  });
  const [x, dy] = [numbers(batch, time, n).clone(), numbers(batch, time, n).clone()];
  const step = (): void => {
    layer.fprop(x);
    layer.bprop(dy);
    layer.zeroGrad();
  };
  const rows = batch * time;
  const parts = [linear(rows, n, 3 * n), heads(batch * nhead, time, n / nhead), linear(rows, n, n)];
  parts.push(linear(rows, n, 4 * n), linear(rows, 4 * n, n));
  const raw = (): void => parts.forEach((part) => part());
  const [ours, theirs] = takeTurns([step, raw], { rounds: 31, ms: 30, warm: 500 });
  const operations = 6 * rows * n * 12 * n + 12 * rows * time * n;
  return {
    name: `${n} in ${nhead} heads, ${batch} × ${time}`,
    rate: operations / spread(ours).median,
    micros: spread(ours).median / 1000,
    share: ratio(theirs, ours),
  };
});

printTable(
  "Transformer layers, forwards and back, against their products",
  ["layer", "µs", "GFLOP/s", "share of the products' rate"],
  lines.map(({ name, micros, rate, share }) => [name, digits(micros), digits(rate), withQuartiles(share)]),
);
printBar("the worst layer, share of its products' rate", Math.min(...lines.map(({ share }) => share.median)), "≥", 0.7);
