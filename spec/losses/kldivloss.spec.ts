import { describe, expect, it } from "vitest";
import { KLDivLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("KLDivLoss", () => {
  const t = Tensor.from(new Float64Array([0.5, 0.5, 0, 1]), [2, 2]);
  const y = Tensor.from(new Float64Array([-1, -2, -Infinity, 0]), [2, 2]);

  it("is Σ t (ln t − y), and 0 where t is, whatever y", () => {
    const loss = new KLDivLoss({ reduction: "sum" });
    expect(loss.fprop(y, t)).toBeCloseTo(1.5 - 0.6931471805599453, 15);
    expect(loss.bprop().data.map((d) => d + 0)).toEqual(new Float64Array([-0.5, -0.5, 0, -1]));
  });

  it("has the mean over the elements, and that over the batch", () => {
    const sum = new KLDivLoss({ reduction: "sum" }).fprop(y, t);
    expect(new KLDivLoss().fprop(y, t)).toBeCloseTo(sum / 4, 15);
    const loss = new KLDivLoss({ reduction: "batchmean" });
    expect(loss.fprop(y, t)).toBeCloseTo(sum / 2, 15);
    expect(loss.bprop().data[0]).toBe(-0.25);
  });

  it("takes logarithms of the targets", () => {
    const [q, p] = [of(-1, -2), of(-0.6931471805599453, -Infinity)];
    expect(new KLDivLoss({ reduction: "sum", logTarget: true }).fprop(q, p)).toBeCloseTo(
      0.5 * (1 - 0.6931471805599453),
      15,
    );
  });

  it("refuses negative probabilities", () => {
    expect(refusal(() => new KLDivLoss().fprop(of(0), of(-1))).code).toBe("TARGET");
  });
});
