import { describe, expect, it } from "vitest";
import { PixelUnshuffle, PixelShuffle, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PixelUnshuffle", () => {
  it("is the inverse of PixelShuffle", () => {
    const x = Tensor.from([...Array(72).keys()], [1, 2, 6, 6]);
    for (const r of [1, 2, 3]) {
      const unshuffle = new PixelUnshuffle(r);
      const y = unshuffle.fprop(x);
      expect(y.shape).toEqual([1, 2 * r * r, 6 / r, 6 / r]);
      expect(new PixelShuffle(r).fprop(y).toArray()).toEqual(x.toArray());
      expect(unshuffle.bprop(y).toArray()).toEqual(x.toArray());
    }
  });

  it("refuses planes that do not divide", () => {
    expect(refusal(() => new PixelUnshuffle(2).fprop(Tensor.zeros([1, 1, 2, 3]))).code).toBe("SHAPE");
  });
});
