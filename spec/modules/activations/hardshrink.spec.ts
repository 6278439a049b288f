import { describe, expect, it } from "vitest";
import { Hardshrink, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Hardshrink", () => {
  it("keeps what is larger than λ in size", () => {
    const shrink = new Hardshrink();
    expect(shrink.fprop(Tensor.from([-2, -0.5, 0, 0.5, 2])).toArray()).toEqual([-2, 0, 0, 0, 2]);
    expect(shrink.bprop(Tensor.from([3, 3, 3, 3, 3])).toArray()).toEqual([3, 0, 0, 0, 3]);
  });

  it("refuses a λ below 0", () => {
    expect(String(new Hardshrink({ lambd: 1 }))).toBe("Hardshrink(1)");
    expect(refusal(() => new Hardshrink({ lambd: -1 }))).toMatchObject({ code: "ARGUMENT", path: "Hardshrink" });
  });
});
