import { describe, expect, it } from "vitest";
import { Dropout, Dropout2d, Rng, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

describe("Dropout2d", () => {
  it("drops whole channels, as Dropout does elements", () => {
    const x = drawn([5, 8, 3, 2], () => 1);
    const dropout = new Dropout2d(0.5, { rng: new Rng(1) });
    const y = dropout.fprop(x).clone();
    const units = new Dropout(0.5, { rng: new Rng(1) }).fprop(drawn([40], () => 1));
    expect([...y.data]).toEqual([...units.data].flatMap((v) => new Array<number>(6).fill(v)));
    expect(bits(dropout.bprop(x))).toBe(bits(y));
    expect(dropout.eval().fprop(x)).toBe(x);
    expect(String(dropout)).toBe("Dropout2d(0.5)");
  });

  it("refuses what has no channels", () => {
    expect(refusal(() => new Dropout2d().fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
  });
});
