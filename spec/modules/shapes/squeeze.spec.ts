import { describe, expect, it } from "vitest";
import { Squeeze, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Squeeze", () => {
  it("gives the numbers another shape", () => {
    expect(new Squeeze(1).fprop(Tensor.zeros([8, 1, 5])).shape).toEqual([8, 5]);
    expect(new Squeeze(-1).fprop(Tensor.zeros([8, 1])).shape).toEqual([8]);
    const module = new Squeeze(1);
    const x = Tensor.zeros([8, 1, 5]);
    const y = module.fprop(x);
    expect(y.data).toBe(x.data);
    expect(module.bprop(y).shape).toEqual(x.shape);
    expect(String(module)).toBe("Squeeze(1)");
  });
  it("refuses what does not fit", () => {
    expect(refusal(() => new Squeeze(0)).code).toBe("ARGUMENT");
    expect(refusal(() => new Squeeze(1).fprop(Tensor.zeros([8, 2]))).code).toBe("SHAPE");
    expect(refusal(() => new Squeeze(1).fprop(Tensor.zeros([1]))).code).toBe("SHAPE");
    expect(refusal(() => new Squeeze(-2).fprop(Tensor.zeros([1, 3]))).code).toBe("SHAPE");
  });
});
