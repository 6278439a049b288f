import { describe, expect, it } from "vitest";
import { PositionalEncoding, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PositionalEncoding", () => {
  it("adds waves whose lengths grow with the feature", () => {
    const encoding = new PositionalEncoding(4);
    const y = encoding.to("float64").fprop(Tensor.zeros([2, 3, 4], "float64"));
    const wanted = [0, 1, 2].map((t) => [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)]);
    for (const row of [y.rows(0, 1), y.rows(1, 2)])
      [...row.data].forEach((v, i) => expect(v).toBeCloseTo(wanted[Math.floor(i / 4)][i % 4], 14));
  });

  it("knows sequences of any length, one after the other", () => {
    const encoding = new PositionalEncoding(2);
    const short = [...encoding.fprop(Tensor.zeros([1, 2, 2])).data];
    const long = [...encoding.fprop(Tensor.zeros([1, 70, 2])).data];
    expect(long.slice(0, 4)).toEqual(short);
    expect([...encoding.fprop(Tensor.zeros([3, 2, 2])).data]).toEqual([...short, ...short, ...short]);
  });

  it("refuses other sizes and impossible bases", () => {
    expect(refusal(() => new PositionalEncoding(4).fprop(Tensor.zeros([2, 3, 5])))).toMatchObject({
      expected: "[batch, time, 4]",
    });
    expect(refusal(() => new PositionalEncoding(0)).code).toBe("ARGUMENT");
    expect(refusal(() => new PositionalEncoding(4, { base: 0 })).code).toBe("ARGUMENT");
  });
});
