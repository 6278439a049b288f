import { describe, expect, it } from "vitest";
import { Softshrink, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Softshrink", () => {
  it("brings everything nearer to 0 by λ", () => {
    const shrink = new Softshrink();
    expect(shrink.fprop(Tensor.from([-2, -0.5, 0, 0.5, 2])).toArray()).toEqual([-1.5, 0, 0, 0, 1.5]);
    expect(shrink.bprop(Tensor.from([3, 3, 3, 3, 3])).toArray()).toEqual([3, 0, 0, 0, 3]);
  });

  it("refuses a λ below 0", () => {
    expect(String(new Softshrink({ lambd: 1 }))).toBe("Softshrink(1)");
    expect(refusal(() => new Softshrink({ lambd: -1 }))).toMatchObject({ code: "ARGUMENT", path: "Softshrink" });
  });
});
