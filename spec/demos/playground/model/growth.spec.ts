import type { Layer } from "fprop/io";
import { describe, expect, it } from "vitest";
import { catalogue, fitting, newLayer, withField } from "../../../../demos/playground/model/catalogue.ts";
import { checkGrowth } from "../../../../demos/playground/model/growth.ts";

const kinds = catalogue.flatMap(({ offers }) => offers.map(({ kind }) => kind));
const rows = [[2], [1, 8, 8], [8, 8], [4, 9], [4, 4, 4], [9, 36], [2, 3, 4, 4], [1, 4]];

const fits = rows.map((row) => [row, fitting(row).flatMap(({ kind, output }) => (output ? [kind] : []))] as const);

/** What each of these is when one of its numbers is enormous, and a shape that it takes. */
const large: readonly (readonly [row: readonly number[], kind: string, key: string, value: number | number[]])[] = [
  [[64], "Linear", "1", 900_000],
  [[64], "Maxout", "2", 900_000],
  [[64], "Euclidean", "1", 900_000],
  [[64], "RadialBasis", "0", [900_000, 64]],
  [[2], "PolynomialFeatures", "0", 999],
  [[60], "PolynomialFeatures", "0", 5],
  [[8, 8], "RNN", "1", 900_000],
  [[8, 8], "GRU", "1", 900_000],
  [[8, 8], "LSTM", "1", 900_000],
  [[900, 8], "MultiheadAttention", "1", 8],
  [[8, 8], "TransformerEncoderLayer", "dimFeedforward", 900_000],
  [[1, 8, 8], "Conv2d", "1", 900_000],
  // Not many numbers, but many products.
  [[64, 12, 12], "Conv2d", "1", 900],
  [[1, 8, 8], "Conv2d", "padding", [9000, 9000]],
  [[4, 9], "Conv1d", "padding", [900_000]],
  [[1, 8, 8], "ConvTranspose2d", "stride", [900, 900]],
  [[1, 8, 8], "ConvTranspose2d", "dilation", [900, 900]],
  [[1, 8, 8], "Unfold", "padding", [900, 900]],
  [[9, 36], "Fold", "0", [900, 900]],
  [[4, 9], "AdaptiveAvgPool1d", "0", [900_000]],
  [[1, 8, 8], "AdaptiveMaxPool2d", "0", [900, 900]],
  [[1, 8, 8], "ZeroPad2d", "0", [900, 0, 0, 900]],
  [[4, 9], "ReplicationPad1d", "0", [0, 900_000]],
  [[1, 8, 8], "MaxPool2d", "padding", [900, 900]],
  [[1, 8, 8], "Upsample", "scaleFactor", [900, 900]],
  [[1, 8, 8], "Expand", "0", [900_000, 8, 8]],
];

describe("the growth of an example in a layer", () => {
  it.each(kinds)("by %s is nothing to refuse as it is added", (kind) => {
    for (const [row, fitting] of fits) if (fitting.includes(kind)) checkGrowth(newLayer(kind, row), row);
  });

  it.each(large)("from %j by %s with %s is refused before anything is made", (row, kind, key, value) => {
    const layer: Layer = newLayer(kind, row);
    const start = performance.now();
    expect(() => checkGrowth(withField(layer, key, value), row)).toThrow(
      expect.objectContaining({ name: "PlaygroundError", code: "LIMIT" }),
    );
    expect(performance.now() - start).toBeLessThan(200);
  });

  it("is not known of arguments that make no sense: those are the constructor's to refuse", () => {
    for (const args of [[], [null], ["x", "y"], [{}], [[[]]]])
      for (const kind of kinds) checkGrowth({ kind, args: args as unknown as Layer["args"] }, [2, 4, 4]);
    checkGrowth({ kind: "Linear", args: [2, -5] }, []);
  });
});
