import { describe, expect, it } from "vitest";
import { GRUCell, Tensor } from "../../../index.ts";

/** One input, one unit: n = tanh(x + r (2h′ + 1)). */
function cell(r: number, z: number): GRUCell {
  const made = new GRUCell(1, 1);
  made.loadStateDict({
    weight_ih: Tensor.from([[0], [0], [1]]),
    weight_hh: Tensor.from([[0], [0], [2]]),
    bias_ih: Tensor.from([r, 0, 0]),
    bias_hh: Tensor.from([0, z, 1]),
  });
  return made;
}
const [shut, open] = [-1000, 1000];

describe("GRUCell", () => {
  it("has its gates in the order r z n, and the bias of the state inside of what r multiplies", () => {
    const step = (r: number, z: number): number =>
      cell(r, z)
        .fprop([Tensor.from([[0.5]]), Tensor.from([[-0.25]])])
        .item();
    expect(step(shut, shut)).toBeCloseTo(Math.tanh(0.5), 6);
    expect(step(open, shut)).toBeCloseTo(Math.tanh(0.5 + 2 * -0.25 + 1), 6);
    expect(step(open, open)).toBe(-0.25);
  });

  it("hands the gradient on where z is 1", () => {
    const made = cell(open, open);
    made.fprop([Tensor.from([[0.5]]), Tensor.from([[-0.25]])]);
    expect(made.bprop(Tensor.from([[3]])).map((t) => t.item())).toEqual([0, 3]);
  });
});
