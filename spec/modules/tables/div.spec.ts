import { describe, expect, it } from "vitest";
import { Div, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Div", () => {
  it("computes its function, and both gradients", () => {
    const module = new Div();
    expect(module.fprop([Tensor.from([6, 2]), Tensor.from([3, 4])]).toArray()).toEqual([2, 0.5]);
    const [da, db] = module.bprop(Tensor.from([0.75, 8]));
    expect(da.toArray()).toEqual([0.25, 2]);
    expect(db.toArray()).toEqual([-0.5, -1]);
  });
  it("takes two tensors of one shape", () => {
    const x = Tensor.zeros([2]);
    expect(refusal(() => new Div().fprop([x, Tensor.zeros([3])]))).toMatchObject({ code: "SHAPE", what: "b" });
    expect(refusal(() => new Div().fprop([x] as never)).expected).toBe("a tuple of 2");
    expect(refusal(() => new Div().fprop([x, x.to("float64")])).code).toBe("DTYPE");
  });
});
