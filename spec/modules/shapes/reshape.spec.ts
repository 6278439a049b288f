import { describe, expect, it } from "vitest";
import { Reshape, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Reshape", () => {
  it("gives the numbers another shape", () => {
    expect(new Reshape([2, -1]).fprop(Tensor.zeros([8, 6])).shape).toEqual([8, 2, 3]);
    expect(new Reshape([]).fprop(Tensor.zeros([8, 1])).shape).toEqual([8]);
    expect(new Reshape([6]).fprop(Tensor.zeros([8, 2, 3])).shape).toEqual([8, 6]);
    const module = new Reshape([2, -1]);
    const x = Tensor.zeros([8, 6]);
    const y = module.fprop(x);
    expect(y.data).toBe(x.data);
    expect(module.bprop(y).shape).toEqual(x.shape);
    expect(String(module)).toBe("Reshape(2, -1)");
  });
  it("refuses what does not fit", () => {
    expect(refusal(() => new Reshape([2, 0])).code).toBe("ARGUMENT");
    expect(refusal(() => new Reshape([-1, -1])).code).toBe("ARGUMENT");
    expect(refusal(() => new Reshape(3 as never)).code).toBe("ARGUMENT");
    expect(refusal(() => new Reshape([4]).fprop(Tensor.zeros([8, 6]))).code).toBe("SHAPE");
    expect(refusal(() => new Reshape([4, -1]).fprop(Tensor.zeros([8, 6]))).code).toBe("SHAPE");
    expect(refusal(() => new Reshape([1]).fprop(Tensor.zeros([]))).code).toBe("SHAPE");
  });
});
