import { describe, expect, it } from "vitest";
import { Linear, MSELoss, RadialBasis, Rng, Sequential, SGD, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const centres = [
  [0, 0],
  [1, 2],
];

describe("RadialBasis", () => {
  it("computes exp(−‖x − c‖² / (2 width²))", () => {
    const phi = new RadialBasis(Tensor.from(centres, [2, 2], "float64"), 2);
    const y = phi.fprop(
      Tensor.from(
        [
          [0, 0],
          [3, 4],
        ],
        [2, 2],
        "float64",
      ),
    );
    const expected = [0, -5 / 8, -25 / 8, -8 / 8].map(Math.exp);
    for (const [i, v] of [...y.data].entries()) expect(v).toBeCloseTo(expected[i], 15);
  });

  it("learns nothing until it is told to", () => {
    const rng = new Rng(1);
    const phi = new RadialBasis(centres, 1);
    const net = new Sequential(phi, new Linear(2, 1, { rng }));
    const loss = new MSELoss();
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const step = (): void => {
      optimizer.zeroGrad();
      loss.fprop(net.fprop(Tensor.from([[0.5, 1]])), Tensor.from([[3]]));
      net.bprop(loss.bprop());
      optimizer.step();
    };
    step();
    expect(phi.centres.grad.toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(phi.centres.value.toArray()).toEqual(centres);
    phi.freeze(false);
    step();
    expect(phi.centres.value.toArray()).not.toEqual(centres);
    expect(centres).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it("refuses centres and widths that are none", () => {
    for (const width of [0, -1, NaN, Infinity])
      expect(refusal(() => new RadialBasis(centres, width))).toMatchObject({ code: "ARGUMENT", what: "width" });
    for (const wrong of [Tensor.zeros([2]), Tensor.zeros([2, 2, 2])])
      expect(refusal(() => new RadialBasis(wrong, 1))).toMatchObject({ code: "SHAPE", what: "centres" });
    expect(refusal(() => new RadialBasis(Tensor.zeros([2, 2], "int32"), 1)).code).toBe("DTYPE");
    expect(refusal(() => new RadialBasis(undefined as unknown as Tensor, 1)).code).toBe("SHAPE");
  });

  it("says what it is", () => {
    expect(String(new RadialBasis([[0, 0, 0]], 0.5))).toBe("RadialBasis(3 → 1, width 0.5)");
  });
});
