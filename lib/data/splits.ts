import { checkCount, checkNumber, refuse } from "../check.ts";
import { describe } from "../errors.ts";
import { generator, Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import { checkDataset, type Dataset } from "./dataset.ts";
import { Subset } from "./subset.ts";

/** The class of each example, in whole numbers. */
export type Labels = Tensor | readonly number[];

/**
 * Parts of a dataset that have no example in common, drawn at random: of these lengths, which together are all of it, or
 * of these shares, which together are 1 (what rounding leaves over goes to the first parts, one example to each).
 *
 *     const [training, test] = randomSplit(dataset, [0.8, 0.2], { rng });
 *
 * @throws FpropError ARGUMENT, for an empty part, too
 */
export function randomSplit<X extends Value, T extends Value>(
  dataset: Dataset<X, T>,
  lengths: readonly number[],
  { rng = generator }: { rng?: Rng } = {},
): Subset<X, T>[] {
  checkDataset("randomSplit", dataset);
  checkRng("randomSplit", rng);
  const n = dataset.length;
  const sizes = sizesOf(lengths, n);
  const order = rng.permutation(n);
  let from = 0;
  return sizes.map((size) => new Subset(dataset, order.subarray(from, (from += size))));
}

function sizesOf(lengths: readonly number[], n: number): number[] {
  if (!Array.isArray(lengths) || lengths.length === 0)
    refuse("ARGUMENT", "randomSplit", "lengths", "an array, not empty", lengths);
  for (const a of lengths as readonly number[]) checkNumber("randomSplit", "a length", a, 0);
  const sum = lengths.reduce((s, a) => s + a, 0);
  const shares = Math.abs(sum - 1) < 1e-9 && n > 1;
  const sizes = lengths.map((a) => (shares ? Math.floor(a * n + 1e-9) : a));
  let left = n - sizes.reduce((s, a) => s + a, 0);
  if (shares) for (let i = 0; left > 0; i++, left--) sizes[i % sizes.length]++;
  if (left !== 0 || !sizes.every(Number.isInteger))
    refuse("ARGUMENT", "randomSplit", "lengths", `whole numbers of sum ${n}, or shares of sum 1`, `a sum of ${sum}`);
  if (sizes.includes(0)) refuse("ARGUMENT", "randomSplit", "lengths", "of no empty part", `[${sizes.join(", ")}]`);
  return sizes;
}

/** How a dataset is parted. */
export interface SplitOptions {
  /** Whether examples are drawn, or taken in their order. */
  shuffle?: boolean;
  /** The class of each example: every part then has as much of each as whole numbers allow. */
  stratify?: Labels;
  rng?: Rng;
}

/**
 * A part to train on and one to test with: `testSize` is the share of the latter, or from 1 on how many it has.
 *
 *     const [training, test] = trainTestSplit(dataset, { testSize: 0.2, stratify: dataset.t, rng });
 *
 * Without `shuffle` the last are those to test with, and with `stratify` the last of each class.
 * @throws FpropError ARGUMENT, for an empty part, too
 */
export function trainTestSplit<X extends Value, T extends Value>(
  dataset: Dataset<X, T>,
  { testSize = 0.25, shuffle = true, stratify, rng = generator }: SplitOptions & { testSize?: number } = {},
): [training: Subset<X, T>, test: Subset<X, T>] {
  const who = "trainTestSplit";
  checkDataset(who, dataset);
  checkRng(who, rng);
  const n = dataset.length;
  checkNumber(who, "testSize", testSize, 0, n, true);
  // 0.2 of 15 is 3.0000000000000004 in one order of the factors or another: not one more.
  const size = testSize < 1 ? Math.ceil(testSize * n - 1e-9) : testSize;
  if (!Number.isInteger(size) || size < 1 || size >= n)
    refuse("ARGUMENT", who, "testSize", `a share or a number that leaves two parts of ${n}`, describe(testSize));
  const classes = classesOf(who, stratify, n);
  const order = shuffle ? rng.permutation(n) : range(n);
  const kinds = grouped(order, classes);
  // Each class has its share, rounded down, and what is left of the sum goes to those with the largest remainders.
  const shares = kinds.map((rows) => (rows.length * size) / n);
  const counts = shares.map(Math.floor);
  const byRemainder = [...shares.keys()].sort((a, b) => shares[b] - counts[b] - (shares[a] - counts[a]) || a - b);
  const left = size - counts.reduce((s, c) => s + c, 0);
  for (const k of byRemainder.slice(0, left)) counts[k]++;
  const tested = new Set(kinds.flatMap((rows, k) => [...rows.slice(rows.length - counts[k])]));
  return [
    new Subset(
      dataset,
      order.filter((row) => !tested.has(row)),
    ),
    new Subset(
      dataset,
      order.filter((row) => tested.has(row)),
    ),
  ];
}

/**
 * k ways to part a dataset in k − 1 parts to train on and one to test with, so that every example is tested with once.
 *
 *     for (const [training, test] of kFold(dataset, 5, { shuffle: true, rng })) …
 *
 * The parts differ by one example at most, and with `stratify` so do the examples of each class in them. Without
 * `shuffle` a part is examples that follow each other (with `stratify` every k-th of a class). In both parts of a
 * fold examples stand in the dataset's order.
 * @throws FpropError ARGUMENT
 */
export function kFold<X extends Value, T extends Value>(
  dataset: Dataset<X, T>,
  k: number,
  { shuffle = false, stratify, rng = generator }: SplitOptions = {},
): [training: Subset<X, T>, test: Subset<X, T>][] {
  checkDataset("kFold", dataset);
  checkRng("kFold", rng);
  checkCount("kFold", "k", k, 2);
  const n = dataset.length;
  if (k > n) refuse("ARGUMENT", "kFold", "k", `at most ${n}, the number of examples`, `${k}`);
  const classes = classesOf("kFold", stratify, n);
  const order = shuffle ? rng.permutation(n) : range(n);
  const fold = new Int32Array(n);
  if (stratify === undefined)
    // The first n mod k parts have one more.
    for (let i = 0, f = 0, left = 0; i < n; i++, left--) {
      if (left === 0) left = Math.floor(n / k) + Number(f++ < n % k);
      fold[order[i]] = f - 1;
    }
  // Class behind class, dealt out like cards.
  else for (const [i, row] of grouped(order, classes).flat().entries()) fold[row] = i % k;
  return Array.from({ length: k }, (_, f) => [
    new Subset(
      dataset,
      range(n).filter((row) => fold[row] !== f),
    ),
    new Subset(
      dataset,
      range(n).filter((row) => fold[row] === f),
    ),
  ]);
}

const range = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

/** The class of each of n examples; one for all where there are none. */
function classesOf(who: string, labels: Labels | undefined, n: number): ArrayLike<number> {
  if (labels === undefined) return new Int32Array(n);
  const values: unknown = labels instanceof Tensor ? labels.data : labels;
  const list = Array.isArray(values) || ArrayBuffer.isView(values) ? (values as unknown as ArrayLike<number>) : [];
  if (list.length !== n || !Array.from(list).every(Number.isInteger))
    refuse("ARGUMENT", who, "stratify", `${n} whole numbers, the class of each example`, labels);
  return list;
}

/** The rows of each class, classes in rising order, rows in that of `order`. */
function grouped(order: Int32Array, classes: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  for (const row of order) {
    const group = groups.get(classes[row]);
    if (group === undefined) groups.set(classes[row], [row]);
    else group.push(row);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}

function checkRng(who: string, rng: unknown): void {
  if (!(rng instanceof Rng)) refuse("ARGUMENT", who, "rng", "an Rng", rng);
}
