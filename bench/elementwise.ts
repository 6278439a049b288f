// Elementwise kernels and those along rows, through the library's functions on heap tensors, against plain loops with
// Math.exp and its like (see harness.ts): nanoseconds per element. `float64` as an argument asks for double precision;
// one process does one precision, because a loop that has seen both kinds of array is slower, and that would be unfair.
//
// Rows have 16 numbers. Cross-entropy is forward and backward, from logits to their gradient; its loop does it in one go.
import { kernels, Rng, Tensor, type Arrays } from "fprop";
import { digits, printTable, spread, takeTurns } from "./harness.ts";

const dtype = process.argv[2] === "float64" ? "float64" : "float32";
type Floats = Arrays["float32"] | Arrays["float64"];

const sizes = [64, 1024, 65536];
const cols = 16;
const rng = new Rng(1);

/** Random numbers on the heap. */
function random(n: number, low: number, high: number): Tensor<Floats> {
  const t = Tensor.reuse(undefined, dtype, [n]) as Tensor<Floats>;
  for (let i = 0; i < n; i++) t.data[i] = rng.uniform(low, high);
  return t;
}

type Pair = readonly [ours: () => void, loop: () => void];

/** Kernels by name: for n elements, the library's call and the loop. */
const pairs: Record<string, (n: number) => Pair> = {
  tanh: (n) => {
    const [x, y] = [random(n, -3, 3), random(n, 0, 1)];
    return [() => kernels.tanh(y, x), () => tanhLoop(y.data, x.data)];
  },
  sigmoid: (n) => {
    const [x, y] = [random(n, -5, 5), random(n, 0, 1)];
    return [() => kernels.sigmoid(y, x), () => sigmoidLoop(y.data, x.data)];
  },
  exp: (n) => {
    const [x, y] = [random(n, -5, 5), random(n, 0, 1)];
    return [() => kernels.exp(y, x), () => expLoop(y.data, x.data)];
  },
  log: (n) => {
    const [x, y] = [random(n, 0.01, 5), random(n, 0, 1)];
    return [() => kernels.log(y, x), () => logLoop(y.data, x.data)];
  },
  relu: (n) => {
    const [x, y] = [random(n, -1, 1), random(n, 0, 1)];
    return [() => kernels.relu(y, x), () => reluLoop(y.data, x.data)];
  },
  add: (n) => {
    const [a, b, c] = [random(n, -1, 1), random(n, -1, 1), random(n, 0, 1)];
    return [() => kernels.add(c, a, b), () => addLoop(c.data, a.data, b.data)];
  },
  softmax: (n) => {
    const [x, y] = [random(n, -5, 5), random(n, 0, 1)];
    return [() => kernels.softmax(y, x, cols), () => softmaxLoop(y.data, x.data)];
  },
  "cross-entropy": (n) => {
    const rows = n / cols;
    const [x, q, dq, dx, l] = [random(n, -5, 5), random(n, 0, 1), random(n, 0, 1), random(n, 0, 1), random(rows, 0, 1)];
    const t = Tensor.reuse(undefined, "int32", [rows]);
    for (let i = 0; i < rows; i++) t.data[i] = rng.integer(cols);
    const ours = (): void => {
      kernels.logSoftmax(q, x, cols);
      const count = kernels.nll(l, q, t, undefined, 0, -100);
      kernels.sum(l);
      kernels.nllBackward(dq, t, undefined, 0, -100, 1 / count);
      kernels.logSoftmaxBackward(dx, dq, q, cols);
    };
    return [ours, () => crossEntropyLoop(dx.data, x.data, t.data as Int32Array)];
  },
  Adam: (n) => {
    const [w, g, m, v] = [random(n, -1, 1), random(n, -1, 1), random(n, 0, 1), random(n, 0, 1)];
    return [
      () => kernels.adam(w, g, m, v, undefined, 1e-3, 0, 0.9, 0.999, 1, 1e-8, 0, 1),
      () => adamLoop(w.data, g.data, m.data, v.data),
    ];
  },
};

function tanhLoop(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]);
}
function sigmoidLoop(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
}
function expLoop(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
}
function logLoop(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]);
}
function reluLoop(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) y[i] = x[i] > 0 ? x[i] : 0;
}
function addLoop(c: Floats, a: Floats, b: Floats): void {
  for (let i = 0; i < c.length; i++) c[i] = a[i] + b[i];
}

function softmaxLoop(y: Floats, x: Floats): void {
  for (let row = 0; row < x.length; row += cols) {
    let top = x[row];
    for (let i = row + 1; i < row + cols; i++) if (x[i] > top) top = x[i];
    let sum = 0;
    for (let i = row; i < row + cols; i++) sum += y[i] = Math.exp(x[i] - top);
    for (let i = row; i < row + cols; i++) y[i] /= sum;
  }
}

function crossEntropyLoop(dx: Floats, x: Floats, t: Int32Array): number {
  let E = 0;
  softmaxLoop(dx, x);
  for (let row = 0; row < t.length; row++) {
    E -= Math.log(dx[row * cols + t[row]]);
    dx[row * cols + t[row]] -= 1;
  }
  for (let i = 0; i < dx.length; i++) dx[i] /= t.length;
  return E / t.length;
}

function adamLoop(w: Floats, g: Floats, m: Floats, v: Floats): void {
  for (let i = 0; i < w.length; i++) {
    m[i] = 0.9 * m[i] + 0.1 * g[i];
    v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
    w[i] -= (1e-3 * m[i]) / (Math.sqrt(v[i]) + 1e-8);
  }
}

const table = Object.entries(pairs).map(([name, pair]) => [
  name,
  ...sizes.flatMap((n) => {
    const [ours, loop] = takeTurns(pair(n), { rounds: 15, ms: 2, warm: 30 }).map((times) => spread(times).median / n);
    return [digits(ours), digits(loop), (loop / ours).toFixed(1)];
  }),
]);
printTable(
  `${dtype}, ns per element, for 64, 1024 and 65,536 elements: fprop, loop, times as fast`,
  ["", ...sizes.flatMap((n) => [`${n}`, "loop", "×"])],
  table,
);
