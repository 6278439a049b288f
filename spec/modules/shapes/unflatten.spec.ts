import { describe, expect, it } from "vitest";
import { Tensor, Unflatten } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Unflatten", () => {
  it("gives the numbers another shape", () => {
    expect(new Unflatten(1, [2, -1]).fprop(Tensor.zeros([8, 6, 5])).shape).toEqual([8, 2, 3, 5]);
    expect(new Unflatten(-1, [5]).fprop(Tensor.zeros([8, 6, 5])).shape).toEqual([8, 6, 5]);
    const module = new Unflatten(1, [2, -1]);
    const x = Tensor.zeros([8, 6, 5]);
    const y = module.fprop(x);
    expect(y.data).toBe(x.data);
    expect(module.bprop(y).shape).toEqual(x.shape);
    expect(String(module)).toBe("Unflatten(1, [2, -1])");
  });
  it("refuses what does not fit", () => {
    expect(refusal(() => new Unflatten(0, [2])).code).toBe("ARGUMENT");
    expect(refusal(() => new Unflatten(1, [])).code).toBe("ARGUMENT");
    expect(refusal(() => new Unflatten(1, [2, 1.5])).code).toBe("ARGUMENT");
    expect(refusal(() => new Unflatten(1, [4, -1]).fprop(Tensor.zeros([8, 6]))).code).toBe("SHAPE");
    expect(refusal(() => new Unflatten(1, [3]).fprop(Tensor.zeros([8, 6]))).code).toBe("SHAPE");
    expect(refusal(() => new Unflatten(2, [2]).fprop(Tensor.zeros([8, 6]))).code).toBe("SHAPE");
  });
});
