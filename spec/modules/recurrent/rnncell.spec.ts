import { describe, expect, it } from "vitest";
import { RNNCell, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

/** One input, one unit: h = f(2x + 1 + 3h′ − 2). */
function cell(nonlinearity: "tanh" | "relu"): RNNCell {
  const made = new RNNCell(1, 1, { nonlinearity });
  made.loadStateDict({
    weight_ih: Tensor.from([[2]]),
    weight_hh: Tensor.from([[3]]),
    bias_ih: Tensor.from([1]),
    bias_hh: Tensor.from([-2]),
  });
  return made;
}

describe("RNNCell", () => {
  it("takes a step and its derivative", () => {
    const rectified = cell("relu");
    const states = [Tensor.from([[2], [-1]]), Tensor.from([[1], [0.5]])] as const;
    expect(rectified.fprop(states).toArray()).toEqual([[6], [0]]);
    expect(rectified.bprop(Tensor.from([[10], [10]])).map((t) => t.toArray())).toEqual([
      [[20], [0]],
      [[30], [0]],
    ]);
    expect(rectified.namedParameters().map(([name, p]) => [name, p.grad.data[0]])).toEqual([
      ["weight_ih", 20],
      ["weight_hh", 10],
      ["bias_ih", 10],
      ["bias_hh", 10],
    ]);
    expect(cell("tanh").fprop(states).data[1]).toBeCloseTo(-0.905148, 6);
  });

  it("refuses other nonlinearities, and states of another batch", () => {
    expect(refusal(() => cell("sigmoid" as "tanh")).code).toBe("ARGUMENT");
    expect(refusal(() => cell("tanh").fprop([Tensor.zeros([2, 1]), Tensor.zeros([3, 1])])).message).toBe(
      "RNNCell(1 → 1): h should be [2, 1], got [3, 1]",
    );
  });
});
