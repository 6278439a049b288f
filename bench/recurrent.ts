// Recurrent layers over whole sequences, fprop and bprop in float32, against their products alone, in turns (see
// harness.ts). The products have the same operations without an order in time: the inputs' and the state's part of the
// gates of all steps in one product each, and so their derivatives. That is the least that any recurrent layer computes,
// which nonlinearities, states and the steps one by one come on top of.
//
// Bar: an LSTM reaches at least 0.7 of the rate of its products.
import { GRU, kernels, LSTM, RNN, Rng, Tensor } from "fprop";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";

const rng = new Rng(1);

/** Numbers in ±1 on the heap. */
function matrix(rows: number, cols: number): Tensor {
  const t = Tensor.reuse(undefined, "float32", [rows, cols]);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.uniform(-1, 1);
  return t;
}

/** The products of a layer whose weights have `gates` rows, forwards and back. */
function products(rows: number, n: number, hidden: number, gates: number): () => void {
  const [x, dx, h, dh, a] = [n, n, hidden, hidden, gates].map((cols) => matrix(rows, cols));
  const [w, dw] = [matrix(gates, n), matrix(gates, n)];
  const [u, du] = [matrix(gates, hidden), matrix(gates, hidden)];
  return () => {
    kernels.gemmNT(a, x, w, rows, gates, n);
    kernels.addGemmNT(a, h, u, rows, gates, hidden);
    kernels.gemmTN(dw, a, x, gates, n, rows);
    kernels.gemmTN(du, a, h, gates, hidden, rows);
    kernels.gemmNN(dx, a, w, rows, n, gates);
    kernels.gemmNN(dh, a, u, rows, hidden, gates);
  };
}

const sizes = [
  { batch: 32, time: 32, n: 64, hidden: 128 },
  { batch: 8, time: 16, n: 16, hidden: 32 },
  { batch: 1, time: 64, n: 32, hidden: 64 },
];
const kinds = [
  { name: "LSTM", make: (n: number, hidden: number) => new LSTM(n, hidden, { rng }), gates: 4 },
  { name: "GRU", make: (n: number, hidden: number) => new GRU(n, hidden, { rng }), gates: 3 },
  { name: "RNN", make: (n: number, hidden: number) => new RNN(n, hidden, { rng }), gates: 1 },
];

const lines = sizes.flatMap(({ batch, time, n, hidden }) =>
  kinds.map(({ name, make, gates }) => {
    const layer = make(n, hidden);
    const x = matrix(batch * time, n)
      .clone()
      .reshape([batch, time, n]);
    const dy = matrix(batch * time, hidden)
      .clone()
      .reshape([batch, time, hidden]);
    const step = (): void => {
      layer.fprop(x);
      layer.bprop(dy);
      layer.zeroGrad();
    };
    const raw = products(batch * time, n, hidden, gates * hidden);
    const [ours, theirs] = takeTurns([step, raw], { rounds: 31, ms: 30, warm: 500 });
    const operations = 6 * batch * time * gates * hidden * (n + hidden);
    return {
      name: `${name} ${n} → ${hidden}, ${batch} × ${time}`,
      us: spread(ours).median / 1000,
      rate: operations / spread(ours).median,
      rawRate: operations / spread(theirs).median,
      share: ratio(theirs, ours),
    };
  }),
);

printTable(
  "Sequences of batch × time, fprop and bprop in float32, processor time; ratios are medians (quartiles)",
  ["", "µs", "GFLOP/s", "products", "of the products' rate"],
  lines.map(({ name, us, rate, rawRate, share }) => [
    name,
    digits(us),
    digits(rate),
    digits(rawRate),
    withQuartiles(share),
  ]),
);
printBar(`${lines[0].name}, share of its products' rate`, lines[0].share.median, "≥", 0.7);
