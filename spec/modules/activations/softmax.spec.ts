import { describe, expect, it } from "vitest";
import { LogSoftmax, Rng, Softmax, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits } from "../../values.ts";

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

  it.each([
    ["Softmax", Softmax],
    ["LogSoftmax", LogSoftmax],
  ])("takes any axis but the batch: %s", (_, Kind) => {
    const x = Tensor.from([
      [
        [1, 5],
        [2, 9],
        [4, 5],
      ],
    ]);
    const columns = Tensor.from([
      [1, 2, 4],
      [5, 9, 5],
    ]);
    const [a, b] = new Kind().fprop(columns).toArray() as number[][];
    for (const dim of [1, -2]) {
      const module = new Kind({ dim });
      expect(module.fprop(x).toArray()).toEqual([a.map((v, i) => [v, b[i]])]);
      expect(String(module)).toBe(`${Kind.name}(dim ${dim})`);
    }
    for (const dim of [0, -3, 3, -4]) expect(refusal(() => new Kind({ dim }).fprop(x)).code).toBe("SHAPE");
    expect(refusal(() => new Kind({ dim: 0.5 })).code).toBe("ARGUMENT");
  });

  it("is e / (1 + e) for a lead of 1", () => {
    const y = new Softmax().fprop(Tensor.from(new Float64Array([4, 3]), [1, 2]));
    expect(y.data[0]).toBeCloseTo(0.7310585786300049, 15);
    expect(y.data[0] + y.data[1]).toBeCloseTo(1, 15);
  });

  it.each(["float32", "float64"] as const)(
    "does not mind a shift of all activations, in %s: the same bits",
    (dtype) => {
      const rng = new Rng(1);
      const [digits, shifts] = dtype === "float32" ? [23, [1, 89, 1e4, 1e20, 1e38]] : [52, [1, 710, 1e9, 1e100, 1e300]];
      for (const size of shifts)
        for (const shift of [size, -size]) {
          // Multiples of the shift's last place, where x + shift loses nothing; many small ones, where that is small.
          const unit = Math.max(2 ** -10, 2 ** (Math.floor(Math.log2(size)) + 1 - digits));
          const whole = Math.round(shift / unit) * unit;
          const x = Array.from({ length: 8 }, () => rng.integer(4096) * unit);
          for (const module of [new Softmax(), new LogSoftmax()]) {
            const at = (by: number): Tensor =>
              module
                .fprop(
                  Tensor.from(
                    x.map((v) => v + by),
                    [2, 4],
                    dtype,
                  ),
                )
                .clone();
            expect(bits(at(whole)), `${String(module)} shifted by ${whole}`).toBe(bits(at(0)));
            expect(at(whole).data.every(Number.isFinite)).toBe(true);
          }
        }
    },
  );
});
