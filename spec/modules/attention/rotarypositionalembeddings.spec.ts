import { describe, expect, it } from "vitest";
import { Rng, RotaryPositionalEmbeddings, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { drawn } from "../../values.ts";

const rng = new Rng(6);

describe("RotaryPositionalEmbeddings", () => {
  it("turns pairs by their place", () => {
    const rotary = new RotaryPositionalEmbeddings(2);
    const y = rotary.fprop(
      Tensor.from([
        [
          [3, 4],
          [1, 0],
          [0, 1],
        ],
      ]),
    );
    [3, 4, Math.cos(1), Math.sin(1), -Math.sin(2), Math.cos(2)].forEach((v, i) => expect(y.data[i]).toBeCloseTo(v, 6));
  });

  it("makes products depend on the distance alone", () => {
    const rotary = new RotaryPositionalEmbeddings(8, { base: 30 });
    const [q, k] = [0, 1].map(() => drawn([8], () => rng.normal()));
    const at = (v: Tensor): Tensor[] => {
      const y = rotary.fprop(Tensor.from([Array.from({ length: 9 }, () => [...v.data])])).clone();
      return Array.from({ length: 9 }, (_, t) =>
        y
          .rows(0, 1)
          .reshape([9, 8])
          .rows(t, t + 1),
      );
    };
    const [qs, ks] = [at(q), at(k)];
    const product = (a: Tensor, b: Tensor): number => a.data.reduce((s, v, i) => s + v * b.data[i], 0);
    for (let t = 0; t < 6; t++) expect(product(qs[t + 3], ks[t])).toBeCloseTo(product(qs[3], ks[0]), 4);
    expect(product(qs[4], ks[0])).not.toBeCloseTo(product(qs[3], ks[0]), 2);
  });

  it("has a bprop that turns back", () => {
    const rotary = new RotaryPositionalEmbeddings(4);
    const x = drawn([2, 3, 2, 4], () => rng.normal());
    [...rotary.bprop(rotary.fprop(x)).data].forEach((v, i) => expect(v).toBeCloseTo(x.data[i], 6));
  });

  it("refuses odd sizes, others, and what has no time", () => {
    expect(refusal(() => new RotaryPositionalEmbeddings(3))).toMatchObject({ code: "ARGUMENT", got: "3" });
    const rotary = new RotaryPositionalEmbeddings(4);
    expect(refusal(() => rotary.fprop(Tensor.zeros([2, 3, 2]))).expected).toBe("[batch, time, …, 4]");
    expect(refusal(() => rotary.fprop(Tensor.zeros([3, 4]))).code).toBe("SHAPE");
  });
});
