import { describe, expect, it } from "vitest";
import { Mul, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Mul", () => {
  it("computes its function, and both gradients", () => {
    const module = new Mul();
    expect(module.fprop([Tensor.from([5, 2]), Tensor.from([3, 7])]).toArray()).toEqual([15, 14]);
    const [da, db] = module.bprop(Tensor.from([1, 10]));
    expect(da.toArray()).toEqual([3, 70]);
    expect(db.toArray()).toEqual([5, 20]);
  });
  it("takes two tensors of one shape", () => {
    const x = Tensor.zeros([2]);
    expect(refusal(() => new Mul().fprop([x, Tensor.zeros([3])]))).toMatchObject({ code: "SHAPE", what: "b" });
    expect(refusal(() => new Mul().fprop([x] as never)).expected).toBe("a tuple of 2");
    expect(refusal(() => new Mul().fprop([x, x.to("float64")])).code).toBe("DTYPE");
  });
});
