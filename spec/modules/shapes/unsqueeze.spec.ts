import { describe, expect, it } from "vitest";
import { Tensor, Unsqueeze } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Unsqueeze", () => {
  it("gives the numbers another shape", () => {
    expect(new Unsqueeze(1).fprop(Tensor.zeros([8, 5])).shape).toEqual([8, 1, 5]);
    expect(new Unsqueeze(-1).fprop(Tensor.zeros([8, 5])).shape).toEqual([8, 5, 1]);
    expect(new Unsqueeze(1).fprop(Tensor.zeros([8])).shape).toEqual([8, 1]);
    const module = new Unsqueeze(1);
    const x = Tensor.zeros([8, 5]);
    const y = module.fprop(x);
    expect(y.data).toBe(x.data);
    expect(module.bprop(y).shape).toEqual(x.shape);
    expect(String(module)).toBe("Unsqueeze(1)");
  });
  it("refuses what does not fit", () => {
    expect(refusal(() => new Unsqueeze(0)).code).toBe("ARGUMENT");
    expect(refusal(() => new Unsqueeze(3).fprop(Tensor.zeros([8, 2]))).code).toBe("SHAPE");
    expect(refusal(() => new Unsqueeze(-3).fprop(Tensor.zeros([8, 2]))).code).toBe("SHAPE");
  });
});
