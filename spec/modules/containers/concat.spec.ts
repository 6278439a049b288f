import { describe, expect, it } from "vitest";
import { Concat, Identity, Linear, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Concat", () => {
  it("joins what its modules give", () => {
    const module = new Concat(1, new Identity(), new Identity());
    expect(module.fprop(Tensor.from([[1, 2]])).toArray()).toEqual([[1, 2, 1, 2]]);
    expect(module.bprop(Tensor.from([[1, 2, 10, 20]])).toArray()).toEqual([[11, 22]]);
    const named = new Concat(1, new Identity(), new Linear(2, 1)).namedParameters();
    expect(named.map(([name]) => name)).toEqual(["1.weight", "1.bias"]);
    expect(refusal(() => new Concat(1)).what).toBe("layers");
  });
});
