import {
  makeBlobs,
  makeCircles,
  makeMoons,
  makeRegression,
  makeSpirals,
  makeXor,
  MinMaxScaler,
  StandardScaler,
  Tensor,
  TensorDataset,
  trainTestSplit,
  type Rng,
  type Scaler,
} from "fprop";
import digits from "../../data/digits.bin";
import type { Configuration, OwnPoint, Source } from "./configuration.ts";
import type { ExamplesView } from "./examples.ts";
import { limits } from "./limits.ts";
import { stream } from "./make.ts";
import { about, decline } from "./refusal.ts";
import { signature } from "./sources.ts";

/** Examples: x [n, …row] float32, and the class of each [n] (int32), or the number it should have [n, 1]. */
export interface Examples {
  readonly x: Tensor;
  readonly t: Tensor;
}

export interface Data {
  readonly training: Examples;
  readonly test: Examples;
  readonly classes: readonly string[];
}

const pixels = 64;

/**
 * The examples of a configuration, drawn, parted and scaled.
 * @throws PlaygroundError about the data, where there are too few to part, say
 */
export function dataOf(configuration: Configuration): Data {
  const { source, testSize, scaler } = configuration.data;
  return about("data", () => {
    const { classes } = signature(source);
    if (source.kind === "points") checkPoints(source.points, classes);
    const dataset = drawn(source, stream(configuration, "data"));
    const stratify = classes.length > 0 ? { stratify: dataset.t } : {};
    const rng = stream(configuration, "split");
    const [training, test] = trainTestSplit(dataset, { testSize, ...stratify, rng }).map(({ indices }): Examples => {
      const [x, t] = dataset.take(indices);
      return { x, t };
    });
    if (scaler === "none") return { training, test, classes };
    const map: Scaler = (scaler === "standard" ? new StandardScaler() : new MinMaxScaler()).fit(training.x);
    const scaled = ({ x, t }: Examples): Examples => ({ x: map.transform(x), t });
    return { training: scaled(training), test: scaled(test), classes };
  });
}

/** Own points are refused in words that say what to do, as long as there are too few to learn and to test. */
function checkPoints(points: readonly OwnPoint[], classes: readonly string[]): void {
  if (points.length < limits.fewestPoints)
    decline(
      "CONFIGURATION",
      `There should be at least ${limits.fewestPoints} points, and there ${points.length === 1 ? "is 1" : `are ${points.length}`}: click where they should be.`,
    );
  const missing = classes.findIndex((_, k) => !points.some(([, , kind]) => kind === k));
  if (missing >= 0)
    decline(
      "CONFIGURATION",
      `There is no point of class ${classes[missing]}: choose the class, and click where its points should be.`,
    );
}

function drawn(source: Source, rng: Rng): TensorDataset {
  switch (source.kind) {
    case "xor":
      return makeXor(source.samples, { noise: source.noise, rng });
    case "spirals":
      return makeSpirals(source.samples, { arms: source.arms, turns: source.turns, noise: source.noise, rng });
    case "circles":
      return makeCircles(source.samples, { factor: source.factor, noise: source.noise, rng });
    case "moons":
      return makeMoons(source.samples, { noise: source.noise, rng });
    case "blobs":
      return makeBlobs(source.samples, { centers: source.centers, clusterStd: source.noise, rng });
    case "plane":
      return makeRegression(source.samples, { noise: source.noise, rng });
    case "digits":
      return digitsOf(chosenDigits(source.samples, rng));
    case "points":
      return new TensorDataset(
        Tensor.from(Float32Array.from(source.points.flatMap(([x, y]) => [x, y])), [source.points.length, 2]),
        Tensor.from(Int32Array.from(source.points, ([, , kind]) => kind)),
      );
    case "csv": {
      const { features, classes, rows } = source;
      const x = Tensor.from(Float32Array.from(rows.flatMap((row) => row.slice(0, -1))), [rows.length, features.length]);
      const t = rows.map((row) => row.at(-1)!);
      return new TensorDataset(
        x,
        classes.length > 0 ? Tensor.from(Int32Array.from(t)) : Tensor.from(Float32Array.from(t), [rows.length, 1]),
      );
    }
  }
}

/** Which of the digits, 65 bytes each: 8 × 8 grey values from 0 to 16, and the digit. */
export function chosenDigits(samples: number, rng: Rng): Uint8Array<ArrayBuffer> {
  const chosen = rng.permutation(digits.length / (pixels + 1)).subarray(0, samples);
  const bytes = new Uint8Array(samples * (pixels + 1));
  for (const [row, k] of chosen.entries())
    bytes.set(digits.subarray(k * (pixels + 1), (k + 1) * (pixels + 1)), row * (pixels + 1));
  return bytes;
}

/** Images of grey values from 0 to 1, and their digits. */
function digitsOf(bytes: Uint8Array): TensorDataset {
  const count = bytes.length / (pixels + 1);
  const x = Tensor.zeros([count, 1, 8, 8]);
  const t = Tensor.zeros([count], "int32");
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < pixels; p++) x.data[i * pixels + p] = bytes[i * (pixels + 1) + p] / 16;
    t.data[i] = bytes[i * (pixels + 1) + pixels];
  }
  return new TensorDataset(x, t);
}

/** Examples as the page has them. */
export function viewOf({ x, t }: Examples, classes: readonly string[]): ExamplesView {
  return {
    shape: x.shape.slice(1),
    count: x.shape[0],
    x: Float32Array.from(x.data),
    t: Float32Array.from(t.data),
    classes,
  };
}
