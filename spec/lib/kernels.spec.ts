import { describe, expect, it } from "vitest";
import * as kernels from "../../lib/kernels/index.ts";
import { planOf, roomFor } from "../../lib/kernels/plan.ts";
import { Rng } from "../../lib/rng.ts";
import { Tensor, type DType } from "../../lib/tensor.ts";
import { cases as alignments } from "./kernels/alignments.ts";
import { cases as attention } from "./kernels/attention.ts";
import { cases as bases } from "./kernels/bases.ts";
import { cases as classes } from "./kernels/classes.ts";
import { cases as convolution, correlateInLines } from "./kernels/convolution.ts";
import { cases as copies } from "./kernels/copies.ts";
import { cases as elementwise } from "./kernels/elementwise.ts";
import { cases as gather } from "./kernels/gather.ts";
import { cases as lookup } from "./kernels/lookup.ts";
import { cases as normalisation } from "./kernels/normalisation.ts";
import { cases as pairs } from "./kernels/pairs.ts";
import { cases as pooling } from "./kernels/pooling.ts";
import { cases as products } from "./kernels/products.ts";
import { cases as random } from "./kernels/random.ts";
import { cases as recurrent } from "./kernels/recurrent.ts";
import { cases as rows } from "./kernels/rows.ts";
import { cases as updates } from "./kernels/updates.ts";
import { compare, difference, Draw, type Cases, type Floats } from "./kernels/harness.ts";

// Every kernel against its plain loops, over random sizes and values; then what products and sums promise besides.

const cases: Cases = {
  ...alignments,
  ...attention,
  ...bases,
  ...classes,
  ...convolution,
  ...copies,
  ...elementwise,
  ...gather,
  ...lookup,
  ...normalisation,
  ...pairs,
  ...pooling,
  ...products,
  ...random,
  ...recurrent,
  ...rows,
  ...updates,
};
const dtypes: readonly Floats[] = ["float32", "float64"];
/** How many sizes are drawn for each kernel. */
const draws = process.env.SOAK === "1" ? 32 : 8;

describe("kernels", () => {
  it("are all compared", () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(kernels).sort());
  });

  describe.each(dtypes)("in %s", (dtype) => {
    describe.each(Object.entries(cases))("%s", (_, draw) => {
      it.each([
        ["ordinary", false],
        ["special", true],
      ] as const)("has the bits of the plain loops for %s values", (_values, wild) => {
        const rng = new Rng(1);
        for (let i = 0; i < draws; i++) {
          const call = draw(new Draw(dtype, wild, rng));
          const wrong = compare(call, rng);
          expect(wrong, `call ${i}, sizes ${call.operands.map((t) => t.size).join(", ")}`).toBeUndefined();
        }
      });
    });
  });
});

/** A matrix or vector of ordinary numbers, on the heap or not. */
function ordinary(rng: Rng, dtype: DType, shape: readonly number[], onHeap: boolean): Tensor {
  const t = onHeap ? Tensor.reuse(undefined, dtype, shape) : Tensor.zeros(shape, dtype);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
}

describe.each(dtypes)("products in %s", (dtype) => {
  it.each([true, false])("give a row the same bits whatever the batch around it (on the heap: %s)", (onHeap) => {
    const rng = new Rng(2);
    const [n, k] = [37, 301];
    const weight = ordinary(rng, dtype, [n, k], onHeap);
    const bias = ordinary(rng, dtype, [n], onHeap);
    const x = ordinary(rng, dtype, [150, k], onHeap);
    const whole = ordinary(rng, dtype, [150, n], onHeap);
    kernels.affineNT(whole, x, weight, bias, 150, n, k);
    for (const [from, to] of [
      [0, 1],
      [3, 4],
      [149, 150],
      [2, 7],
      [60, 133],
    ]) {
      const part = ordinary(rng, dtype, [to - from, n], onHeap);
      kernels.affineNT(part, x.rows(from, to), weight, bias, to - from, n, k);
      expect(difference(part.data, whole.rows(from, to).data), `rows ${from} … ${to}`).toBeUndefined();
    }
  });

  it("add up in the order of k, whatever comes first", () => {
    const rng = new Rng(3);
    const k = 1100;
    const a = ordinary(rng, dtype, [1, k], true);
    const b = ordinary(rng, dtype, [k, 1], true);
    const c = ordinary(rng, dtype, [1, 1], true);
    const round = dtype === "float32" ? Math.fround : (x: number): number => x;
    let s = c.data[0];
    for (let p = 0; p < k; p++) s = round(s + round(a.data[p] * b.data[p]));
    kernels.addGemmNN(c, a, b, 1, 1, k);
    expect(c.data[0]).toBe(s);
  });
});

describe.each(dtypes)("windows in %s", (dtype) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17])("stand in tiles as in lines of %i", (width) => {
    const rng = new Rng(5);
    expect(compare(correlateInLines(width)(new Draw(dtype, false, rng)), rng)).toBeUndefined();
  });
});

describe.each(dtypes)("elementwise kernels in %s", (dtype) => {
  it.each([true, false])("may write over what they read (on the heap: %s)", (onHeap) => {
    const rng = new Rng(4);
    const [x, y] = [ordinary(rng, dtype, [103], onHeap), ordinary(rng, dtype, [103], onHeap)];
    const [product, wave] = [Tensor.zeros([103], dtype), Tensor.zeros([103], dtype)];
    kernels.multiply(product, x, y);
    kernels.tanh(wave, x);
    kernels.multiply(y, x, y);
    kernels.tanh(x, x);
    expect(difference(y.data, product.data)).toBeUndefined();
    expect(difference(x.data, wave.data)).toBeUndefined();
  });
});

it("a convolution's room holds a frame of channels whose lines its blocks cut at both ends, and no more", () => {
  const each = { kernel: [1, 1, 5], stride: [1, 1, 1], dilation: [1, 1, 1], padding: [0, 0, 2] } as const;
  const plan = planOf(undefined, { channels: 409, groups: 1, filters: 1, ...each }, [1, 1, 5], [1, 1, 5]);
  const { size } = roomFor(undefined, plan, "float32");
  const memory = ordinary(new Rng(5), "float32", [size + 8], true);
  memory.data.fill(-7);
  const [dw, dy, x] = [[409 * 5], [1, 1, 5], [1, 409, 5]].map((s) => ordinary(new Rng(6), "float32", s, true));
  kernels.addCorrelateWeights(dw, dy, x, plan, memory.part(0, [size]));
  expect([...memory.data.subarray(size)]).toEqual(Array.from({ length: 8 }, () => -7));
  expect(memory.data[size - 1]).not.toBe(-7);
});

it("firstOutside takes its bounds as numbers of the tensor's type, wherever a number stands", () => {
  for (const bound of [0.1, 1 / 3, 1e-12])
    for (const n of [1, 2, 4, 5]) {
      const x = Tensor.reuse(undefined, "float32", [n]);
      x.data.fill(bound);
      expect([kernels.firstOutside(x, 0, bound), kernels.firstOutside(x, bound, 1)]).toEqual([-1, -1]);
    }
});

it("firstOutside looks at integers on the heap, too", () => {
  const x = Tensor.reuse(undefined, "int32", [3]);
  x.data.set([1, 2, 3]);
  expect([kernels.firstOutside(x, 1, 3), kernels.firstOutside(x, 1, 2)]).toEqual([-1, 2]);
});

it.runIf(process.env.SOAK === "1")("takes tensors of more than 2 GiB, whose bytes no 32-bit number counts", () => {
  const rows = 2 ** 26 + 1;
  const x = Tensor.zeros([rows, 8]);
  x.data[0] = 2;
  x.data[x.size - 1] = 3;
  const y = Tensor.zeros([rows, 1]);
  kernels.gemmNT(y, x, Tensor.from([[1, 1, 1, 1, 1, 1, 1, 1]]), rows, 1, 8);
  expect([y.data[0], y.data[1], y.data[rows - 1]]).toEqual([2, 0, 3]);
  const sums = Tensor.zeros([8]);
  kernels.addColumnSums(sums, x, 8);
  expect(sums.toArray()).toEqual([2, 0, 0, 0, 0, 0, 0, 3]);
});
