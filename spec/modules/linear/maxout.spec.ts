import { describe, expect, it } from "vitest";
import { Maxout, Tensor } from "../../../index.ts";

/** One input, two outputs, two pieces, none with a bias: z = (x, 2x) and (−x, 2x). */
function maxout(): Maxout {
  const module = new Maxout(1, 2, 2, { bias: false });
  module.loadStateDict({ "linear.weight": Tensor.from([[1], [2], [-1], [2]]) });
  return module;
}

describe("Maxout", () => {
  it("takes the largest piece, and gives it the gradient", () => {
    const module = maxout();
    expect(module.fprop(Tensor.from([[3], [-5]])).toArray()).toEqual([
      [3, 6],
      [5, -10],
    ]);
    const dx = module.bprop(
      Tensor.from([
        [1, 0],
        [1, 0],
      ]),
    );
    expect(dx.toArray()).toEqual([[1], [-1]]);
    expect(module.linear.weight.grad.toArray()).toEqual([[3], [0], [-5], [0]]);
  });

  it("gives it to the first of equal pieces", () => {
    const module = maxout();
    module.fprop(Tensor.from([[3]]));
    module.bprop(Tensor.from([[0, 1]]));
    expect(module.linear.weight.grad.toArray()).toEqual([[0], [3], [0], [0]]);
  });

  it("says what it is", () => {
    expect(String(new Maxout(3, 4, 2))).toBe("Maxout(3 → 4, 2 pieces)");
  });
});
