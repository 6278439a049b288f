// Matrix products of the library, in float32, against two others in the same turns (see harness.ts):
//
// - the loop: the fastest plain TypeScript we know (loop.ts);
// - the ceiling: the same kernel called without the library around it, on factors so small that they stay in the
//   first-level cache and are not packed, with sums so long that nothing else takes time. That is the rate of the
//   innermost loop of multiplications and additions, which no product can pass.
//
// Large products do not reach the ceiling: factors come from memory and are packed. The raw rate is the share of it that
// the kernels this library began with reached at each size, in C and in AssemblyScript, when they were first measured.
//
// Bars: at the three large sizes at least 6 times the loop, and at least 0.8 of the raw rate.
import { kernels, Rng, Tensor } from "fprop";
import { native } from "../lib/kernels/binaries/products.ts";
import { FROM_ZERO } from "../lib/kernels/wasm/ops.ts";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles, type Times } from "./harness.ts";
import { loopProduct, type Factor } from "./loop.ts";

type Matrix = Tensor<Float32Array>;

const forms = [
  { name: "NN", multiply: kernels.gemmNN, turnedA: false, turnedB: false },
  { name: "NT", multiply: kernels.gemmNT, turnedA: false, turnedB: true },
  { name: "TN", multiply: kernels.gemmTN, turnedA: true, turnedB: false },
];
const sizes = [
  { m: 32, k: 2, n: 32 },
  { m: 32, k: 32, n: 32 },
  { m: 64, k: 64, n: 64 },
  { m: 256, k: 256, n: 256, raw: 42 / 42 },
  { m: 64, k: 784, n: 256, raw: 41 / 42 },
  { m: 256, k: 1024, n: 1024, raw: 38 / 42 },
];

const rng = new Rng(1);

/** Numbers in ±1 on the heap, where parameters and the buffers of modules lie. */
function matrix(rows: number, cols: number): Matrix {
  const t = Tensor.reuse(undefined, "float32", [rows, cols]) as Matrix;
  for (let i = 0; i < t.size; i++) t.data[i] = rng.uniform(-1, 1);
  return t;
}

/** A factor as the loop takes it: by the strides along its lines and along the sums. */
function factor({ data, shape: [, cols] }: Matrix, columnsAreLines: boolean): Factor {
  return columnsAreLines ? { data, row: 1, col: cols } : { data, row: cols, col: 1 };
}

/** The innermost loop alone, and how many operations it does. */
function ceiling(): { run: () => void; operations: number } {
  const [m, k, n] = [8, 512, 16];
  const [a, b, c] = [matrix(m, k), matrix(k, n), matrix(m, n)];
  const wasm = native.of("float32")!;
  const run = (): void => wasm.gemm(m, n, k, a.at, k, 1, b.at, n, 1, c.at, n, FROM_ZERO, 0);
  return { run, operations: 2 * m * k * n };
}

/** The loop sums in double precision, the library in single: what may lie between them. */
function compare(ours: Matrix, loop: Matrix, k: number): void {
  for (let i = 0; i < ours.size; i++)
    if (!(Math.abs(ours.data[i] - loop.data[i]) <= 1e-6 * k))
      throw new Error(`the products differ: ${ours.data[i]} and ${loop.data[i]} at ${i}`);
}

const rate = (operations: number, times: Times): number => operations / spread(times).median;
const top = ceiling();
const table: string[][] = [];
const worst = { loop: Infinity, raw: Infinity };

for (const { m, k, n, raw } of sizes)
  for (const { name, multiply, turnedA, turnedB } of forms) {
    const a = turnedA ? matrix(k, m) : matrix(m, k);
    const b = turnedB ? matrix(n, k) : matrix(k, n);
    const [c, d] = [matrix(m, n), matrix(m, n)];
    const [linesOfA, linesOfB] = [factor(a, turnedA), factor(b, !turnedB)];
    const loop = loopProduct(m, n, k);
    const operations = 2 * m * n * k;

    const [ours, theirs, limit] = takeTurns(
      [() => multiply(c, a, b, m, n, k), () => loop(d.data, linesOfA, linesOfB), top.run],
      { rounds: 21, ms: 5 },
    );
    compare(c, d, k);

    const overLoop = ratio(theirs, ours);
    const { low, median, high } = ratio(limit, ours);
    const scale = operations / top.operations;
    const ofCeiling = { low: low * scale, median: median * scale, high: high * scale };
    if (raw !== undefined) {
      worst.loop = Math.min(worst.loop, overLoop.median);
      worst.raw = Math.min(worst.raw, ofCeiling.median / raw);
    }
    table.push([
      `${m}×${k}×${n} ${name}`,
      digits(rate(operations, ours)),
      digits(rate(operations, theirs)),
      digits(rate(top.operations, limit)),
      withQuartiles(overLoop),
      withQuartiles(ofCeiling),
    ]);
  }

printTable(
  "Products m×k×n in float32, GFLOP/s; ratios are medians (quartiles)",
  ["", "fprop", "loop", "ceiling", "fprop / loop", "fprop / ceiling"],
  table,
);
printBar("slowest of the large products, times the loop", worst.loop, "≥", 6);
printBar("slowest of the large products, share of the raw rate", worst.raw, "≥", 0.8);
