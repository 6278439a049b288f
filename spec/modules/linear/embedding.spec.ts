import { describe, expect, it } from "vitest";
import { Embedding, init, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const indices = (...rows: number[][]): Tensor => Tensor.from(rows, undefined, "int32");
const table = (options = {}): Embedding => {
  const module = new Embedding(3, 2, options);
  module.weight.value.data.set([1, 2, 3, 4, 6, 8]);
  return module;
};

describe("Embedding", () => {
  it("looks rows up, and adds their gradients up", () => {
    const module = table();
    expect(module.fprop(indices([2, 0, 2])).toArray()).toEqual([
      [
        [6, 8],
        [1, 2],
        [6, 8],
      ],
    ]);
    const dy = Tensor.from([[[1, 0], [0, 1], [5, 3]]]); // prettier-ignore
    module.bprop(dy).data.fill(9);
    expect(module.weight.grad.toArray()).toEqual([[0, 1], [0, 0], [6, 3]]); // prettier-ignore
    const dx = module.bprop(dy);
    expect([dx.dtype, dx.toArray()]).toEqual(["int32", [[0, 0, 0]]]);
  });

  it("starts the padding at 0, and leaves it there", () => {
    const module = new Embedding(3, 2, { paddingIdx: -1, init: init.constant(5) });
    expect(module.weight.value.toArray()).toEqual([[5, 5], [5, 5], [0, 0]]); // prettier-ignore
    module.fprop(indices([2, 1]));
    module.bprop(Tensor.from([[[1, 1], [2, 2]]])); // prettier-ignore
    expect(module.weight.grad.toArray()).toEqual([[0, 0], [2, 2], [0, 0]]); // prettier-ignore
  });

  it("scales the rows that it looks up down to maxNorm", () => {
    const module = table({ maxNorm: 5 });
    const y = module.fprop(indices([2, 0]));
    for (const [i, v] of [3, 4, 1, 2].entries()) expect(y.data[i]).toBeCloseTo(v, 6);
    expect(module.weight.value.data[4]).toBeCloseTo(3, 6);
    expect(module.weight.value.data.slice(2, 4).join()).toBe("3,4");
  });

  it("refuses what is no index, and says where it stands", () => {
    for (const [bad, words] of [
      [3, "3 at index 1"],
      [-1, "-1 at index 1"],
    ] as const) {
      const error = refusal(() => table().fprop(indices([0, bad])));
      expect(error).toMatchObject({ code: "ARGUMENT", path: "Embedding(3 → 2)", what: "x", expected: "in [0, 2]" });
      expect(error.got).toBe(words);
    }
    for (const paddingIdx of [3, -4, 0.5]) expect(refusal(() => table({ paddingIdx })).what).toBe("paddingIdx");
    for (const maxNorm of [-1, NaN]) expect(refusal(() => table({ maxNorm })).what).toBe("maxNorm");
    expect(refusal(() => new Embedding(0, 2)).what).toBe("numEmbeddings");
    expect(refusal(() => new Embedding(2, 0)).what).toBe("embeddingDim");
  });
});
