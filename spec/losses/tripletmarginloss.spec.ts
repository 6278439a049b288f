import { describe, expect, it } from "vitest";
import { Tensor, TripletMarginLoss } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("TripletMarginLoss", () => {
  const row = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x), [1, x.length]);
  const [a, p, n] = [row(0, 0), row(3, 4), row(0, 5)];

  it("is what the negative lacks of being farther than the positive by the margin", () => {
    const loss = new TripletMarginLoss({ eps: 0 });
    expect(loss.fprop([a, p, n])).toBe(1);
    const [da, dp, dn] = loss.bprop();
    [-0.6, 0.2].forEach((v, i) => expect(da.data[i]).toBeCloseTo(v, 15));
    [0.6, 0.8].forEach((v, i) => expect(dp.data[i]).toBeCloseTo(v, 15));
    expect([...dn.data].map((v) => v + 0)).toEqual([0, -1]);
    expect(loss.fprop([a, p, row(0, 6)])).toBe(0);
    expect(loss.bprop().every((d) => d.data.every((v) => v === 0))).toBe(true);
  });

  it("takes the negative nearer to the positive where swapped", () => {
    const swapped = new TripletMarginLoss({ eps: 0, swap: true });
    expect(swapped.fprop([a, p, n])).toBeCloseTo(6 - Math.sqrt(10), 14);
    expect([...swapped.bprop()[2].data][0]).toBeCloseTo(3 / Math.sqrt(10), 14);
  });

  it("gives the gradient of two equal distances to one of them", () => {
    const swapped = new TripletMarginLoss({ eps: 0, swap: true });
    expect(swapped.fprop([row(0), row(2), row(1)])).toBe(2);
    expect(swapped.bprop().map((d) => d.item())).toEqual([0, 1, -1]);
  });

  it("has distances of other orders", () => {
    expect(new TripletMarginLoss({ eps: 0, p: 1 }).fprop([a, p, n])).toBe(3);
    expect(new TripletMarginLoss({ eps: 0, p: Infinity, margin: 2 }).fprop([a, p, n])).toBe(1);
  });

  it("refuses what is no triplet, and options that make no sense", () => {
    expect(refusal(() => new TripletMarginLoss().fprop([a, p] as never)).code).toBe("SHAPE");
    expect(refusal(() => new TripletMarginLoss({ margin: 0 })).code).toBe("ARGUMENT");
    expect(refusal(() => new TripletMarginLoss({ p: 0 })).code).toBe("ARGUMENT");
  });
});
