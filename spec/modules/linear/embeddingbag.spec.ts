import { describe, expect, it } from "vitest";
import { EmbeddingBag, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("EmbeddingBag", () => {
  const ints = (values: number[] | number[][]): Tensor => Tensor.from(values, undefined, "int32");
  type Mode = "sum" | "mean" | "max";
  type Both = readonly [Tensor, Tensor];
  const table = <In extends Tensor | Both = Tensor>(mode: Mode, paddingIdx?: number): EmbeddingBag<In> => {
    const module = new EmbeddingBag<In>(3, 2, paddingIdx === undefined ? { mode } : { mode, paddingIdx });
    module.weight.value.data.set([1, 20, 3, 4, 5, 6]);
    return module;
  };

  it("sums, averages, or takes the largest", () => {
    const x = ints([
      [0, 2],
      [1, 1],
    ]);
    expect(table("sum").fprop(x).toArray()).toEqual([
      [6, 26],
      [6, 8],
    ]);
    expect(table("mean").fprop(x).toArray()).toEqual([
      [3, 13],
      [3, 4],
    ]);
    const max = table("max");
    expect(max.fprop(x).toArray()).toEqual([
      [5, 20],
      [3, 4],
    ]);
    expect(
      max.bprop(
        Tensor.from([
          [1, 2],
          [3, 4],
        ]),
      ).dtype,
    ).toBe("int32");
    expect(max.weight.grad.toArray()).toEqual([
      [0, 2],
      [3, 4],
      [1, 0],
    ]);
  });
  it("takes bags of any size, by where they begin", () => {
    const module = table<Both>("mean");
    const x = [ints([0, 2, 1]), ints([0, 2, 2])] as const;
    expect(module.fprop(x).toArray()).toEqual([
      [3, 13],
      [0, 0],
      [3, 4],
    ]);
    const dx = module.bprop(
      Tensor.from([
        [2, 4],
        [9, 9],
        [1, 1],
      ]),
    );
    expect(module.weight.grad.toArray()).toEqual([
      [1, 2],
      [1, 1],
      [1, 2],
    ]);
    expect(dx.map((d) => [d.dtype, d.size])).toEqual([
      ["int32", 3],
      ["int32", 3],
    ]);
    for (const o of [
      [1, 2],
      [0, 4],
      [0, 2, 1],
    ])
      expect(refusal(() => module.fprop([x[0], ints(o)]))).toMatchObject({ code: "ARGUMENT", what: "offsets" });
    expect(x[1].toArray()).toEqual([0, 2, 2]);
    expect(
      (module as unknown as EmbeddingBag)
        .fprop(
          ints([
            [2, 2],
            [1, 1],
            [0, 0],
          ]),
        )
        .toArray(),
    ).toEqual([
      [5, 6],
      [3, 4],
      [1, 20],
    ]);
    expect(x[1].toArray()).toEqual([0, 2, 2]);
  });
  it("counts no padding", () => {
    expect(
      table("mean", 0)
        .fprop(
          ints([
            [0, 1],
            [0, 0],
          ]),
        )
        .toArray(),
    ).toEqual([
      [3, 4],
      [0, 0],
    ]);
    expect(refusal(() => table("sum").fprop(ints([0]))).expected).toBe("[batch, n]");
    expect(refusal(() => table("sum").fprop(ints([[3]]))).code).toBe("ARGUMENT");
    expect(refusal(() => new EmbeddingBag(2, 2, { mode: "min" as never })).what).toBe("mode");
  });
});
