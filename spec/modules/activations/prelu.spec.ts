import { describe, expect, it } from "vitest";
import { PReLU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PReLU", () => {
  it("has one slope for all, or one for each channel, on axis 1", () => {
    const module = new PReLU({ numParameters: 2 });
    module.weight.value.data.set([0.5, 2]);
    const x = Tensor.from([
      [
        [-2, 4],
        [-3, 5],
      ],
    ]);
    expect(module.fprop(x).toArray()).toEqual([
      [
        [-1, 4],
        [-6, 5],
      ],
    ]);
    const dx = module.bprop(
      Tensor.from([
        [
          [2, 3],
          [5, 7],
        ],
      ]),
    );
    expect(dx.toArray()).toEqual([
      [
        [1, 3],
        [10, 7],
      ],
    ]);
    expect(module.weight.grad.toArray()).toEqual([-4, -15]);
  });

  it("starts with slopes of 0.25, under PyTorch's name", () => {
    expect(new PReLU().fprop(Tensor.from([-4, 4])).toArray()).toEqual([-1, 4]);
    expect(Object.keys(new PReLU({ numParameters: 3, init: 1 }).stateDict())).toEqual(["weight"]);
    expect(String(new PReLU({ numParameters: 3 }))).toBe("PReLU(3)");
  });

  it("refuses another number of channels, and slopes that are none", () => {
    const error = refusal(() => new PReLU({ numParameters: 3 }).fprop(Tensor.zeros([3, 2])));
    expect(error.message).toBe("PReLU(3): x should be [batch, 3, …], got [3, 2]");
    for (const options of [{ numParameters: 0 }, { init: NaN }])
      expect(refusal(() => new PReLU(options))).toMatchObject({ code: "ARGUMENT", path: "PReLU" });
  });
});
