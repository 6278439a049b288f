import { describe, expect, it } from "vitest";
import { CrossEntropyLoss, MSELoss, MultiMarginLoss, SequenceLoss, Tensor, variable } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("SequenceLoss", () => {
  const y = Tensor.from(new Float64Array([1, 2, 3, 4]), [2, 2, 1]);
  const t = Tensor.zeros([2, 2, 1], "float64");
  const mask = (...m: number[]): Tensor => Tensor.from(Float64Array.from(m), [2, 2]);
  const make = (): SequenceLoss => new SequenceLoss(new MSELoss({ reduction: "none" }));

  it("is the mean over the steps that count", () => {
    const loss = make();
    expect(loss.fprop(y, [t, mask(1, 0, 1, 1)])).toBeCloseTo((1 + 9 + 16) / 3, 14);
    [2 / 3, 0, 2, 8 / 3].forEach((v, i) => expect(loss.bprop().data[i]).toBeCloseTo(v, 14));
    expect(loss.bprop().shape).toEqual([2, 2, 1]);
    const all = Tensor.from(new Float64Array([1, 2, 3, 4]), [1, 2, 2]);
    const ones = Tensor.from(new Float64Array([1, 1]), [1, 2]);
    expect(make().fprop(all, [Tensor.zeros([1, 2, 2], "float64"), ones])).toBe(new MSELoss().fprop(y, t));
  });

  it("is 0 with gradient 0 where no step counts", () => {
    const loss = make();
    expect(loss.fprop(y, [t, mask(0, 0, 0, 0)])).toBe(0);
    expect(loss.bprop().data.every((d) => d === 0)).toBe(true);
  });

  it("gives the terms, masked, on demand", () => {
    const loss = new SequenceLoss(new CrossEntropyLoss({ reduction: "none" }), { reduction: "none" });
    const classes = Tensor.from([0, 1, 1, 0], [2, 2], "int32");
    const l = loss.fprop(Tensor.zeros([2, 2, 2], "float64"), [classes, mask(1, 1, 0, 1)]).data;
    [1, 1, 0, 1].forEach((m, i) => expect(l[i]).toBeCloseTo(m * 0.6931471805599453, 15));
  });

  it("refuses express where its loss has none", () => {
    const loss = new SequenceLoss(new MultiMarginLoss({ reduction: "none" }));
    const classes = Tensor.from([0, 1, 1, 0], [2, 2], "int32");
    expect(refusal(() => loss.express(variable("y"), [classes, mask(1, 1, 1, 1)]))).toMatchObject({
      code: "ARGUMENT",
      path: "MultiMarginLoss",
      what: "express",
    });
  });

  it("refuses masks of another shape or range, and losses that reduce by themselves", () => {
    expect(refusal(() => make().fprop(y, [t, of(1, 1)])).code).toBe("SHAPE");
    expect(refusal(() => make().fprop(y, [t, mask(2, 0, 0, 0)])).code).toBe("TARGET");
    expect(refusal(() => make().fprop(y, t as never)).code).toBe("TARGET");
    const reduces = new SequenceLoss(new MSELoss() as never);
    expect(refusal(() => reduces.fprop(y, [t, mask(1, 1, 1, 1)])).code).toBe("ARGUMENT");
    expect(refusal(() => new SequenceLoss({} as never)).code).toBe("ARGUMENT");
  });
});
