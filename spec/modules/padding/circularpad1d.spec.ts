import { describe, expect, it } from "vitest";
import { CircularPad1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("CircularPad1d", () => {
  it("goes on at the other end, and adds up the gradients", () => {
    const pad = new CircularPad1d([2, 1]);
    expect([...pad.fprop(Tensor.from([[[1, 2, 3]]])).data]).toEqual([2, 3, 1, 2, 3, 1]);
    expect([...pad.bprop(Tensor.from([[[1, 2, 4, 8, 16, 32]]])).data]).toEqual([36, 9, 18]);
  });

  it("refuses to go round more than once", () => {
    expect(refusal(() => new CircularPad1d([0, 3]).fprop(Tensor.zeros([1, 1, 2]))).code).toBe("SHAPE");
  });
});
