import { describe, expect, it } from "vitest";
import { Conv2d, ConvTranspose2d, Rng, Tensor } from "../../../index.ts";
import { bits } from "../../values.ts";

const rng = new Rng(1);
const normal = (...shape: number[]): Tensor => {
  const t = Tensor.zeros(shape);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
};

describe("ConvTranspose2d", () => {
  it("does to x, bit for bit, what the bprop of a Conv2d with the same weights does to dy", () => {
    const options = { stride: [2, 1], padding: 1, dilation: [1, 2], groups: 2, bias: false } as const;
    const conv = new Conv2d(4, 6, [3, 2], options);
    const transposed = new ConvTranspose2d(6, 4, [3, 2], options);
    transposed.loadStateDict(conv.stateDict());
    const [x, dy] = [normal(2, 4, 5, 6), normal(2, 6, 3, 6)];
    const y = conv.fprop(x);
    expect(y.shape).toEqual(dy.shape);
    expect(bits(transposed.fprop(dy))).toBe(bits(conv.bprop(dy)));
    expect(bits(transposed.bprop(x))).toBe(bits(y));
    expect(bits(transposed.weight.grad)).toBe(bits(conv.weight.grad));
  });

  it("has the bias of each of its outputs everywhere, and takes x for a constant with inputGrad: false", () => {
    const conv = new ConvTranspose2d(2, 2, 1, { groups: 2, inputGrad: false });
    conv.loadStateDict({ weight: Tensor.zeros([2, 1, 1, 1]), bias: Tensor.from([1, 2]) });
    expect(conv.fprop(normal(1, 2, 1, 2)).toArray()).toEqual([[[[1, 1]], [[2, 2]]]]);
    expect(conv.bprop(normal(1, 2, 1, 2)).data.join()).toBe("0,0,0,0");
    expect(String(conv)).toBe("ConvTranspose2d(2 → 2, 1×1)");
  });
});
