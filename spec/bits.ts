import {
  AvgPool2d,
  Conv2d,
  CrossEntropyLoss,
  DataLoader,
  Flatten,
  kernels,
  makeBlobs,
  makeCircles,
  makeMoons,
  makeRegression,
  makeSpirals,
  makeXor,
  Linear,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
} from "fprop";
import { trainSpirals } from "../demos/spirals.ts";
import { trainXor, weightsBytes } from "../demos/xor.ts";

/** Programs whose results must be the same to the last bit in every engine. Nothing here is of Node or of a browser. */
export const programs = {
  kernels: kernelBytes,
  XOR: () => weightsBytes(trainXor(1)),
  "two arms": () => weightsBytes(trainSpirals(2, 1)),
  "three arms": () => weightsBytes(trainSpirals(3, 1)),
  data: dataBytes,
  images: imageBytes,
};

export type Program = keyof typeof programs;

/** The SHA-256 of what each of these programs computes. */
export async function hashes(names: readonly Program[]): Promise<Partial<Record<Program, string>>> {
  const found: Partial<Record<Program, string>> = {};
  for (const name of names) {
    const digest = await crypto.subtle.digest("SHA-256", programs[name]());
    found[name] = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return found;
}

export * as files from "./files.ts";

/** Whether the heap can grow here, and so whether its memory is shared; and threads, where it is. */
export { heap, useThreads } from "fprop";

/** The results of elementwise, row and product kernels on seeded arguments of all magnitudes, in both precisions. */
function kernelBytes(): Uint8Array<ArrayBuffer> {
  const rng = new Rng(20);
  const results: Tensor[] = [];
  for (const dtype of ["float32", "float64"] as const) {
    const result = (...shape: number[]): Tensor => {
      results.push(Tensor.zeros(shape, dtype));
      return results.at(-1)!;
    };
    const drawn = (shape: number[], draw: () => number): Tensor => {
      const t = Tensor.zeros(shape, dtype);
      for (let i = 0; i < t.size; i++) t.data[i] = draw();
      return t;
    };

    const anySize = (): number => rng.normal() * 2 ** (rng.integer(28) - 20);
    const x = drawn([61, 67], anySize);
    const positive = drawn([61, 67], () => Math.abs(anySize()));
    for (const f of [kernels.exp, kernels.tanh, kernels.sigmoid]) f(result(61, 67), x);
    for (const f of [kernels.log, kernels.log1p]) f(result(61, 67), positive);
    for (const f of [kernels.softmax, kernels.logSoftmax]) f(result(61, 67), x, 67);
    kernels.logSumExp(result(61), x, 67);

    const [m, n, k] = [37, 45, 131];
    const [a, b, row] = [[m, k], [k, n], [n]].map((shape) => drawn(shape, () => rng.normal()));
    kernels.gemmNN(result(m, n), a, b, m, n, k);
    kernels.affineNT(result(m, n), a, b.reshape([n, k]), row, m, n, k);
    kernels.gemmTN(result(m, n), a.reshape([k, m]), b, m, n, k);
  }
  return new Uint8Array(Float64Array.from(results.flatMap((t) => [...t.data])).buffer);
}

/** Synthetic sets with their noise, in the order of a loader that shuffles them. */
function dataBytes(): Uint8Array<ArrayBuffer> {
  const options = { noise: 0.1, rng: new Rng(7) };
  const sets = [
    makeXor(9, options),
    makeSpirals(301, { ...options, arms: 3 }),
    makeMoons(301, options),
    makeCircles(301, options),
    makeBlobs(301, options),
    makeRegression(301, options),
  ];
  const numbers = sets.flatMap((set) =>
    [...new DataLoader(set, { batchSize: set.length, shuffle: true, rng: options.rng })].flatMap(([x, t]) => [
      ...x.data,
      ...t.data,
    ]),
  );
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

/** The weights of a net whose kernels are large enough to be split among threads. */
function imageBytes(): Uint8Array<ArrayBuffer> {
  const rng = new Rng(4);
  const net = new Sequential(
    new Conv2d(3, 8, 5, { padding: 2, rng }),
    new Tanh(),
    new AvgPool2d(2),
    new Flatten(),
    new Linear(512, 64, { rng }),
    new Tanh(),
    new Linear(64, 10, { rng }),
  );
  const loss = new CrossEntropyLoss();
  const optimizer = new SGD(net.parameters(), { lr: 0.1 });
  const images = Float32Array.from({ length: 16 * 3 * 16 * 16 }, () => rng.normal());
  const [x, t] = [Tensor.from(images, [16, 3, 16, 16]), Tensor.from(Int32Array.from({ length: 16 }, (_, i) => i % 10))];
  for (let step = 0; step < 3; step++) {
    optimizer.zeroGrad();
    loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
  }
  return weightsBytes(net);
}
