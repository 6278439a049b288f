// Convolutions forwards and back, in float32, against raw products of the same work in the same turns (harness.ts): for
// each image one product for y, one for dW and one for dx, called without the library around them, on columns that are
// there already. So a share of 1 means that finding the windows, padding, the bias and the module cost nothing. The
// same for each of the three alone: the kernels of a convolution against their products.
//
// Bar: forwards and back at least 0.6 of the rate of the products, at the sizes of LeNet and at 32 → 64 channels.
import { Conv2d, kernels, Rng, Tensor } from "fprop";
import { native } from "../lib/kernels/binaries/products.ts";
import { FROM_C, FROM_ZERO } from "../lib/kernels/wasm/ops.ts";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";

const layers = [
  { batch: 64, channels: 1, filters: 6, kernel: 5, padding: 2, size: 28 },
  { batch: 64, channels: 6, filters: 16, kernel: 5, padding: 0, size: 14 },
  { batch: 32, channels: 32, filters: 64, kernel: 3, padding: 1, size: 16 },
];

const rng = new Rng(1);
const wasm = native.of("float32")!;

/** Numbers in ±1 on the heap, where the buffers of modules lie. */
function drawn(...shape: number[]): Tensor {
  const t = Tensor.reuse(undefined, "float32", shape);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.uniform(-1, 1);
  return t;
}

const table: string[][] = [];
let worst = Infinity;

for (const { batch, channels, filters, kernel, padding, size } of layers) {
  const conv = new Conv2d(channels, filters, kernel, { padding, rng });
  const x = drawn(batch, channels, size, size);
  const y = conv.fprop(x);
  const dy = drawn(...y.shape);
  const dx = conv.bprop(dy);
  const { plan, room, weight, bias } = conv;
  const [m, k, p] = [filters, channels * kernel * kernel, y.shape[2] * y.shape[3]];
  const [w, columns, product, sums] = [drawn(m, k), drawn(k, p), drawn(m, p), drawn(m, k)];
  const images = (multiply: (image: number) => void) => () => {
    for (let i = 0; i < batch; i++) multiply(4 * i * m * p);
  };
  const forward = images(() => wasm.gemm(m, p, k, w.at, k, 1, columns.at, p, 1, product.at, p, FROM_ZERO, 0));
  const weights = images((i) => wasm.gemm(m, k, p, dy.at + i, p, 1, columns.at, 1, p, sums.at, k, FROM_C, 0));
  const back = images((i) => wasm.gemm(k, p, m, w.at, 1, k, dy.at + i, p, 1, columns.at, p, FROM_ZERO, 0));

  const [whole, ours, dws, dxs, products, ys, dwProducts, dxProducts] = takeTurns(
    [
      () => {
        conv.fprop(x);
        conv.bprop(dy);
      },
      () => kernels.correlate(y, x, weight.value, bias!.value, plan!, room!),
      () => kernels.addCorrelateWeights(weight.grad, dy, x, plan!, room!),
      () => kernels.correlateBackward(dx, dy, weight.value, undefined, plan!, room!),
      () => {
        forward();
        weights();
        back();
      },
      forward,
      weights,
      back,
    ],
    { rounds: 21, ms: 5 },
  );

  const share = ratio(products, whole);
  worst = Math.min(worst, share.median);
  const rate = 6 * batch * m * k * p;
  table.push([
    `${channels} → ${filters}, ${kernel}×${kernel} on ${size}×${size}`,
    digits(rate / spread(whole).median),
    digits(rate / spread(products).median),
    withQuartiles(share),
    ...[ratio(ys, ours), ratio(dwProducts, dws), ratio(dxProducts, dxs)].map(withQuartiles),
  ]);
}

printTable(
  "Convolutions in float32, GFLOP/s, and their share of the products' rate; ratios are medians (quartiles)",
  ["", "fprop + bprop", "products", "share", "of it y", "dW", "dx"],
  table,
);
printBar("slowest of the convolutions, share of the rate of its products", worst, "≥", 0.6);
