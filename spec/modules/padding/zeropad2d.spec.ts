import { describe, expect, it } from "vitest";
import { ZeroPad2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ZeroPad2d", () => {
  it("puts zeros left, right, on top and below, in this order", () => {
    const pad = new ZeroPad2d([1, 2, 0, 1]);
    expect(pad.fprop(Tensor.from([[[[5, 6]]]])).toArray()).toEqual([
      [
        [
          [0, 5, 6, 0, 0],
          [0, 0, 0, 0, 0],
        ],
      ],
    ]);
    expect([...pad.bprop(Tensor.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 0], [1, 1, 2, 5])).data]).toEqual([2, 3]);
  });

  it("takes off where the padding is negative", () => {
    const pad = new ZeroPad2d([-1, 0, 0, 0]);
    expect([...pad.fprop(Tensor.from([[[[5, 6]]]])).data]).toEqual([6]);
    expect([...pad.bprop(Tensor.from([[[[3]]]])).data]).toEqual([0, 3]);
    expect(refusal(() => new ZeroPad2d(-1).fprop(Tensor.zeros([1, 1, 2, 3]))).code).toBe("SHAPE");
  });

  it("refuses other forms of padding", () => {
    for (const p of [[1, 1], 0.5, "1", null, [1, 2, 3, NaN]] as never[])
      expect(refusal(() => new ZeroPad2d(p)).code).toBe("ARGUMENT");
  });
});
