import { describe, expect, it } from "vitest";
import { BatchNorm1d, Rng, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const x = Tensor.from([
  [1, 10],
  [3, 20],
]);
const close = (t: Tensor, values: readonly number[]): void =>
  expect([...t.data]).toEqual(values.map((v) => expect.closeTo(v, 5) as number));

describe("BatchNorm1d", () => {
  it("takes the means off, divides by the deviations, and lets running statistics follow", () => {
    const norm = new BatchNorm1d(2, { eps: 0 });
    norm.loadStateDict({
      ...norm.stateDict(),
      weight: Tensor.from([1, 2]),
      bias: Tensor.from([0, 5]),
    });
    close(norm.fprop(x), [-1, 3, 1, 7]);
    close(norm.runningMean!.value, [0.2, 1.5]);
    close(norm.runningVar!.value, [0.9 + 0.2, 0.9 + 5]); // unbiased variances 2 and 50
    expect(norm.numBatchesTracked!.value.item()).toBe(1);
    norm.eval();
    close(
      norm.fprop(x),
      [0.8, 2.8].flatMap((v, i) => [v / Math.sqrt(1.1), 5 + (2 * (10 * i + 8.5)) / Math.sqrt(5.9)]),
    );
    // What is measured does not depend on x: dx = w dy / √v.
    close(
      norm.bprop(
        Tensor.from([
          [1, 1],
          [0, 1],
        ]),
      ),
      [1 / Math.sqrt(1.1), 2 / Math.sqrt(5.9), 0, 2 / Math.sqrt(5.9)],
    );
  });

  it("has PyTorch's names", () => {
    expect(Object.keys(new BatchNorm1d(2).stateDict())).toEqual([
      "weight",
      "bias",
      "running_mean",
      "running_var",
      "num_batches_tracked",
    ]);
    expect(Object.keys(new BatchNorm1d(2, { affine: false, trackRunningStats: false }).stateDict())).toEqual([]);
    expect(String(new BatchNorm1d(2))).toBe("BatchNorm1d(2)");
  });

  it("takes the mean over all batches where momentum is null", () => {
    const norm = new BatchNorm1d(1, { momentum: null });
    for (const mean of [1, 2, 6]) norm.fprop(Tensor.from([[mean - 1], [mean + 1]]));
    close(norm.runningMean!.value, [3]);
    close(norm.runningVar!.value, [2]);
  });

  it("loses no digits where the mean is much larger than the deviation", () => {
    const rng = new Rng(5);
    const far = drawn([64, 3], () => 1e4 + rng.normal());
    const near = Tensor.from(
      Float64Array.from(far.data, (v) => v - 1e4),
      [64, 3],
    );
    const single = new BatchNorm1d(3, { eps: 0 }).fprop(far);
    const exact = new BatchNorm1d(3, { eps: 0 }).to("float64").fprop(near);
    expect(Math.max(...single.data.map((y, i) => Math.abs(y - exact.data[i])))).toBeLessThan(1e-6);
  });

  it("has the same running statistics from the same batches in a twin, and its own in a clone", () => {
    const norm = new BatchNorm1d(2);
    const [twin, clone] = [norm.twin(), norm.clone()];
    twin.fprop(x);
    expect(norm.numBatchesTracked!.value.item()).toBe(1);
    expect(clone.numBatchesTracked!.value.item()).toBe(0);
    clone.fprop(x);
    expect(bits(Object.values(clone.stateDict()))).toBe(bits(Object.values(norm.stateDict())));
  });

  it("refuses one value for each channel in training, and has changed nothing", () => {
    const norm = new BatchNorm1d(2);
    const before = bits(Object.values(norm.stateDict()));
    expect(refusal(() => norm.fprop(x.rows(0, 1)))).toMatchObject({ code: "SHAPE", got: "[1, 2]" });
    expect(bits(Object.values(norm.stateDict()))).toBe(before);
    norm.eval().fprop(x.rows(0, 1));
    const untracked = new BatchNorm1d(2, { trackRunningStats: false }).eval();
    expect(refusal(() => untracked.fprop(x.rows(0, 1))).code).toBe("SHAPE");
  });

  it("refuses options that make no sense", () => {
    for (const make of [
      () => new BatchNorm1d(0),
      () => new BatchNorm1d(2, { eps: -1 }),
      () => new BatchNorm1d(2, { momentum: 1.5 }),
    ])
      expect(refusal(make)).toMatchObject({ code: "ARGUMENT", path: "BatchNorm1d" });
  });
});
