import { expect, it } from "vitest";
import { MinMaxScaler, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

it("MinMaxScaler fills a range with each column, and is undone", () => {
  const x = Tensor.from([
    [1, -10, 5],
    [3, 30, 5],
    [2, 0, 5],
  ]);
  const unit = new MinMaxScaler();
  expect(unit.fitTransform(x).toArray()).toEqual([
    [0, 0, 0],
    [1, 1, 0],
    [0.5, 0.25, 0],
  ]);
  expect(unit.transform(Tensor.from([[5, 70, 6]])).toArray()).toEqual([[2, 2, 1]]);
  const scaler = new MinMaxScaler({ featureRange: [-1, 1] });
  const y = scaler.fitTransform(x);
  expect(y.toArray()).toEqual([
    [-1, -1, -1],
    [1, 1, -1],
    [0, -0.5, -1],
  ]);
  expect(scaler.inverseTransform(y).toArray()).toEqual(x.toArray());
  for (const featureRange of [[1, 1], [2, 1], [0], [0, NaN], 3, null])
    expect(refusal(() => new MinMaxScaler({ featureRange: featureRange as never }))).toMatchObject({
      code: "ARGUMENT",
    });
});
