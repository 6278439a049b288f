import { describe, expect, it } from "vitest";
import { ReflectionPad1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ReflectionPad1d", () => {
  it("mirrors, and adds up the gradients of the images", () => {
    const pad = new ReflectionPad1d([2, 1]);
    expect([...pad.fprop(Tensor.from([[[1, 2, 3]]])).data]).toEqual([3, 2, 1, 2, 3, 2]);
    expect([...pad.bprop(Tensor.from([[[1, 2, 4, 8, 16, 32]]])).data]).toEqual([4, 42, 17]);
  });

  it("refuses to mirror further than there are numbers", () => {
    expect(refusal(() => new ReflectionPad1d([0, 3]).fprop(Tensor.zeros([1, 1, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new ReflectionPad1d(-1)).code).toBe("ARGUMENT");
  });
});
