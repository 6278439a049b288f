import type { Layer } from "fprop/io";
import { limits } from "./limits.ts";
import { decline } from "./refusal.ts";

/*
 * How much a layer makes of an example, seen before anything is made: a link could otherwise ask for more memory than there
 * is. Bounds are generous; what is exact is counted afterwards.
 */

/** @throws PlaygroundError LIMIT where a layer would make far too much of an example of this shape */
export function checkGrowth(layer: Layer, row: readonly number[]): void {
  const { numbers, work } = growth(layer, row);
  // An argument that makes no sense is the constructor's to refuse.
  if (numbers > 20 * limits.activations)
    decline(
      "LIMIT",
      `${layer.kind}: an example should become at most ${limits.activations} numbers, and would become more.`,
    );
  if (work > limits.work)
    decline(
      "LIMIT",
      `${layer.kind}: an example should take at most ${limits.work} products of numbers, and takes ${work}.`,
    );
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
/** A size, or several, or none, as so many. */
const each = (value: unknown, axes: number): number[] => {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return Array.from({ length: axes }, (_, i) => Math.abs(Number(list[i] ?? list[0] ?? 0)) || 0);
};

function growth({ kind, args }: Layer, row: readonly number[]): { numbers: number; work: number } {
  const volume = product(row);
  const [channels = 1, ...plane] = row;
  const last = row.at(-1) ?? 1;
  const a = args as readonly unknown[];
  const options = Object(a.at(-1)) as Readonly<Record<string, unknown>>;
  const [first, second, third] = a.map(Number);
  if (/^(Linear|Maxout|Euclidean|RadialBasis)$/.test(kind)) {
    const outputs = kind === "RadialBasis" ? each(a[0], 1)[0] : kind === "Maxout" ? second * third : second;
    return { numbers: (volume / last) * outputs, work: volume * outputs };
  }
  if (kind === "PolynomialFeatures") {
    // (last + degree over degree), which is the same with the two exchanged.
    const [fewer, more] = [Math.min(first, last), Math.max(first, last)];
    let count = 1;
    for (let i = 1; i <= fewer && count < 1e9; i++) count *= (more + i) / i;
    return { numbers: (volume / last) * count, work: 0 };
  }
  if (/^(RNN|GRU|LSTM)$/.test(kind)) {
    const layers = Number(options.numLayers) || 1;
    return {
      numbers: 8 * (volume / last) * second * layers,
      work: 8 * (volume / last) * second * (last + 2 * second) * layers,
    };
  }
  if (/^(MultiheadAttention|TransformerEncoderLayer)$/.test(kind)) {
    const wide = Math.max(4 * last, Number(options.dimFeedforward) || 0);
    return { numbers: channels * (channels * (second || 1) + wide), work: channels * last * (channels + 2 * wide) };
  }
  if (/^Conv(Transpose)?\dd$/.test(kind)) {
    const kernel = each(a[2], plane.length);
    const option = (name: string): number[] => each(options[name], plane.length);
    const [stride, dilation, padding, more] = ["stride", "dilation", "padding", "outputPadding"].map(option);
    const frame = kind.startsWith("ConvT")
      ? plane.map((n, i) => n * stride[i] + kernel[i] * dilation[i] + more[i])
      : plane.map((n, i) => n + 2 * (options.padding === "same" ? kernel[i] * dilation[i] : padding[i]));
    const places = kind.startsWith("ConvT") ? product(plane) : product(frame);
    return { numbers: Math.max(second, channels) * product(frame), work: channels * second * product(kernel) * places };
  }
  if (kind === "Unfold") {
    const frame = plane.map((n, i) => n + 2 * each(options.padding, plane.length)[i]);
    return { numbers: channels * product(each(a[0], plane.length)) * product(frame), work: 0 };
  }
  if (kind === "Fold" || kind.startsWith("Adaptive"))
    return { numbers: channels * Math.max(product(each(a[0], 2)), product(each(a[0], 1))), work: 0 };
  if (/Pad\dd$/.test(kind)) {
    const most = Math.max(...each(a[0], 4));
    return { numbers: channels * product(plane.map((n) => n + 2 * most)), work: 0 };
  }
  if (/(Pool)\dd$/.test(kind)) {
    const frame = plane.map((n, i) => n + 2 * each(options.padding, plane.length)[i]);
    return {
      numbers: channels * product(frame),
      work: channels * product(frame) * product(each(a.find(Array.isArray), plane.length)),
    };
  }
  if (kind === "Upsample") {
    const to =
      options.size === undefined
        ? plane.map((n, i) => n * each(options.scaleFactor, plane.length)[i])
        : each(options.size, plane.length);
    return { numbers: channels * product(to), work: 0 };
  }
  if (kind === "Expand" || kind === "Reshape" || kind === "Unflatten")
    return { numbers: volume * (kind === "Expand" ? product(each(a[0], 8).map((n) => Math.max(n, 1))) : 1), work: 0 };
  return { numbers: volume, work: 0 };
}
