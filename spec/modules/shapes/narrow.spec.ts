import { describe, expect, it } from "vitest";
import { Narrow, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Narrow", () => {
  it("takes places of an axis, and gives the others 0", () => {
    const module = new Narrow(1, 1, 2);
    expect(module.fprop(Tensor.from([[1, 2, 3]])).toArray()).toEqual([[2, 3]]);
    module.bprop(Tensor.from([[7, 8]])).data.fill(9);
    expect(module.bprop(Tensor.from([[7, 8]])).toArray()).toEqual([[0, 7, 8]]);
    expect(refusal(() => module.fprop(Tensor.zeros([1, 2]))).message).toBe(
      "Narrow(1, 1, 2): x should be of at least 3 at axis 1, got [1, 2]",
    );
    for (const args of [
      [0, 0, 1],
      [1, -1, 1],
      [1, 0, 0],
    ] as const)
      expect(refusal(() => new Narrow(args[0], args[1], args[2])).code).toBe("ARGUMENT");
  });
});
