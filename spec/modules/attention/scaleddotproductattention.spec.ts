import { describe, expect, it } from "vitest";
import { Rng, ScaledDotProductAttention, Tensor } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { drawn } from "../../values.ts";

const rng = new Rng(4);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("ScaledDotProductAttention", () => {
  it("takes the mean of the values, by weights that are in p", () => {
    const attention = new ScaledDotProductAttention();
    const [q, k] = [
      Tensor.from([[[2, 0]]]),
      Tensor.from([
        [
          [0, 1],
          [0, -3],
          [0, 5],
        ],
      ]),
    ];
    const v = Tensor.from([[[1], [2], [6]]]);
    expect(attention.fprop([q, k, v]).item()).toBeCloseTo(3, 6);
    expect(attention.p!.toArray()).toEqual([[[[1 / 3, 1 / 3, 1 / 3].map(Math.fround)]]]);
    // Scores ln 2 and 0: two thirds and one.
    const sharp = new ScaledDotProductAttention({ scale: Math.LN2 });
    expect(
      sharp.fprop([Tensor.from([[[1]]]), Tensor.from([[[1], [0]]]), Tensor.from([[[3], [0]]])]).item(),
    ).toBeCloseTo(2, 6);
  });

  it("sees nothing behind its own place when causal, and no padding", () => {
    const attention = new ScaledDotProductAttention({ causal: true, keyPaddingMask: true });
    const padding = Tensor.from([[0, 1, 0, 0]], undefined, "int32");
    attention.fprop([input(1, 4, 3), input(1, 4, 3), input(1, 4, 2), padding]);
    const seen = attention.p!.reshape([4, 4]).toArray() as number[][];
    expect(seen.map((row) => row.map((p) => Number(p > 0)))).toEqual([
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 1, 1],
    ]);
    for (const row of seen) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it("gives 0 where a query sees no key, and derivatives that are finite and right", () => {
    const attention = new ScaledDotProductAttention({ keyPaddingMask: true });
    const x = [
      input(2, 2, 3),
      input(2, 3, 3),
      input(2, 3, 2),
      Tensor.from(
        [
          [1, 1, 1],
          [0, 1, 0],
        ],
        undefined,
        "int32",
      ),
    ] as const;
    const y = attention.fprop(x);
    expect([...y.rows(0, 1).data]).toEqual([0, 0, 0, 0]);
    expect(y.rows(1, 2).data.every((v) => v !== 0)).toBe(true);
    const report = gradcheck(attention, x);
    expect(report.ok, String(report)).toBe(true);
  });

  it("takes a mask of −∞ for one that hides", () => {
    const [q, k, v] = [input(1, 2, 3), input(1, 2, 3), input(1, 2, 3)];
    const causal = new ScaledDotProductAttention({ causal: true }).fprop([q, k, v]);
    const masked = new ScaledDotProductAttention({ attnMask: true }).fprop([
      q,
      k,
      v,
      Tensor.from([
        [
          [0, -Infinity],
          [0, 0],
        ],
      ]),
    ]);
    expect(masked.toArray()).toEqual(causal.toArray());
  });

  it("refuses what does not go together", () => {
    const attention = new ScaledDotProductAttention({ keyPaddingMask: true, attnMask: true });
    const [q, k, v, pad] = [input(2, 3, 2), input(2, 4, 2), input(2, 4, 1), Tensor.zeros([2, 4], "int32")];
    expect(refusal(() => attention.fprop([q, k, v, pad] as never))).toMatchObject({ expected: "a tuple of 5" });
    expect(refusal(() => attention.fprop([q, v, v, pad, input(2, 3, 4)]))).toMatchObject({
      what: "query, key and value",
      got: "[2, 3, 2], [2, 4, 1], [2, 4, 1]",
    });
    expect(refusal(() => attention.fprop([q, k, v, pad, input(2, 4, 3)]))).toMatchObject({
      what: "attnMask",
      expected: "[2, 3, 4] or [2, 1, 3, 4]",
    });
    expect(refusal(() => attention.fprop([q, k, v, input(2, 4), input(2, 3, 4)]))).toMatchObject({ code: "DTYPE" });
    expect(refusal(() => new ScaledDotProductAttention({ scale: NaN })).code).toBe("ARGUMENT");
    expect(refusal(() => new ScaledDotProductAttention({ causal: 1 as never })).code).toBe("ARGUMENT");
  });
});
