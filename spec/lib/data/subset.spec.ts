import { describe, expect, it } from "vitest";
import { Subset, Tensor, TensorDataset, type Batch, type Dataset } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const numbers = Tensor.from([[0], [10], [20], [30]]);
const dataset = new TensorDataset(numbers, numbers);
const column = (batch: Batch<Tensor> | Promise<Batch<Tensor>>): unknown => (batch as Batch<Tensor>)[0].toArray();

describe("Subset", () => {
  it("is some rows of a dataset, or of a subset, in their order", () => {
    const subset = new Subset(dataset, [3, 1, 1]);
    expect(subset.length).toBe(3);
    expect(column(subset.take([0, 2, 1]))).toEqual([[30], [10], [10]]);
    expect(column(new Subset(subset, [2, 0]).take([1, 0]))).toEqual([[30], [10]]);
  });

  it("passes on the batch that may be written to, and promises", async () => {
    const batch = dataset.take([0, 1]);
    expect((new Subset(dataset, [2, 3]).take([1, 0], batch) as Batch<Tensor>)[0]).toBe(batch[0]);
    const later: Dataset<Tensor> = { length: 4, take: async (rows) => Promise.resolve(dataset.take(rows)) };
    expect(column(await new Subset(later, [2]).take([0]))).toEqual([[20]]);
  });

  it("refuses rows that are not there", () => {
    for (const rows of [[4], [-1], [], [0.5]])
      expect(refusal(() => new Subset(dataset, rows))).toMatchObject({ code: "ARGUMENT", path: "Subset" });
    expect(refusal(() => new Subset(dataset, [1]).take([1]))).toMatchObject({ code: "ARGUMENT", path: "Subset" });
    expect(refusal(() => new Subset(numbers as never, [1]))).toMatchObject({ code: "ARGUMENT", what: "dataset" });
  });
});
