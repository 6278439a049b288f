import { describe, expect, it } from "vitest";
import { Softmax, Tensor } from "../../index.ts";

describe("Softmax", () => {
  it("shares 1 among equals, row by row, whatever their size", () => {
    const y = new Softmax().fprop(
      Tensor.from([
        [7, 7, 7, 7],
        [1e30, 1e30, -1e30, -1e30],
      ]),
    );
    expect(y.toArray()).toEqual([
      [0.25, 0.25, 0.25, 0.25],
      [0.5, 0.5, 0, 0],
    ]);
  });

  it("has dx = y (dy − Σ dy y)", () => {
    const softmax = new Softmax();
    softmax.fprop(Tensor.from([[0, 0]]));
    expect(softmax.bprop(Tensor.from([[1, 3]])).toArray()).toEqual([[-0.5, 0.5]]);
  });

  it("is e / (1 + e) for a lead of 1", () => {
    const y = new Softmax().fprop(Tensor.from(new Float64Array([4, 3]), [1, 2]));
    expect(y.data[0]).toBeCloseTo(0.7310585786300049, 15);
    expect(y.data[0] + y.data[1]).toBeCloseTo(1, 15);
  });
});
