import { describe, expect, it } from "vitest";
import { Conv2d, heap, Rng, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

/** 1 … n in order. */
const counted = (...shape: number[]): Tensor =>
  Tensor.from(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + 1),
    shape,
  );

describe("Conv2d", () => {
  it("slides its filters over images, and gives each window its share of dy", () => {
    const conv = new Conv2d(1, 1, 2);
    conv.loadStateDict({
      weight: Tensor.from([
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ]),
      bias: Tensor.from([10]),
    });
    expect(conv.fprop(counted(1, 1, 2, 3)).toArray()).toEqual([[[[10 + 1 + 4 + 12 + 20, 10 + 2 + 6 + 15 + 24]]]]);
    for (const times of [1, 2]) {
      expect(conv.bprop(Tensor.from([[[[1, 10]]]])).toArray()).toEqual([
        [
          [
            [1, 12, 20],
            [3, 34, 40],
          ],
        ],
      ]);
      expect(conv.weight.grad.toArray()).toEqual([
        [
          [
            [times * 21, times * 32],
            [times * 54, times * 65],
          ],
        ],
      ]);
      expect(conv.bias!.grad.toArray()).toEqual([times * 11]);
    }
  });

  it("takes stride, dilation and padding for each axis, with zeros around", () => {
    const conv = new Conv2d(1, 1, [2, 1], { stride: [1, 2], padding: [1, 0], dilation: [2, 1], bias: false });
    conv.loadStateDict({ weight: Tensor.from([[[[1], [100]]]]) });
    expect(conv.fprop(counted(1, 1, 2, 3)).toArray()).toEqual([
      [
        [
          [400, 600],
          [1, 3],
        ],
      ],
    ]);
  });

  it('pads to the size of the image with "same", one more behind where the number is odd', () => {
    const conv = new Conv2d(1, 1, [1, 2], { padding: "same", bias: false });
    conv.loadStateDict({ weight: Tensor.from([[[[1, 10]]]]) });
    expect(conv.fprop(counted(1, 1, 1, 3)).toArray()).toEqual([[[[21, 32, 3]]]]);
    expect(new Conv2d(1, 2, 3, { padding: "valid" }).fprop(counted(1, 1, 3, 4)).shape).toEqual([1, 2, 1, 2]);
  });

  it.each([
    ["reflect", [3, 2, 1, 2, 3, 2, 1]],
    ["replicate", [1, 1, 1, 2, 3, 3, 3]],
    ["circular", [2, 3, 1, 2, 3, 1, 2]],
  ] as const)("continues an image with paddingMode %s", (paddingMode, seen) => {
    const conv = new Conv2d(1, 1, 1, { padding: [0, 2], paddingMode, init: (shape) => counted(...shape), bias: false });
    expect(conv.fprop(counted(1, 1, 1, 3)).toArray()).toEqual([[[seen]]]);
    const dx = [0, 0, 0];
    for (const v of seen) dx[v - 1]++;
    expect(conv.bprop(Tensor.from([[[Array.from({ length: 7 }, () => 1)]]])).toArray()).toEqual([[[dx]]]);
  });

  it("has groups, each with its share of the channels", () => {
    const conv = new Conv2d(2, 4, 1, { groups: 2, bias: false });
    expect(conv.weight.value.shape).toEqual([4, 1, 1, 1]);
    conv.loadStateDict({ weight: counted(4, 1, 1, 1) });
    expect(conv.fprop(Tensor.from([[[[1]], [[10]]]])).data.join()).toBe("1,2,30,40");
  });

  it("starts uniform in ±1/√(inChannels / groups · kernel elements), from the seed alone", () => {
    const values = (seed: number): number[] =>
      new Conv2d(8, 100, [2, 2], { groups: 2, rng: new Rng(seed) }).parameters().flatMap((p) => [...p.value.data]);
    const drawn = values(1);
    expect(drawn).toEqual(values(1));
    expect(drawn).not.toEqual(values(2));
    expect(drawn.every((v) => Math.abs(v) <= 0.25)).toBe(true);
    const variance = drawn.reduce((s, v) => s + v * v, 0) / drawn.length;
    expect(variance).toBeCloseTo(0.25 ** 2 / 3, 2);
  });

  it("takes x for a constant with inputGrad: false: dx is 0, all other gradients are the same bits", () => {
    const full = new Conv2d(1, 2, 3, { rng: new Rng(1), padding: 1 });
    const first = new Conv2d(1, 2, 3, { rng: new Rng(1), padding: 1, inputGrad: false });
    for (const conv of [full, first]) conv.fprop(counted(2, 1, 3, 3));
    const dy = counted(2, 2, 3, 3);
    expect(full.bprop(dy).data.every((v) => v !== 0)).toBe(true);
    expect(first.bprop(dy).data.every((v) => v === 0)).toBe(true);
    for (const [i, p] of first.parameters().entries())
      expect(p.grad.toArray()).toEqual(full.parameters()[i].grad.toArray());
  });

  it("keeps no columns: room for large images is that of an image, whatever the batch", () => {
    const conv = new Conv2d(16, 4, 5, { padding: 2 });
    const dy = conv.fprop(Tensor.zeros([1, 16, 64, 64])).clone();
    conv.bprop(dy);
    // 400 lines of 4096 positions are 1.6 million numbers; those of a channel are 102400, and so many are kept.
    expect(conv.room!.size).toBe(25 * 4096);
    const room = conv.room!;
    const before = heap.used;
    conv.bprop(conv.fprop(Tensor.zeros([3, 16, 64, 64])).clone());
    expect(conv.room).toBe(room);
    expect(heap.used - before).toBeLessThan(4 * 3 * 20 * 4096 * 2);
  });

  it("gives batches that pass through the scratch in pieces the same bits", () => {
    const conv = new Conv2d(3, 4, 3, { padding: 1, stride: [2, 1], rng: new Rng(2) });
    const rng = new Rng(3);
    const step = (onHeap: boolean): string => {
      const placed = (t: Tensor): Tensor => {
        if (!onHeap) return t;
        const copy = Tensor.reuse(undefined, "float32", t.shape);
        copy.data.set(t.data);
        return copy;
      };
      conv.zeroGrad();
      const y = conv.fprop(placed(x));
      return bits([y, conv.bprop(placed(dy)), ...conv.parameters().map((p) => p.grad)]);
    };
    const x = drawn([20, 3, 120, 100], () => rng.normal()); // 2.9 MB
    const dy = drawn([20, 4, 60, 100], () => rng.normal());
    expect(step(false)).toBe(step(true));
  });

  it("refuses what does not go together", () => {
    const why = (call: () => unknown): string => refusal(call).message;
    expect(why(() => new Conv2d(3, 4, 3, { groups: 2 }))).toBe("Conv2d: groups should be a divisor of 3 and 4, got 2");
    expect(why(() => new Conv2d(1, 1, 3, { padding: "same", stride: 2 }))).toBe(
      'Conv2d: stride should be 1 where padding is "same", got [2, 2]',
    );
    expect(why(() => new Conv2d(1, 1, [3, 3, 3] as never))).toBe(
      "Conv2d: kernelSize should be a number or 2 of them, got an array of 3",
    );
    expect(why(() => new Conv2d(1, 1, 3, { paddingMode: "mirror" as never }))).toMatch(
      /^Conv2d: paddingMode should be/,
    );
    const conv = new Conv2d(1, 2, 3, { padding: [1, 0], dilation: 2 });
    expect(why(() => conv.fprop(Tensor.zeros([2, 1, 5])))).toBe(
      "Conv2d(1 → 2, 3×3): x should be [batch, 1, height, width], got [2, 1, 5]",
    );
    expect(why(() => conv.fprop(Tensor.zeros([2, 1, 4, 4])))).toBe(
      "Conv2d(1 → 2, 3×3): x should be [2, 1, 3, 5] at least, got [2, 1, 4, 4]",
    );
    const reflect = new Conv2d(1, 1, 1, { padding: [0, 2], paddingMode: "reflect" });
    expect(why(() => reflect.fprop(Tensor.zeros([1, 1, 1, 2])))).toBe(
      "Conv2d(1 → 1, 1×1): x should be [1, 1, 1, 3] at least, got [1, 1, 1, 2]",
    );
  });
});
