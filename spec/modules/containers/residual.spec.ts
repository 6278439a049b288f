import { describe, expect, it } from "vitest";
import { Flatten, Linear, Residual, Sequential, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Residual", () => {
  it("adds a module to its input, and dy to the module's dx", () => {
    const residual = new Residual(new Linear(1, 1, { bias: false, init: (shape) => Tensor.from([[3]], shape) }));
    expect(residual.fprop(Tensor.from([[2]])).item()).toBe(8);
    expect(residual.bprop(Tensor.from([[10]])).item()).toBe(40);
    expect(residual.parameters()[0].grad.item()).toBe(20);
  });

  it("names its module in paths", () => {
    const residual = new Residual(new Sequential(new Linear(2, 2), new Linear(3, 2)));
    expect(residual.namedParameters()[0][0]).toBe("module.0.weight");
    const error = refusal(() => residual.fprop(Tensor.zeros([1, 2])));
    expect(error.path).toBe("net.module.1.Linear(3 → 2)");
  });

  it("refuses a module that changes the shape", () => {
    expect(refusal(() => new Residual(new Linear(2, 3)).fprop(Tensor.zeros([1, 2])))).toMatchObject({
      code: "SHAPE",
      what: "output of the module",
      got: "[1, 3]",
    });
    expect(refusal(() => new Residual(new Flatten()).fprop(Tensor.zeros([1, 2, 2]))).code).toBe("SHAPE");
    expect(refusal(() => new Residual({} as Flatten)).code).toBe("ARGUMENT");
  });
});
