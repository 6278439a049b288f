import { describe, expect, it } from "vitest";
import { ConcatTable, Identity, Linear, Tanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ConcatTable", () => {
  it("gives one input to all, and adds their gradients", () => {
    const module = new ConcatTable(new Identity(), new Identity(), new Identity());
    const x = Tensor.from([[1, 2]]);
    expect(module.fprop(x).map((y) => y.toArray())).toEqual([[[1, 2]], [[1, 2]], [[1, 2]]]);
    const dx = module.bprop([Tensor.from([[1, 1]]), Tensor.from([[10, 20]]), Tensor.from([[100, 0]])]);
    expect(dx.toArray()).toEqual([[111, 21]]);
  });
  it("names its modules 0, 1, 2, and needs each of them once", () => {
    const layer = new Linear(2, 1);
    expect(new ConcatTable(new Tanh(), layer).namedParameters().map(([name]) => name)).toEqual(["1.weight", "1.bias"]);
    expect(refusal(() => new ConcatTable(layer, layer)).code).toBe("DUPLICATE");
    expect(refusal(() => new ConcatTable()).code).toBe("ARGUMENT");
    expect(refusal(() => new ConcatTable(new Tanh(), layer).fprop(Tensor.zeros([1, 3]))).path).toBe(
      "net.1.Linear(2 → 1)",
    );
  });
});
