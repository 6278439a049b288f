import { describe, expect, it } from "vitest";
import { MaxUnpool2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("MaxUnpool2d", () => {
  const indices = (...k: number[]): Tensor => Tensor.from(k, [1, 1, 1, k.length], "int32");

  it("puts numbers back where a pool found them, and fetches their gradient from there", () => {
    const unpool = new MaxUnpool2d(2);
    const y = unpool.fprop([Tensor.from([[[[5, 6]]]]), indices(1, 6)]);
    expect(y.toArray()).toEqual([
      [
        [
          [0, 5, 0, 0],
          [0, 0, 6, 0],
        ],
      ],
    ]);
    const [dx, dk] = unpool.bprop(Tensor.from([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 2, 4]));
    expect([[...dx.data], [...dk.data], dk.dtype]).toEqual([[2, 7], [0, 0], "int32"]);
  });

  it("lets the last of several have a place, and its gradient", () => {
    const unpool = new MaxUnpool2d([1, 2], { stride: 1 });
    expect([...unpool.fprop([Tensor.from([[[[5, 6]]]]), indices(1, 1)]).data]).toEqual([0, 6, 0]);
    expect([...unpool.bprop(Tensor.from([[[[1, 2, 3]]]]))[0].data]).toEqual([0, 2]);
  });

  it("has the size that is asked for, if it can have been", () => {
    const x = Tensor.from([[[[5, 6]]]]);
    const unpool = new MaxUnpool2d(2, { outputSize: [3, 5] });
    expect(unpool.fprop([x, indices(0, 14)]).shape).toEqual([1, 1, 3, 5]);
    expect(refusal(() => new MaxUnpool2d(2, { outputSize: [4, 4] }).fprop([x, indices(0, 1)])).code).toBe("ARGUMENT");
  });

  it("refuses places outside, of another type, and of another shape", () => {
    const x = Tensor.from([[[[5, 6]]]]);
    const unpool = new MaxUnpool2d(2);
    for (const k of [indices(0, 8), indices(-2, 1)]) expect(refusal(() => unpool.fprop([x, k])).code).toBe("ARGUMENT");
    expect(refusal(() => unpool.fprop([x, x])).code).toBe("DTYPE");
    expect(refusal(() => unpool.fprop([x, indices(0, 1, 2)])).code).toBe("SHAPE");
    expect(refusal(() => unpool.fprop([x] as never)).code).toBe("SHAPE");
  });
});
