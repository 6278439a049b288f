import { describe, expect, it } from "vitest";
import { Rng, StandardScaler, Tensor } from "../../../index.ts";
import { readSafetensors, writeSafetensors } from "../../../io.ts";
import { refusal } from "../../refusal.ts";
import { bits, distance, drawn } from "../../values.ts";

describe("StandardScaler", () => {
  it("gives columns of mean 0 and variance 1", () => {
    const x = Tensor.from(
      [
        [1, 10, 5],
        [3, 30, 5],
      ],
      undefined,
      "float64",
    );
    const scaler = new StandardScaler().fit(x);
    expect(scaler.transform(x).toArray()).toEqual([
      [-1, -1, 0],
      [1, 1, 0],
    ]);
    expect(scaler.transform(Tensor.from([[2, 40, 6]])).toArray()).toEqual([[0, 2, 1]]);
    expect(scaler.inverseTransform(Tensor.from([[0, 2, 1]])).toArray()).toEqual([[2, 40, 6]]);
  });

  it("takes a column of one number for one, whatever its mean's rounding", () => {
    const x = Tensor.from([[0.1], [0.1], [0.1]], undefined, "float64");
    expect(Math.max(...new StandardScaler().fitTransform(x).data.map(Math.abs))).toBeLessThan(1e-15);
  });

  it("has its columns in the last axis, and is undone", () => {
    const rng = new Rng(1);
    for (const dtype of ["float32", "float64"] as const) {
      const x = drawn([6, 5, 3], () => 100 + 7 * rng.normal()).to(dtype);
      const before = bits(x);
      const scaler = new StandardScaler();
      const y = scaler.fitTransform(x);
      expect(y).toMatchObject({ dtype, shape: [6, 5, 3] });
      for (let j = 0; j < 3; j++) {
        const column = [...y.data].filter((_, i) => i % 3 === j);
        expect(Math.abs(column.reduce((s, v) => s + v, 0) / 30)).toBeLessThan(1e-6);
        expect(column.reduce((s, v) => s + v * v, 0) / 30).toBeCloseTo(1, 6);
      }
      expect(distance(scaler.inverseTransform(y), x)).toBeLessThan(dtype === "float32" ? 1e-6 : 1e-15);
      expect(bits(x)).toBe(before);
    }
  });

  it("is saved and loaded", () => {
    const x = Tensor.from([
      [1, 10],
      [3, 30],
    ]);
    const scaler = new StandardScaler().fit(x);
    const { tensors } = readSafetensors(writeSafetensors(scaler.stateDict()));
    expect(bits(new StandardScaler().loadStateDict(tensors).transform(x))).toBe(bits(scaler.transform(x)));
    const { shift, scale } = tensors;
    for (const state of [
      null,
      {},
      { shift },
      { shift, scale, more: scale },
      { shift, scale: scale.rows(0, 1) },
      { shift, scale: Tensor.zeros([2]) },
      { shift: Tensor.from([NaN, 1]), scale },
    ]) {
      expect(refusal(() => scaler.loadStateDict(state as never))).toMatchObject({ code: "STATE_DICT" });
      expect(bits(Object.values(scaler.stateDict()))).toBe(bits([shift, scale]));
    }
  });

  it("refuses to map before it knows how, other columns, and what is no number", () => {
    const x = Tensor.from([[1, 2]]);
    const scaler = new StandardScaler();
    for (const call of [() => scaler.transform(x), () => scaler.inverseTransform(x), () => scaler.stateDict()])
      expect(refusal(call)).toMatchObject({ code: "STATE", path: "StandardScaler()" });
    expect(refusal(() => scaler.fit(Tensor.from([[1, NaN]])))).toMatchObject({
      code: "NONFINITE",
      got: "NaN at index 1",
    });
    expect(refusal(() => scaler.fit(Tensor.from([[Infinity]])))).toMatchObject({ code: "NONFINITE" });
    expect(refusal(() => scaler.fit(Tensor.from([1, 2])))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => scaler.fit(x.to("int32")))).toMatchObject({ code: "DTYPE" });
    scaler.fit(x);
    expect(refusal(() => scaler.transform(Tensor.from([[1]])))).toMatchObject({
      code: "SHAPE",
      path: "StandardScaler([2])",
    });
  });
});
