import { describe, expect, it } from "vitest";
import { Dropout, generator, manualSeed, Rng, Sequential, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

describe("Dropout", () => {
  const ones = drawn([100, 100], () => 1);

  it("drops the share p and scales the rest, and gives the gradient to the same", () => {
    const dropout = new Dropout(0.2, { rng: new Rng(1) });
    const y = dropout.fprop(ones).clone();
    expect(new Set(y.data)).toEqual(new Set([0, 1.25]));
    const share = y.data.reduce((n, v) => n + (v === 0 ? 1 : 0), 0) / y.size;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.02); // five deviations
    expect(bits(dropout.bprop(ones))).toBe(bits(y));
    expect(bits(dropout.fprop(ones))).not.toBe(bits(y));
  });

  it("takes its mask from the stream, 32 bits for each element, in both precisions", () => {
    const rng = new Rng(2);
    const mask = Array.from({ length: 7 }, () => (rng.bits() < 0.5 * 2 ** 32 ? 0 : 2));
    for (const dtype of ["float32", "float64"] as const) {
      const own = new Rng(2);
      expect([...new Dropout(0.5, { rng: own }).fprop(drawn([7], () => 1).to(dtype)).data]).toEqual(mask);
      expect(own.state).toEqual(rng.state);
    }
  });

  it("draws from the global generator unless told otherwise", () => {
    manualSeed(3);
    const first = bits(new Dropout().fprop(ones));
    manualSeed(3);
    expect(bits(new Dropout().fprop(ones))).toBe(first);
    expect(new Dropout().namedStreams()).toEqual([["rng", generator]]);
  });

  it("draws nothing in evaluation and with p = 0, and drops all with p = 1", () => {
    const rng = new Rng(4);
    const { state } = rng;
    for (const quiet of [new Dropout(0.5, { rng }).eval(), new Dropout(0, { rng })]) {
      expect(quiet.fprop(ones)).toBe(ones);
      expect(quiet.bprop(ones)).toBe(ones);
    }
    expect(rng.state).toEqual(state);
    expect(new Dropout(1, { rng }).fprop(ones).data.every((v) => v === 0)).toBe(true);
  });

  it("never writes to an x that it returned", () => {
    const dropout = new Dropout(0.5, { rng: new Rng(5) }).eval();
    const x = ones.clone();
    dropout.fprop(x);
    dropout.train().fprop(ones);
    expect(bits(x)).toBe(bits(ones));
  });

  it("goes on in a clone as in itself, and in turns with its twin", () => {
    const dropout = new Dropout(0.5, { rng: new Rng(6) });
    const clone = dropout.clone();
    const draws = [dropout.fprop(ones), dropout.fprop(ones)].map(bits);
    expect(draws[0]).toBe(draws[1]); // one tensor, written twice
    const [a, b] = [clone.fprop(ones).clone(), clone.fprop(ones).clone()];
    expect(bits(b)).toBe(draws[1]);
    const again = new Sequential(new Dropout(0.5, { rng: new Rng(6) }));
    const twin = again.twin();
    expect(bits(again.fprop(ones) as Tensor)).toBe(bits(a));
    expect(bits(twin.fprop(ones) as Tensor)).toBe(bits(b));
  });

  it("refuses a p that is no probability", () => {
    for (const p of [-0.1, 1.1, NaN, "0.5"]) expect(refusal(() => new Dropout(p as number)).what).toBe("p");
    expect(String(new Dropout(0.1))).toBe("Dropout(0.1)");
  });
});
