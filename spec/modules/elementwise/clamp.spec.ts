import { describe, expect, it } from "vitest";
import { Clamp, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Clamp", () => {
  it("clips to its bounds, one of which may be missing", () => {
    const clamp = new Clamp(-1, 2);
    expect(clamp.fprop(Tensor.from([-3, 0, 3])).toArray()).toEqual([-1, 0, 2]);
    expect(clamp.bprop(Tensor.from([5, 5, 5])).toArray()).toEqual([0, 5, 0]);
    expect(new Clamp(-Infinity, 0).fprop(Tensor.from([-1e30, 1])).data[1]).toBe(0);
    expect(new Clamp(0, Infinity).fprop(Tensor.from([-1, 4])).toArray()).toEqual([0, 4]);
  });

  it("refuses bounds out of order", () => {
    expect(String(new Clamp(0, Infinity))).toBe("Clamp(0, Infinity)");
    for (const [low, high] of [
      [1, 1],
      [2, 1],
      [NaN, 1],
    ])
      expect(refusal(() => new Clamp(low, high))).toMatchObject({ code: "ARGUMENT", path: "Clamp" });
  });
});
