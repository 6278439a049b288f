import { describe, expect, it } from "vitest";
import { LocalResponseNorm, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("LocalResponseNorm", () => {
  it("divides by the squares of the channels around each", () => {
    const norm = new LocalResponseNorm(3, { alpha: 3, beta: 1, k: 1 });
    const y = norm.fprop(Tensor.from([1, 2, 3], [1, 3, 1]));
    for (const [i, d] of [6, 15, 14].entries()) expect(y.data[i]).toBeCloseTo((i + 1) / d, 6);
    expect(String(norm)).toBe("LocalResponseNorm(3)");
  });

  it("refuses what has no axis behind its channels, and options that are no numbers", () => {
    expect(refusal(() => new LocalResponseNorm(2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new LocalResponseNorm(0)).what).toBe("size");
    expect(refusal(() => new LocalResponseNorm(2, { beta: NaN })).what).toBe("beta");
  });
});
