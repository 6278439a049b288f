import { describe, expect, it } from "vitest";
import { CosineSimilarity, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("CosineSimilarity", () => {
  it("is the cosine of the angle", () => {
    const module = new CosineSimilarity();
    const y = module.fprop([
      Tensor.from([
        [3, 0],
        [1, 0],
      ]),
      Tensor.from([
        [1, 1],
        [-2, 0],
      ]),
    ]);
    for (const [i, v] of [Math.SQRT1_2, -1].entries()) expect(y.data[i]).toBeCloseTo(v, 6);
    const [da] = module.bprop(Tensor.from([1, 1]));
    for (const [i, v] of [0, Math.SQRT1_2 / 3, 0, 0].entries()) expect(da.data[i]).toBeCloseTo(v, 6);
  });
  it("is 0, with a gradient, where a length is 0", () => {
    const module = new CosineSimilarity({ eps: 0.5 });
    expect(module.fprop([Tensor.from([[0, 0]]), Tensor.from([[3, 4]])]).item()).toBe(0);
    const [da, db] = module.bprop(Tensor.from([1]));
    for (const [i, v] of [1.2, 1.6].entries()) expect(da.data[i]).toBeCloseTo(v, 6);
    expect(db.data.map(Math.abs).join()).toBe("0,0");
    expect(refusal(() => new CosineSimilarity({ dim: 0 })).what).toBe("dim");
    expect(refusal(() => new CosineSimilarity({ eps: -1 })).what).toBe("eps");
  });
});
