import { describe, expect, it } from "vitest";
import { Sub, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Sub", () => {
  it("computes its function, and both gradients", () => {
    const module = new Sub();
    expect(module.fprop([Tensor.from([5, 2]), Tensor.from([3, 7])]).toArray()).toEqual([2, -5]);
    const [da, db] = module.bprop(Tensor.from([1, 10]));
    expect(da.toArray()).toEqual([1, 10]);
    expect(db.toArray()).toEqual([-1, -10]);
  });
  it("takes two tensors of one shape", () => {
    const x = Tensor.zeros([2]);
    expect(refusal(() => new Sub().fprop([x, Tensor.zeros([3])]))).toMatchObject({ code: "SHAPE", what: "b" });
    expect(refusal(() => new Sub().fprop([x] as never)).expected).toBe("a tuple of 2");
    expect(refusal(() => new Sub().fprop([x, x.to("float64")])).code).toBe("DTYPE");
  });
});
