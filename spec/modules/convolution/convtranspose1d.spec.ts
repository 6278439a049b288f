import { describe, expect, it } from "vitest";
import { ConvTranspose1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ConvTranspose1d", () => {
  it("lays its filters down where each element stands, and adds where they overlap", () => {
    const conv = new ConvTranspose1d(1, 1, 3, { stride: 2 });
    conv.loadStateDict({ weight: Tensor.from([[[1, 10, 100]]]), bias: Tensor.from([1000]) });
    expect(conv.fprop(Tensor.from([[[1, 2]]])).toArray()).toEqual([[[1001, 1010, 1102, 1020, 1200]]]);
    expect(conv.bprop(Tensor.from([[[1, 2, 3, 4, 5]]])).toArray()).toEqual([[[321, 543]]]);
    expect(conv.weight.grad.toArray()).toEqual([[[1 + 6, 2 + 8, 3 + 10]]]);
    expect(conv.bias!.grad.toArray()).toEqual([15]);
  });

  it("is longer by outputPadding, shorter by padding at both ends", () => {
    const conv = new ConvTranspose1d(1, 1, 3, { stride: 2, padding: 1, outputPadding: 1, bias: false });
    conv.loadStateDict({ weight: Tensor.from([[[1, 10, 100]]]) });
    expect(conv.fprop(Tensor.from([[[1, 2]]])).toArray()).toEqual([[[10, 102, 20, 200]]]);
  });

  it("refuses an outputPadding that another input would lead to, and outputs of no length", () => {
    expect(refusal(() => new ConvTranspose1d(1, 1, 3, { stride: 2, outputPadding: 2 })).message).toBe(
      "ConvTranspose1d: outputPadding should be below stride or dilation, [1] at most, got [2]",
    );
    expect(refusal(() => new ConvTranspose1d(1, 1, 2, { padding: 1 }).fprop(Tensor.zeros([1, 1, 1]))).message).toBe(
      "ConvTranspose1d(1 → 1, 2): x should be [1, 1, 2] at least, got [1, 1, 1]",
    );
  });
});
