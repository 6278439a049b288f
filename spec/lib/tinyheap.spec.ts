import { beforeAll, describe, expect, it, vi } from "vitest";
import type * as Fprop from "../../index.ts";
import type { Numbers, Tensor } from "../../lib/tensor.ts";

// A heap of 4 MiB, of which a quarter is for tensors: what does not fit becomes ordinary arrays, which the kernels copy
// through 2 MiB of scratch, in pieces where they are larger still. The bits are those of a heap with room for all.

const MiB = 2 ** 20;

/** The library with a heap of its own. */
async function load(bytes?: number): Promise<{
  fprop: typeof Fprop;
  reference: typeof import("../../lib/kernels/reference/index.ts");
  op: typeof import("../../lib/kernels/wasm/ops.ts");
}> {
  vi.resetModules();
  const fprop = await import("../../index.ts");
  if (bytes !== undefined) fprop.heap.limit(bytes);
  return {
    fprop,
    reference: await import("../../lib/kernels/reference/index.ts"),
    op: await import("../../lib/kernels/wasm/ops.ts"),
  };
}

type Library = Awaited<ReturnType<typeof load>>;

let small: Library;
beforeAll(async () => {
  small = await load(4 * MiB);
});

/** Losses and final weights of some steps with more parameters, moments and buffers than 4 MiB hold. */
function train({ CrossEntropyLoss, Adam, Linear, Rng, Sequential, Tanh, Tensor }: typeof Fprop): {
  losses: number[];
  weights: Tensor[];
} {
  const rng = new Rng(5);
  const net = new Sequential(
    new Linear(300, 500, { rng }),
    new Tanh(),
    new Linear(500, 700, { rng }),
    new Tanh(),
    new Linear(700, 10, { rng }),
  );
  const loss = new CrossEntropyLoss();
  const optimizer = new Adam(net.parameters(), { lr: 1e-3 });
  const x = Tensor.from(
    Array.from({ length: 40 * 300 }, () => rng.normal()),
    [40, 300],
  );
  const t = Tensor.from(
    Array.from({ length: 40 }, () => rng.integer(10)),
    [40],
    "int32",
  );
  const losses = Array.from({ length: 4 }, () => {
    optimizer.zeroGrad();
    const E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
    return E;
  });
  return { losses, weights: net.parameters().map((p) => p.value) };
}

/** The place and values of the first number that differs, −0 and +0 told apart. */
function difference(got: Numbers, wanted: Numbers): string | undefined {
  if (got.length !== wanted.length) return `${got.length} numbers instead of ${wanted.length}`;
  const i = wanted.findIndex((v, j) => !Object.is(v, got[j]));
  return i < 0 ? undefined : `[${i}] is ${got[i]} and should be ${wanted[i]}`;
}

describe("a heap of 4 MiB", () => {
  it("trains to the same bits as a large one", async () => {
    const run = train(small.fprop);
    const places = run.weights.map((w) => w.at);
    expect(Math.max(...places), "some parameters lie on the heap").toBeGreaterThan(0);
    expect(Math.min(...places), "and some no longer do").toBe(0);
    expect(small.fprop.heap.used).toBeLessThanOrEqual(4 * MiB);
    expect(small.fprop.heap.memory!.buffer.byteLength).toBeLessThanOrEqual(4 * MiB);

    const large = await load();
    const wanted = train(large.fprop);
    expect(Math.min(...wanted.weights.map((w) => w.at))).toBeGreaterThan(0);
    expect(run.losses).toEqual(wanted.losses);
    expect(wanted.losses.at(-1)).toBeLessThan(wanted.losses[0]);
    for (const [i, w] of wanted.weights.entries()) expect(difference(run.weights[i].data, w.data)).toBeUndefined();
  });

  it("cannot be set to another size once it is in use, nor to a size that is none", async () => {
    small.fprop.kernels.tanh(small.fprop.Tensor.zeros([1]), small.fprop.Tensor.zeros([1]));
    expect(() => small.fprop.heap.limit(8 * MiB)).toThrow(
      expect.objectContaining({
        code: "STATE",
        message: "heap: limit should be set before the first tensor, got a heap in use",
      }),
    );
    const { heap } = (await load()).fprop;
    for (const bytes of [4 * MiB - 1, 2 ** 32 + 1, 5e6 + 0.5, NaN, -1, "8 MiB" as unknown as number])
      expect(() => heap.limit(bytes)).toThrow(expect.objectContaining({ code: "ARGUMENT" }));
    for (const bytes of [4 * MiB, 2 ** 32, 5_000_001]) heap.limit(bytes);
  });
});

/** Ordinary numbers in ordinary memory; 1009 of them over and over, a prime, so that no piece is like another. */
function normal(shape: readonly number[], dtype: "float32" | "float64", seed: number): Tensor {
  const { Rng, Tensor } = small.fprop;
  const rng = new Rng(seed);
  const period = Array.from({ length: 1009 }, () => rng.normal());
  const t = Tensor.zeros(shape, dtype);
  for (let i = 0; i < t.size; i++) t.data[i] = period[i % 1009];
  return t;
}

const dtypes = ["float32", "float64"] as const;

describe.each(dtypes)("operands larger than the scratch, in %s:", (dtype) => {
  const half = dtype === "float32" ? 2 : 1;

  describe.each([
    ["m, then k", 800, 5, 700 * half],
    ["n, then k", 5, 800, 700 * half],
    ["n, then m", 700, 800 * half, 5],
    ["k", 9, 11, 15_000 * half],
  ] as const)("products split along %s", (_, m, n, k) => {
    it.each(["NN", "NT", "TN"] as const)("%s", (kind) => {
      const { kernels } = small.fprop;
      const { reference, op } = small;
      const [transA, transB] = [kind === "TN", kind === "NT"];
      const [lda, ldb, ldc] = [(transA ? m : k) + 3, (transB ? k : n) + 1, n + 2];
      const a = normal([transA ? k : m, lda], dtype, 1);
      const b = normal([transB ? n : k, ldb], dtype, 2);
      const row = normal([n], dtype, 3);
      const first = normal([m, ldc], dtype, 4);
      const got = first.clone();
      const wanted = first.clone();
      const plain = (start: number): void =>
        reference.gemm(
          start,
          [wanted.data, 0, ldc],
          transA ? [a.data, 0, 1, lda] : [a.data, 0, lda, 1],
          transB ? [b.data, 0, 1, ldb] : [b.data, 0, ldb, 1],
          row.data,
          m,
          n,
          k,
        );

      if (kind === "NT") kernels.affineNT(got, a, b, row, m, n, k, lda, ldb, ldc);
      else if (kind === "NN") kernels.gemmNN(got, a, b, m, n, k, lda, ldb, ldc);
      else kernels.gemmTN(got, a, b, m, n, k, lda, ldb, ldc);
      plain(kind === "NT" ? op.FROM_ROW : op.FROM_ZERO);
      expect(difference(got.data, wanted.data)).toBeUndefined();
      expect(difference(row.data, normal([n], dtype, 3).data)).toBeUndefined();
      const add = { NN: kernels.addGemmNN, NT: kernels.addGemmNT, TN: kernels.addGemmTN }[kind];
      add(got, a, b, m, n, k, lda, ldb, ldc);
      plain(op.FROM_C);
      expect(difference(got.data, wanted.data), "added to what is there").toBeUndefined();
    });
  });

  /** [rows, cols] of which several rows fit into the scratch, and of which not one does. */
  describe.each([
    ["rows in pieces", 1500 * half, 201],
    ["a row larger than the scratch", 2, 270_001 * half],
  ] as const)("%s", (_, rows, cols) => {
    const x = (): Tensor => normal([rows, cols], dtype, 6);
    const both = (
      kernel: (t: Tensor[]) => number | void,
      plain: (t: Numbers[]) => number | void,
      operands: Tensor[],
    ): void => {
      const wanted = operands.map((t) => t.clone());
      const result = plain(wanted.map((t) => t.data));
      expect(kernel(operands)).toBe(result);
      for (const [i, t] of operands.entries())
        expect(difference(t.data, wanted[i].data), `operand ${i}`).toBeUndefined();
    };

    it("elementwise", () => {
      const { kernels } = small.fprop;
      const { reference, op } = small;
      both(
        ([y, v]) => kernels.scale(y, v, 0.3),
        ([y, v]) => reference.map(reference.arithmetic, op.SCALE, y, v, 0.3, 0),
        [x(), x()],
      );
      both(
        ([z, u, v]) => kernels.multiply(z, u, v),
        ([z, u, v]) => reference.zip(reference.arithmetic, op.MUL, z, u, v, 0, 0),
        [x(), x(), normal([rows, cols], dtype, 7)],
      );
      both(
        ([y, v]) => kernels.addScaled(y, v, 0.3),
        ([y, v]) => reference.zip(reference.arithmetic, op.ADD_SCALED, y, y, v, 0.3, 0),
        [x(), x()],
      );
    });

    it("sums", () => {
      both(
        ([v]) => small.fprop.kernels.sum(v),
        ([v]) => small.reference.reduce(small.op.SUM, v),
        [x()],
      );
    });

    it("rows to rows", () => {
      const { kernels } = small.fprop;
      const { reference } = small;
      both(
        ([y, v]) => kernels.softmax(y, v, cols),
        ([y, v]) => reference.softmax(y, v, rows),
        [x(), x()],
      );
      both(
        ([d, e, y]) => kernels.softmaxBackward(d, e, y, cols),
        ([d, e, y]) => reference.softmaxBackward(d, e, y, rows),
        [x(), x(), normal([rows, cols], dtype, 7)],
      );
    });

    it("rows to one number each, and columns to one row", () => {
      const { kernels } = small.fprop;
      const { reference } = small;
      both(
        ([o, v]) => kernels.logSumExp(o, v, cols),
        ([o, v]) => reference.logSumExp(o, v, rows),
        [normal([rows], dtype, 8), x()],
      );
      both(
        ([o, v]) => kernels.addColumnSums(o, v, cols),
        ([o, v]) => reference.addColumnSums(o, v, rows, cols),
        [normal([cols], dtype, 8), x()],
      );
      both(
        ([y, s]) => kernels.scaleRows(y, s),
        ([y, s]) => reference.scaleRows(y, s, rows, cols),
        [x(), normal([rows], dtype, 8)],
      );
    });

    it("losses over classes, with the sum of their weights", () => {
      const { kernels, Tensor } = small.fprop;
      const { reference } = small;
      const t = Tensor.from(Int32Array.from({ length: rows }, (_v, i) => (i * 7) % cols));
      const w = normal([cols], dtype, 9);
      both(
        ([l, y, k, v]) => kernels.nll(l, y, k, v, 0.1, 3),
        ([l, y, k, v]) => reference.nll(l, y, k, v, 0.1, 3),
        [normal([rows], dtype, 8), x(), t, w],
      );
      both(
        ([d, k, v]) => kernels.nllBackward(d, k, v, 0.1, 3, 0.5),
        ([d, k, v]) => reference.nllBackward(d, k, v, 0.1, 3, 0.5),
        [x(), t, w],
      );
    });

    it("updates", () => {
      const { kernels } = small.fprop;
      const { reference } = small;
      const operands = [7, 8, 9, 10].map((seed) => normal([rows, cols], dtype, seed));
      both(
        ([p, g, v]) => kernels.sgd(p, g, v, 0.1, 0.9, 1, 0.01, true, false),
        ([p, g, v]) => reference.sgd(p, g, v, 0.1, 0.9, 1, 0.01, true, false),
        operands.slice(0, 3),
      );
      both(
        ([p, g, m, v]) => kernels.adam(p, g, m, v, undefined, 0.1, 0, 0.9, 0.99, 0.5, 1e-8, 0, 1),
        ([p, g, m, v]) => reference.adam(p, g, m, v, undefined, 0.1, 0, 0.9, 0.99, 0.5, 1e-8, 0, 1),
        operands,
      );
    });
  });
});
