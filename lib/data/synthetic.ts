import { checkCount, checkNumber, refuse } from "../check.ts";
import { cos, sin } from "../math.ts";
import { generator, Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import { TensorDataset } from "./tensordataset.ts";

/**
 * Sets to learn from that are drawn, with scikit-learn's names and options where it has them. One seed gives the same
 * bits in every engine. x is [nSamples, features], float32; t is the class of each example, int32, unless it is said to be
 * something else. Classes have as many examples as each other, or the first ones have one more.
 */
export interface SyntheticOptions {
  /** The standard deviation of normal noise on every number of x. */
  noise?: number;
  /** Whether examples stand in an order that is drawn, too. */
  shuffle?: boolean;
  rng?: Rng;
}

/** Exclusive or: 1 where one of two inputs is 1 and the other is 0. Four examples are all there are, but for noise. */
export function makeXor(nSamples = 4, options: SyntheticOptions = {}): TensorDataset {
  return drawn("makeXor", nSamples, 4, { shuffle: false, ...options }, (i) => {
    const [a, b] = [(i >> 1) & 1, i & 1];
    return { point: [a, b], kind: a ^ b };
  });
}

/**
 * Arms that wind around each other from radius 0.1 to 1, example i in arm i mod `arms`.
 * @throws FpropError ARGUMENT
 */
export function makeSpirals(
  nSamples = 100,
  { arms = 2, turns = 1.5, ...options }: SyntheticOptions & { arms?: number; turns?: number } = {},
): TensorDataset {
  checkCount("makeSpirals", "arms", arms);
  checkNumber("makeSpirals", "turns", turns, -1000, 1000);
  return drawn("makeSpirals", nSamples, arms, options, (i) => {
    const arm = i % arms;
    const along = along01(Math.floor(i / arms), Math.ceil((nSamples - arm) / arms));
    const [radius, angle] = [0.1 + 0.9 * along, 2 * PI * (turns * along + arm / arms)];
    return { point: [radius * cos(angle), radius * sin(angle)], kind: arm };
  });
}

/** Two half circles, each with an end in the middle of the other. */
export function makeMoons(nSamples = 100, options: SyntheticOptions = {}): TensorDataset {
  return drawn("makeMoons", nSamples, 2, options, (i) => {
    const kind = i % 2;
    const angle = PI * along01(i >> 1, (nSamples - kind + 1) >> 1);
    const [x, y] = [cos(angle), sin(angle)];
    return { point: kind === 0 ? [x, y] : [1 - x, 0.5 - y], kind };
  });
}

/**
 * A circle of radius 1, which is class 0, and one of radius `factor` inside it.
 * @throws FpropError ARGUMENT
 */
export function makeCircles(
  nSamples = 100,
  { factor = 0.8, ...options }: SyntheticOptions & { factor?: number } = {},
): TensorDataset {
  checkNumber("makeCircles", "factor", factor, 0, 1, true);
  return drawn("makeCircles", nSamples, 2, options, (i) => {
    const kind = i % 2;
    const angle = (2 * PI * (i >> 1)) / ((nSamples - kind + 1) >> 1);
    const radius = kind === 0 ? 1 : factor;
    return { point: [radius * cos(angle), radius * sin(angle)], kind };
  });
}

export interface BlobOptions {
  nFeatures?: number;
  /** How many there are, at places that are drawn in `centerBox`, or where: [blobs][nFeatures]. */
  centers?: number | readonly (readonly number[])[];
  /** The standard deviation within a blob, for all of them or for each. */
  clusterStd?: number | readonly number[];
  centerBox?: readonly [low: number, high: number];
  shuffle?: boolean;
  rng?: Rng;
}

/**
 * Normal clouds around their centres, a class each.
 * @throws FpropError ARGUMENT
 */
export function makeBlobs(nSamples = 100, options: BlobOptions = {}): TensorDataset {
  const who = "makeBlobs";
  const { centers = 3, clusterStd = 1, centerBox = [-10, 10], rng = generator, shuffle = true } = options;
  checkSamples(who, nSamples, { rng });
  const places = typeof centers === "number" ? undefined : centers;
  const nFeatures = places?.[0]?.length ?? options.nFeatures ?? 2;
  checkCount(who, "nFeatures", nFeatures);
  const count = places?.length ?? (centers as number);
  checkCount(who, "centers", count);
  if (nSamples < count) refuse("ARGUMENT", who, "nSamples", `at least ${count}, one of each`, `${nSamples}`);
  for (const bound of centerBox) checkNumber(who, "centerBox", bound);
  for (const place of places ?? []) {
    if (place.length !== nFeatures) refuse("ARGUMENT", who, "centers", `of ${nFeatures} numbers each`, place);
    for (const c of place) checkNumber(who, "centers", c);
  }
  const spread = typeof clusterStd === "number" ? Array.from({ length: count }, () => clusterStd) : clusterStd;
  if (spread.length !== count) refuse("ARGUMENT", who, "clusterStd", `one for each of ${count} blobs`, clusterStd);
  for (const s of spread) checkNumber(who, "clusterStd", s, 0);
  const box = (): number => rng.uniform(centerBox[0], centerBox[1]);
  const at = places ?? Array.from({ length: count }, () => Array.from({ length: nFeatures }, box));
  return drawn(who, nSamples, count, { rng, shuffle }, (i) => {
    const kind = i % count;
    return { point: at[kind].map((c) => c + spread[kind] * rng.normal()), kind };
  });
}

export interface RegressionOptions {
  nFeatures?: number;
  nTargets?: number;
  /** The planes' slopes [nTargets][nFeatures]; by default drawn, uniform in [−1, 1). */
  coef?: readonly (readonly number[])[];
  bias?: number;
  /** The standard deviation of normal noise on t. */
  noise?: number;
  rng?: Rng;
}

/**
 * Planes: x [nSamples, nFeatures] is drawn from the normal distribution, and t = x coefᵀ + bias + noise
 * [nSamples, nTargets], float32. Give `coef` to know what is to be found.
 * @throws FpropError ARGUMENT
 */
export function makeRegression(nSamples = 100, options: RegressionOptions = {}): TensorDataset {
  const who = "makeRegression";
  const { bias = 0, noise = 0, rng = generator } = options;
  checkSamples(who, nSamples, { noise, rng });
  checkNumber(who, "bias", bias);
  const nTargets = options.coef?.length ?? options.nTargets ?? 1;
  const nFeatures = options.coef?.[0]?.length ?? options.nFeatures ?? 2;
  checkCount(who, "nFeatures", nFeatures);
  checkCount(who, "nTargets", nTargets);
  for (const slopes of options.coef ?? []) {
    if (slopes.length !== nFeatures) refuse("ARGUMENT", who, "coef", `of ${nFeatures} numbers each`, slopes);
    for (const w of slopes) checkNumber(who, "coef", w);
  }
  const slope = (): number => rng.uniform(-1, 1);
  const coef = options.coef ?? Array.from({ length: nTargets }, () => Array.from({ length: nFeatures }, slope));
  const [x, t] = [Tensor.zeros([nSamples, nFeatures]), Tensor.zeros([nSamples, nTargets])];
  for (let i = 0; i < nSamples; i++) {
    const row = x.data.subarray(i * nFeatures, (i + 1) * nFeatures);
    for (let j = 0; j < nFeatures; j++) row[j] = rng.normal();
    for (const [k, slopes] of coef.entries()) {
      const plane = slopes.reduce((s, w, j) => s + w * row[j], 0) + bias;
      t.data[i * nTargets + k] = noise === 0 ? plane : plane + noise * rng.normal();
    }
  }
  return new TensorDataset(x, t);
}

const PI = 3.141592653589793;

/** i of n, from 0 to 1. */
const along01 = (i: number, n: number): number => (n === 1 ? 0 : i / (n - 1));

/** Examples one by one, and noise on them, in an order drawn last. */
function drawn(
  who: string,
  nSamples: number,
  kinds: number,
  options: SyntheticOptions,
  example: (i: number) => { readonly point: readonly number[]; readonly kind: number },
): TensorDataset {
  checkSamples(who, nSamples, options);
  if (nSamples < kinds) refuse("ARGUMENT", who, "nSamples", `at least ${kinds}, one of each`, `${nSamples}`);
  const { noise = 0, shuffle = true, rng = generator } = options;
  const examples = Array.from({ length: nSamples }, (_, i) => example(i));
  if (noise !== 0) for (const e of examples) Object.assign(e, { point: e.point.map((v) => v + noise * rng.normal()) });
  const order = shuffle ? [...rng.permutation(nSamples)].map((row) => examples[row]) : examples;
  return new TensorDataset(
    Tensor.from(order.map(({ point }) => point)),
    Tensor.from(
      order.map(({ kind }) => kind),
      [nSamples],
      "int32",
    ),
  );
}

function checkSamples(who: string, nSamples: number, { noise = 0, rng = generator }: SyntheticOptions): void {
  checkCount(who, "nSamples", nSamples);
  checkNumber(who, "noise", noise, 0);
  if (!(rng instanceof Rng)) refuse("ARGUMENT", who, "rng", "an Rng", rng);
}
