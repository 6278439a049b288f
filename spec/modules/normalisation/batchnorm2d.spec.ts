import { describe, expect, it } from "vitest";
import { BatchNorm2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("BatchNorm2d", () => {
  it("measures each channel over batch and image", () => {
    const norm = new BatchNorm2d(2, { eps: 0 });
    const y = norm.fprop(Tensor.from([1, 3, 0, 0, 1, 3, 4, 4], [2, 2, 1, 2]));
    expect([...y.data]).toEqual([-1, 1, -1, -1, -1, 1, 1, 1]);
    expect(String(norm)).toBe("BatchNorm2d(2)");
  });

  it("takes images alone", () => {
    const error = refusal(() => new BatchNorm2d(2).fprop(Tensor.zeros([4, 2])));
    expect(error.message).toBe("BatchNorm2d(2): x should be [batch, 2, height, width], got [4, 2]");
    expect(refusal(() => new BatchNorm2d(2).fprop(Tensor.zeros([1, 2, 1, 1]))).code).toBe("SHAPE");
  });
});
