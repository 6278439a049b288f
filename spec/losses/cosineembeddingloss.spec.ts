import { describe, expect, it } from "vitest";
import { CosineEmbeddingLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("CosineEmbeddingLoss", () => {
  const x1 = Tensor.from(new Float64Array([2, 0, 3, 0, 1, 0]), [3, 2]);
  const x2 = Tensor.from(new Float64Array([0, 5, 7, 0, 4, 0]), [3, 2]);

  it("is 1 − cos for what belongs together, cos beyond the margin for the rest", () => {
    const loss = new CosineEmbeddingLoss({ reduction: "none" });
    const l = loss.fprop([x1, x2], of(1, 1, -1)).data;
    [1, 0, 1].forEach((v, i) => expect(l[i]).toBeCloseTo(v, 11));
    const [dx1, dx2] = loss.bprop();
    expect(dx1.data[1]).toBeCloseTo(-0.5, 11);
    expect(dx2.data[0]).toBeCloseTo(-0.2, 11);
    expect(new CosineEmbeddingLoss({ margin: 0.25 }).fprop([x1, x2], of(-1, -1, -1))).toBeCloseTo(0.5, 11);
  });

  it("is finite for rows of zeros", () => {
    const loss = new CosineEmbeddingLoss();
    expect(loss.fprop([Tensor.zeros([1, 2]), Tensor.zeros([1, 2])], Tensor.from([1]))).toBe(1);
    expect(loss.bprop().every((d) => d.data.every((v) => v === 0))).toBe(true);
  });

  it("refuses a margin that no cosine has, and targets of another shape", () => {
    expect(refusal(() => new CosineEmbeddingLoss({ margin: 2 })).code).toBe("ARGUMENT");
    expect(refusal(() => new CosineEmbeddingLoss().fprop([x1, x2], of(1, 1))).code).toBe("SHAPE");
  });
});
