import { describe, expect, it } from "vitest";
import { NLLLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("NLLLoss", () => {
  const y = Tensor.from([
    [-1, -2],
    [-3, -4],
    [-5, -6],
  ]);
  const t = Tensor.from([1, 0, -100], [3], "int32");

  it("picks −y at the target, and leaves out what is to be ignored", () => {
    expect(new NLLLoss({ reduction: "none" }).fprop(y, t).toArray()).toEqual([2, 3, 0]);
    const loss = new NLLLoss();
    expect(loss.fprop(y, t)).toBe(2.5);
    expect(loss.bprop().data.map((d) => d + 0)).toEqual(new Float32Array([0, -0.5, -0.5, 0, 0, 0]));
  });

  it("divides by the weights of the rows that count", () => {
    const loss = new NLLLoss({ weight: Tensor.from([3, 1]) });
    expect(loss.fprop(y, t)).toBe((2 * 1 + 3 * 3) / 4);
    expect(loss.bprop().data.map((d) => d + 0)).toEqual(new Float32Array([0, -0.25, -0.75, 0, 0, 0]));
  });

  it("takes further axes, of which each place has a class", () => {
    const log = Tensor.from([-1, -2, -3, -4, -5, -6], [1, 3, 2]);
    const loss = new NLLLoss({ reduction: "none" });
    expect(loss.fprop(log, Tensor.from([2, 0], [1, 2], "int32")).toArray()).toEqual([[5, 2]]);
    expect(loss.bprop(Tensor.from([[1, 10]])).data.map((d) => d + 0)).toEqual(new Float32Array([0, -10, 0, 0, -1, 0]));
    expect(refusal(() => loss.fprop(log, Tensor.from([2, 3], [1, 2], "int32"))).got).toBe("3 at index 1");
  });

  it("refuses targets that are no classes", () => {
    expect(refusal(() => new NLLLoss().fprop(y, Tensor.from([2, 0, 0], [3], "int32"))).got).toBe("2 at index 0");
    expect(refusal(() => new NLLLoss().fprop(y, y)).code).toBe("TARGET");
    expect(refusal(() => new NLLLoss({ weight: [1, -1] })).code).toBe("ARGUMENT");
    expect(refusal(() => new NLLLoss({ weight: [1, 1, 1] }).fprop(y, t)).code).toBe("SHAPE");
  });
});
