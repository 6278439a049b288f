import { describe, expect, it } from "vitest";
import { Embedding, Linear, ParallelTable, Tanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ParallelTable", () => {
  it("has a module for each position", () => {
    const module = new ParallelTable(new Embedding(3, 1), new Tanh());
    module.parameters()[0].value.data.set([4, 5, 6]);
    const [a, b] = module.fprop([Tensor.from([2, 0], [2], "int32"), Tensor.zeros([2, 1])]);
    expect([a.toArray(), b.toArray()]).toEqual([
      [[6], [4]],
      [[0], [0]],
    ]);
    const [dt, dx] = module.bprop([a, Tensor.from([[1], [2]])]);
    expect([dt.dtype, dx.toArray()]).toEqual(["int32", [[1], [2]]]);
    expect(refusal(() => module.fprop([b] as never)).expected).toBe("a tuple of 2");
    expect(refusal(() => new ParallelTable(new Linear(1, 2), undefined as never)).what).toBe("layer 1");
  });
});
