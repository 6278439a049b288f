import { describe, expect, it } from "vitest";
import { Basis, Tensor } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";

const x = Tensor.from([
  [2, 3],
  [-1, 5],
]);
const product = ([a, b]: readonly number[]): number[] => [a * b];

describe("Basis", () => {
  it("applies the function to every row, and its bprop on the way back", () => {
    const phi = new Basis(2, 1, product, { bprop: ([dy], [a, b]) => [dy * b, dy * a] });
    expect(phi.fprop(x).toArray()).toEqual([[6], [-5]]);
    expect(phi.bprop(Tensor.from([[1], [10]])).toArray()).toEqual([
      [3, 2],
      [50, -10],
    ]);
  });

  it("without a bprop refuses the way back, unless x counts as a constant", () => {
    const dy = Tensor.from([[1], [1]]);
    const phi = new Basis(2, 1, product);
    phi.fprop(x);
    const error = refusal(() => phi.bprop(dy));
    expect(error.message).toBe("Basis(2 → 1): bprop should be an option, or inputGrad false, got neither");
    expect(error.code).toBe("GRADIENT");
    const first = new Basis(2, 1, product, { inputGrad: false });
    first.fprop(x);
    expect(first.bprop(dy).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it("is found out by gradcheck where its bprop does not fit", () => {
    const wrong = new Basis(2, 1, product, { bprop: ([dy], [a, b]) => [dy * a, dy * b] });
    expect(gradcheck(wrong, x).ok).toBe(false);
  });

  it("hands out copies of the rows", () => {
    const before = x.toArray();
    const greedy = (row: readonly number[]): number[] => {
      (row as number[]).fill(7);
      return [1];
    };
    new Basis(2, 1, greedy).fprop(x);
    expect(x.toArray()).toEqual(before);
  });

  it("refuses what is no function, and what the functions should not have returned", () => {
    expect(refusal(() => new Basis(2, 1, 3 as never))).toMatchObject({ code: "ARGUMENT", what: "f" });
    expect(refusal(() => new Basis(2, 1, product, { bprop: 3 as never }))).toMatchObject({ what: "bprop" });
    expect(refusal(() => new Basis(0, 1, product))).toMatchObject({ what: "inFeatures" });
    expect(refusal(() => new Basis(2, 0, product))).toMatchObject({ what: "outFeatures" });
    for (const value of [[1, 2], [], ["1"], 3, undefined, null])
      expect(refusal(() => new Basis(2, 1, () => value as never).fprop(x))).toMatchObject({
        code: "SHAPE",
        what: "f(x)",
        expected: "an array of 1 numbers",
      });
    const short = new Basis(2, 1, product, { bprop: ([dy]) => [dy] });
    short.fprop(x);
    expect(refusal(() => short.bprop(Tensor.from([[1], [1]])))).toMatchObject({ code: "SHAPE", what: "bprop(dy, x)" });
  });
});
