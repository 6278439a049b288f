import { describe, expect, it } from "vitest";
import { Rng, Softmax, Softmin, Tensor } from "../../../index.ts";
import { bits, drawn } from "../../values.ts";

/** The numbers of −x, one after another. */
function negated(x: Tensor): () => number {
  let i = 0;
  return () => -x.data[i++];
}

describe("Softmin", () => {
  it("shares 1, the most to the smallest", () => {
    const softmin = new Softmin();
    expect(softmin.fprop(Tensor.from([[7, 7, 1e30, 7, 7]])).toArray()).toEqual([[0.25, 0.25, 0, 0.25, 0.25]]);
    softmin.fprop(Tensor.from([[0, 0]]));
    expect(softmin.bprop(Tensor.from([[1, 3]])).toArray()).toEqual([[0.5, -0.5]]);
  });

  it("is Softmax of −x, along any axis", () => {
    const rng = new Rng(1);
    const x = drawn([2, 3, 4], () => rng.normal());
    for (const dim of [1, 2, -1, -2])
      expect(bits(new Softmin({ dim }).fprop(x))).toBe(bits(new Softmax({ dim }).fprop(drawn(x.shape, negated(x)))));
  });
});
