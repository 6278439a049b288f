import { describe, expect, it } from "vitest";
import { GLU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GLU", () => {
  it("opens the first half by the second", () => {
    const glu = new GLU();
    expect(glu.fprop(Tensor.from([[3, 4, 0, 100]])).toArray()).toEqual([[1.5, 4]]);
    expect(glu.bprop(Tensor.from([[4, 4]])).toArray()).toEqual([[2, 4, 3, 0]]);
  });

  it("halves the axis it is told to", () => {
    const x = Tensor.zeros([2, 4, 3]);
    expect(new GLU({ dim: 1 }).fprop(x).shape).toEqual([2, 2, 3]);
    expect(new GLU({ dim: -2 }).fprop(x).shape).toEqual([2, 2, 3]);
    expect([String(new GLU()), String(new GLU({ dim: 1 }))]).toEqual(["GLU", "GLU(dim 1)"]);
  });

  it("refuses odd axes, the batch, and axes that are not there", () => {
    expect(refusal(() => new GLU().fprop(Tensor.zeros([2, 3]))).message).toBe(
      "GLU: x should be even along its axis -1, got [2, 3]",
    );
    for (const dim of [0, -2, 2, -3])
      expect(refusal(() => new GLU({ dim }).fprop(Tensor.zeros([2, 4]))).code).toBe("SHAPE");
    expect(refusal(() => new GLU({ dim: 0.5 })).code).toBe("ARGUMENT");
  });
});
