import { describe, expect, it } from "vitest";
import { LSTMCell, Tensor } from "../../../index.ts";

/** One input, one unit, gates that are shut or open whatever x is, and g = tanh x. */
function cell(i: number, f: number, o: number): LSTMCell {
  const made = new LSTMCell(1, 1);
  made.loadStateDict({
    weight_ih: Tensor.from([[0], [0], [1], [0]]),
    weight_hh: Tensor.zeros([4, 1]),
    bias_ih: Tensor.from([i, f, 0, 0]),
    bias_hh: Tensor.from([0, 0, 0, o]),
  });
  return made;
}
const given = [Tensor.from([[0.5]]), Tensor.from([[0.25]]), Tensor.from([[2]])] as const;
const [shut, open] = [-1000, 1000];

describe("LSTMCell", () => {
  it("has its gates in the order i f g o", () => {
    const step = (i: number, f: number, o: number): number[] =>
      cell(i, f, o)
        .fprop(given)
        .map((t) => t.item());
    expect(step(shut, open, open)).toEqual([expect.closeTo(Math.tanh(2), 6), 2]);
    expect(step(shut, open, shut)).toEqual([0, 2]);
    expect(step(open, shut, shut)).toEqual([0, expect.closeTo(Math.tanh(0.5), 6)]);
    expect(step(open, open, shut)).toEqual([0, expect.closeTo(2 + Math.tanh(0.5), 6)]);
  });

  it("takes x for a constant with inputGrad: false: dx is 0, whatever stood there", () => {
    const first = new LSTMCell(1, 1, { inputGrad: false });
    const dy = [Tensor.from([[1]]), Tensor.from([[1]])] as const;
    first.fprop(given);
    first.bprop(dy)[0].data.fill(5);
    const [dx, dh] = first.bprop(dy);
    expect(dx.toArray()).toEqual([[0]]);
    expect(dh.item()).not.toBe(0);
  });

  it("carries the gradient of c through an open gate, and none through a shut one", () => {
    for (const [f, dc] of [
      [open, 7],
      [shut, 0],
    ]) {
      const made = cell(shut, f, shut);
      made.fprop(given);
      expect(made.bprop([Tensor.from([[1]]), Tensor.from([[7]])]).map((t) => t.item())).toEqual([0, 0, dc]);
    }
  });
});
