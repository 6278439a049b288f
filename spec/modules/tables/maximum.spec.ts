import { describe, expect, it } from "vitest";
import { Maximum, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Maximum", () => {
  it("computes its function, and both gradients", () => {
    const module = new Maximum();
    expect(module.fprop([Tensor.from([5, 2, 3]), Tensor.from([3, 7, 3])]).toArray()).toEqual([5, 7, 3]);
    const [da, db] = module.bprop(Tensor.from([1, 10, 4]));
    expect(da.toArray()).toEqual([1, 0, 4]);
    expect(db.toArray()).toEqual([0, 10, 0]);
  });
  it("takes two tensors of one shape", () => {
    const x = Tensor.zeros([2]);
    expect(refusal(() => new Maximum().fprop([x, Tensor.zeros([3])]))).toMatchObject({ code: "SHAPE", what: "b" });
    expect(refusal(() => new Maximum().fprop([x] as never)).expected).toBe("a tuple of 2");
    expect(refusal(() => new Maximum().fprop([x, x.to("float64")])).code).toBe("DTYPE");
  });
});
