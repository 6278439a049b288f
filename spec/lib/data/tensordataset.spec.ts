import { describe, expect, it } from "vitest";
import { heap, Rng, Tensor, TensorDataset } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

describe("TensorDataset", () => {
  const x = Tensor.from([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const t = Tensor.from([7, 8, 9], [3], "int32");

  it("gives rows by number, in the types and shapes of its tensors", () => {
    const dataset = new TensorDataset(x, t);
    expect(dataset.length).toBe(3);
    const [bx, bt] = dataset.take([2, 0, 2]);
    expect(bits([bx, bt])).toBe(
      bits([
        Tensor.from([
          [5, 6],
          [1, 2],
          [5, 6],
        ]),
        Tensor.from([9, 7, 9], [3], "int32"),
      ]),
    );
  });

  it.each([1, 5, 32, 33, 100])("copies rows of %d numbers as they are, from wherever they lie", (width) => {
    const rng = new Rng(1);
    const values = drawn([7, width], () => rng.normal());
    const onHeap = Tensor.reuse(undefined, "float32", values.shape);
    onHeap.data.set(values.data);
    for (const source of [values, onHeap, values.to("float64")]) {
      const [bx] = new TensorDataset(source, source).take([6, 0, 3]);
      for (const [i, row] of [6, 0, 3].entries()) expect(bits(bx.rows(i, i + 1))).toBe(bits(source.rows(row, row + 1)));
    }
  });

  it("writes into the batch it is given, and allocates nothing once warm", () => {
    const dataset = new TensorDataset([x, x.reshape([3, 1, 2])] as const, t);
    const first = dataset.take([0, 1]);
    const again = dataset.take(Int32Array.of(2, 1), first);
    expect(again[0][0]).toBe(first[0][0]);
    expect(again[0][1].toArray()).toEqual([[[5, 6]], [[3, 4]]]);
    expect(again[1]).toBe(first[1]);
    const before = heap.used;
    const short = dataset.take([1], again);
    expect(short[0][0].shape).toEqual([1, 2]);
    expect(short[0][0].data.buffer).toBe(first[0][0].data.buffer);
    dataset.take([0, 1], short);
    expect(heap.used).toBe(before);
  });

  it("refuses tensors of different lengths, what is no tensor, and rows that are not there", () => {
    expect(refusal(() => new TensorDataset(x, t.rows(0, 2)))).toMatchObject({ code: "SHAPE", got: "[3, 2], [2]" });
    expect(refusal(() => new TensorDataset(Tensor.from(1), Tensor.from(1)))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => new TensorDataset([1, 2] as never, t))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => new TensorDataset([] as never, t))).toMatchObject({ code: "SHAPE" });
    const dataset = new TensorDataset(x, t);
    for (const rows of [[], [3], [-1], [0.5], [NaN], ["0"], "01", 1])
      expect(refusal(() => dataset.take(rows as never))).toMatchObject({ code: "ARGUMENT", path: "TensorDataset" });
  });
});
