import { describe, expect, it, vi } from "vitest";
import { MSELoss, Sigmoid, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("MSELoss", () => {
  const [y, t] = [Tensor.from([[1, 5]]), Tensor.from([[2, 2]])];

  it("is the mean square, with slope 2 (y − t) / n", () => {
    const loss = new MSELoss();
    expect(loss.fprop(y, t)).toBe(5);
    expect(loss.bprop().toArray()).toEqual([[-1, 3]]);
    expect(loss.bprop(10).toArray()).toEqual([[-10, 30]]);
  });

  it("is the lecture's sum, or its terms, whose gradients weigh them", () => {
    expect(new MSELoss({ reduction: "sum" }).fprop(y, t)).toBe(10);
    const loss = new MSELoss({ reduction: "none" });
    expect(loss.fprop(y, t).toArray()).toEqual([[1, 9]]);
    expect(loss.bprop(Tensor.from([[1, 2]])).toArray()).toEqual([[-2, 12]]);
  });

  it("says once that its gradient vanishes after a Sigmoid", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    for (let i = 0; i < 3; i++) new MSELoss().fprop(new Sigmoid().fprop(y), t);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/Sigmoid before MSELoss.*BCEWithLogitsLoss/)]]);
    warn.mockRestore();
  });

  it("refuses a reduction that is none of the three", () => {
    expect(refusal(() => new MSELoss({ reduction: "avg" as "sum" }))).toMatchObject({
      code: "ARGUMENT",
      path: "MSELoss",
      what: "reduction",
      got: '"avg"',
    });
  });
});
