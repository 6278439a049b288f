import { describe, expect, it } from "vitest";
import { Upsample, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Upsample", () => {
  const x = Tensor.from([[[1, 3]]]);

  it("repeats the nearest, and adds up their gradients", () => {
    const up = new Upsample({ scaleFactor: 3 });
    expect([...up.fprop(x).data]).toEqual([1, 1, 1, 3, 3, 3]);
    expect([...up.bprop(Tensor.from([[[1, 2, 3, 4, 5, 6]]])).data]).toEqual([6, 15]);
  });

  it("lies between numbers by their edges, or by their corners", () => {
    const of = { size: 4, mode: "linear" } as const;
    expect([...new Upsample(of).fprop(x).data]).toEqual([1, 1.5, 2.5, 3]);
    const aligned = new Upsample({ ...of, size: 5, alignCorners: true });
    expect([...aligned.fprop(x).data]).toEqual([1, 1.5, 2, 2.5, 3]);
    expect([...aligned.bprop(Tensor.from([[[1, 1, 1, 1, 1]]])).data]).toEqual([2.5, 2.5]);
  });

  it("goes along two axes in planes, each by its own factor", () => {
    const plane = Tensor.from([0, 2, 4, 6], [1, 1, 2, 2]);
    const up = new Upsample({ size: [3, 3], mode: "bilinear", alignCorners: true });
    expect([...up.fprop(plane).data]).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6]);
    expect(new Upsample({ scaleFactor: [2, 1.5] }).fprop(plane).shape).toEqual([1, 1, 4, 3]);
    expect(new Upsample({ scaleFactor: 0.5 }).fprop(plane).toArray()).toEqual([[[[0]]]]);
  });

  it("follows rows, planes, sizes and types", () => {
    const up = new Upsample({ scaleFactor: 2 });
    for (const shape of [
      [1, 1, 4],
      [1, 1, 1, 4],
      [1, 1, 4],
      [2, 1, 2, 2],
    ])
      expect(up.fprop(Tensor.zeros(shape)).shape).toEqual([shape[0], 1, ...shape.slice(2).map((n) => 2 * n)]);
    const linear = new Upsample({ scaleFactor: 3, mode: "linear" });
    linear.fprop(x);
    expect(linear.fprop(x.to("float64")).data[2]).toBeCloseTo(5 / 3, 12);
  });

  it("refuses options that do not go together, and what is left with no size", () => {
    const options = [
      {},
      { size: 2, scaleFactor: 2 },
      { size: 0 },
      { size: [1, 2, 3] },
      { size: [] },
      { scaleFactor: [2, 2, 2] },
      { scaleFactor: [] },
      { size: null },
      { scaleFactor: -1 },
      { scaleFactor: null },
      { size: 2, mode: "cubic" },
      { size: 2, alignCorners: true },
    ] as never[];
    for (const o of options) expect(refusal(() => new Upsample(o)).code).toBe("ARGUMENT");
    expect(refusal(() => new Upsample({ scaleFactor: 0.3 }).fprop(x)).code).toBe("SHAPE");
    expect(refusal(() => new Upsample({ size: [2, 2] }).fprop(x)).code).toBe("SHAPE");
    expect(refusal(() => new Upsample({ size: [2, 2], mode: "linear" }).fprop(x)).code).toBe("SHAPE");
  });

  it("says what it is", () => {
    expect(String(new Upsample({ scaleFactor: [2, 3] }))).toBe("Upsample(factor 2 × 3, nearest)");
    expect(String(new Upsample({ size: 7, mode: "bilinear", alignCorners: true }))).toBe(
      "Upsample(size 7, bilinear, corners aligned)",
    );
  });
});
