import { describe, expect, it } from "vitest";
import { MaxPool2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("MaxPool2d", () => {
  const x = Tensor.from([
    [
      [
        [1, 2, 5, 6],
        [4, 3, 8, 7],
        [9, 9, 0, -1],
        [9, 9, -2, -3],
      ],
    ],
  ]);

  it("takes the largest of each window; the first of equals has the gradient", () => {
    const pool = new MaxPool2d(2);
    expect(pool.fprop(x).toArray()).toEqual([
      [
        [
          [4, 8],
          [9, 0],
        ],
      ],
    ]);
    expect([...pool.bprop(Tensor.from([1, 2, 3, 4], [1, 1, 2, 2])).data]).toEqual([
      ...[0, 0, 0, 0],
      ...[1, 0, 2, 0],
      ...[3, 0, 4, 0],
      ...[0, 0, 0, 0],
    ]);
  });

  it("returns places in the plane on demand, and takes a tuple back", () => {
    const pool = new MaxPool2d(2, { returnIndices: true });
    const [y, k] = pool.fprop(x);
    expect([...k.data]).toEqual([4, 6, 8, 10]);
    expect(k.dtype).toBe("int32");
    expect(pool.bprop([Tensor.from([1, 2, 3, 4], [1, 1, 2, 2]), k]).data[4]).toBe(1);
    expect(refusal(() => pool.bprop(y as never)).code).toBe("SHAPE");
  });

  it("lets a NaN win, and has −∞ and no place for a window without numbers", () => {
    const pool = new MaxPool2d(2, { returnIndices: true, padding: 1, dilation: 2 });
    const [y, k] = pool.fprop(Tensor.from([[[[3]]]]));
    expect([y.data[0], k.data[0]]).toEqual([-Infinity, -1]);
    expect([...pool.bprop([Tensor.from([[[[5]]]]), k]).data]).toEqual([0]);
    expect(
      new MaxPool2d(2).fprop(
        Tensor.from([
          [
            [
              [1, NaN],
              [5, 2],
            ],
          ],
        ]),
      ).data[0],
    ).toBeNaN();
  });

  it("has a last window that reaches over the end with ceilMode", () => {
    expect(new MaxPool2d(2, { ceilMode: true }).fprop(Tensor.zeros([1, 1, 5, 3])).shape).toEqual([1, 1, 3, 2]);
    expect(new MaxPool2d(2).fprop(Tensor.zeros([1, 1, 5, 3])).shape).toEqual([1, 1, 2, 1]);
    // One that would begin in the padding does not count.
    expect(new MaxPool2d(2, { ceilMode: true, padding: 1 }).fprop(Tensor.zeros([1, 1, 2, 2])).shape).toEqual([
      1, 1, 2, 2,
    ]);
  });

  it("refuses options that make no sense, and planes smaller than a window", () => {
    const options = [{ stride: 0 }, { padding: 2 }, { padding: -1 }, { dilation: [1, 2, 3] }, { stride: 1.5 }];
    for (const o of options) expect(refusal(() => new MaxPool2d(3, o)).code).toBe("ARGUMENT");
    expect(refusal(() => new MaxPool2d("2" as never)).code).toBe("ARGUMENT");
    expect(refusal(() => new MaxPool2d(3).fprop(Tensor.zeros([1, 1, 2, 5]))).message).toBe(
      "MaxPool2d(3 × 3): x should be no smaller than a window, with its padding, got [1, 1, 2, 5]",
    );
  });
});
