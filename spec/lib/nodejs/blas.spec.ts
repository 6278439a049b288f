import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import {
  CrossEntropyLoss,
  FpropError,
  Flatten,
  heap,
  kernels,
  Linear,
  ReLU,
  Rng,
  Sequential,
  SGD,
  Tensor,
  TransformerEncoderLayer,
  type AnyModule,
} from "../../../index.ts";
import { outside } from "../../../lib/kernels/outside.ts";
import { loader } from "../../../lib/nodejs/blas.ts";
import { search } from "../../../lib/nodejs/cblas.ts";
import { useBlas, type Blas } from "../../../node.ts";
import { beyond, compare, difference, Draw, type Floats } from "../kernels/harness.ts";
import { refusal } from "../../refusal.ts";
import { cases } from "../kernels/products.ts";

// Products by the system's BLAS. Where there is none they are skipped loudly; REQUIRE_BLAS=1 has them fail.

const dtypes: readonly Floats[] = ["float32", "float64"];
const root = join(import.meta.dirname, "../../..");

const refused = async (promise: Promise<unknown>): Promise<FpropError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FpropError);
  expect(outside.above, "the kernels go on").toBe(Infinity);
  return error as FpropError;
};

const found = await useBlas().then(
  (blas) => blas,
  (error: unknown) => String(error),
);
if (typeof found !== "string") found.stop();

let blas: Blas | undefined;
afterEach(() => blas?.stop());

/** A BLAS, and how many products it was asked for and made from then on. */
async function counted(above: number): Promise<{ count: number }> {
  blas = await useBlas({ above });
  const made = { count: 0 };
  const { product } = outside;
  outside.product = (...all) => {
    const did = product(...all);
    made.count += +did;
    return did;
  };
  const { stop } = blas;
  blas = { ...blas, stop: () => (Object.assign(outside, { product }), stop()) };
  return made;
}

function matrix(rng: Rng, dtype: Floats, shape: readonly number[], onHeap = true): Tensor {
  const t = onHeap ? Tensor.reuse(undefined, dtype, shape) : Tensor.zeros(shape, dtype);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
}

/** The losses and the weights of some steps of a net. */
function trained(net: AnyModule, x: Tensor): Float64Array {
  const rng = new Rng(2);
  const t = Tensor.from(
    Array.from({ length: x.shape[0] }, () => rng.integer(5)),
    [x.shape[0]],
    "int32",
  );
  const [loss, optimizer] = [new CrossEntropyLoss(), new SGD(net.parameters(), { lr: 0.05, momentum: 0.9 })];
  const losses: number[] = [];
  for (let step = 0; step < 12; step++) {
    optimizer.zeroGrad();
    losses.push(loss.fprop(net.fprop(x) as Tensor, t));
    net.bprop(loss.bprop());
    optimizer.step();
  }
  return Float64Array.from([...losses, ...net.parameters().flatMap((p) => [...p.value.data])]);
}

const nets: readonly (readonly [string, (rng: Rng) => AnyModule])[] = [
  [
    "a perceptron",
    (rng) => new Sequential(new Linear(48, 64, { rng }), new ReLU(), new Flatten(), new Linear(384, 5, { rng })),
  ],
  [
    "a Transformer's layer",
    (rng) =>
      new Sequential(
        new TransformerEncoderLayer(48, 4, { dimFeedforward: 64, dropout: 0, rng }),
        new Flatten(),
        new Linear(288, 5, { rng }),
      ),
  ],
];

const missing = typeof found === "string" ? found : undefined;
if (missing !== undefined)
  it.skipIf(process.env.REQUIRE_BLAS !== "1")("BLAS TESTS NOT RUN: there is none", () => expect.unreachable(missing));

describe.skipIf(missing !== undefined)("useBlas", () => {
  it("says what it found", async () => {
    blas = await useBlas();
    expect(blas.library).toMatch(/blas|mkl|blis|Accelerate/i);
    if (/openblas/.test(blas.library)) expect(blas.version).toMatch(/^OpenBLAS \d/);
    if (!/Accelerate/.test(blas.library)) expect(blas.threads).toBe(1);
  });

  it("takes as many threads as it may, in the end again one", async () => {
    if (/Accelerate/.test((found as Blas).library))
      expect(await refused(useBlas({ threads: 2 }))).toMatchObject({ code: "ARGUMENT", what: "threads" });
    else {
      expect(await useBlas({ threads: 2 })).toMatchObject({ threads: 2 });
      expect(await useBlas()).toMatchObject({ threads: 1 });
    }
    outside.above = Infinity;
  });

  describe.each(dtypes)("in %s", (dtype) => {
    it.each(Object.entries(cases))("has the numbers of the plain loops for %s", async (_, draw) => {
      const made = await counted(0);
      const rng = new Rng(1);
      for (let i = 0; i < 24; i++) {
        const call = draw(new Draw(dtype, false, rng));
        const before = made.count;
        const wrong = compare(call, rng, beyond(dtype === "float32" ? 1e-3 : 1e-11));
        expect(wrong, `call ${i}, sizes ${call.operands.map((t) => t.size).join(", ")}`).toBeUndefined();
        expect(made.count - before).toBeGreaterThanOrEqual(8);
      }
    });

    it.each(nets)("trains %s as the kernels do", async (_, net) => {
      const x = matrix(new Rng(3), dtype, [32, 6, 48], false);
      const without = trained(net(new Rng(4)).to(dtype), x);
      const made = await counted(8192);
      const withBlas = trained(net(new Rng(4)).to(dtype), x);
      expect(made.count).toBeGreaterThan(12 * 5);
      expect(difference(withBlas, without)).toBeDefined();
      expect(beyond(dtype === "float32" ? 1e-4 : 1e-10)(withBlas, without)).toBeUndefined();
      blas!.stop();
      expect(difference(trained(net(new Rng(4)).to(dtype), x), without)).toBeUndefined();
    });

    it("leaves to the kernels what is small, and what lies on itself", async () => {
      const rng = new Rng(5);
      const [a, b] = [matrix(rng, dtype, [40, 30]), matrix(rng, dtype, [30, 40])];
      const run = (lda: number): Tensor => {
        const c = matrix(rng, dtype, [40, 40]);
        kernels.gemmNN(c, a, b, 40, 40, 30, lda);
        return c.clone();
      };
      const [apart, same] = [run(30), run(0)];
      const made = await counted(40 * 40 * 30 + 1);
      expect(difference(run(30).data, apart.data)).toBeUndefined();
      outside.above--;
      expect(difference(run(0).data, same.data)).toBeUndefined();
      expect(made.count).toBe(0);
      expect(beyond(1e-4)(run(30).data, apart.data)).toBeUndefined();
      expect(made.count).toBe(1);
    });

    it("finds the heap where it was after that has grown", async () => {
      const made = await counted(0);
      const rng = new Rng(6);
      const product = (): void => {
        const [a, b, c] = [matrix(rng, dtype, [3, 5]), matrix(rng, dtype, [5, 2]), matrix(rng, dtype, [3, 2])];
        kernels.gemmNN(c, a, b, 3, 2, 5);
        const by = (p: number): number => a.data[5 + p] * b.data[2 * p + 1];
        expect(c.data[3]).toBeCloseTo(by(0) + by(1) + by(2) + by(3) + by(4), 4);
      };
      product();
      const before = heap.memory!.buffer.byteLength;
      const large = Tensor.reuse(undefined, "float64", [before / 8]);
      expect(heap.memory!.buffer.byteLength).toBeGreaterThan(before);
      product();
      expect([made.count, large.size]).toEqual([2, before / 8]);
    });
  });

  it("is stopped by its own stop alone", async () => {
    const first = await useBlas({ above: 1 });
    blas = await useBlas({ above: 2 });
    first.stop();
    expect(outside.above).toBe(2);
    blas.stop();
    expect(outside.above).toBe(Infinity);
    first.stop();
    expect(outside.above).toBe(Infinity);
  });
});

/** A library of each system that is no BLAS. */
const others: Readonly<Record<string, string>> = {
  linux: "libm.so.6",
  darwin: "libSystem.dylib",
  win32: "kernel32.dll",
};

describe("useBlas without a BLAS", () => {
  it("says what to install where koffi is missing", async () => {
    const error = await refused(loader("no-such-koffi"));
    expect(error).toMatchObject({ code: "ARGUMENT", what: "koffi" });
    expect(error.cause).toBeInstanceOf(Error);
    const { peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      peerDependencies: Record<string, string>;
    };
    expect(error.expected).toContain(`npm install koffi@${peerDependencies.koffi}`);
  });

  it("does not keep anybody from working where koffi is missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fprop-"));
    try {
      const outfile = join(folder, "program.mjs");
      const contents = `import { kernels, Tensor } from "./index.ts";
        import { useBlas } from "./node.ts";
        const error = await useBlas().catch((error) => error);
        const [a, c] = [Tensor.from([[1, 2], [3, 4]]), Tensor.zeros([2, 2])];
        kernels.gemmNN(c, a, a, 2, 2, 2);
        console.log(error.name, error.code, error.what, [...c.data]);`;
      const stdin = { contents, resolveDir: root, loader: "ts" } as const;
      await build({ stdin, outfile, bundle: true, platform: "node", format: "esm" });
      const said = execFileSync(process.execPath, [outfile], { cwd: folder, encoding: "utf8" });
      expect(said).toBe("FpropError ARGUMENT koffi [ 7, 10, 15, 22 ]\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses a library that there is not, or that is none", async () => {
    const missing = await refused(useBlas({ library: "libnosuchblas.so" }));
    expect(missing).toMatchObject({ code: "IO", what: "library" });
    expect(missing.got).toContain("libnosuchblas.so");
    expect(missing.cause).toBeInstanceOf(Error);
    const other = await refused(useBlas({ library: others[process.platform] }));
    expect(other).toMatchObject({ code: "FORMAT", what: "library", got: `${others[process.platform]} without them` });
  });

  it("says what it tried and what to install where no library is found", () => {
    const error = refusal(() =>
      search({
        load: () => {
          throw new Error("no");
        },
      } as never),
    );
    expect(error).toMatchObject({ code: "IO", what: "BLAS" });
    expect(error.expected).toMatch(/^installed, such as \S+/);
    expect(error.got).toMatch(/^none of .*(openblas|Accelerate)/);
  });

  it.each([
    [{ library: "" }, "library"],
    [{ library: 3 as never }, "library"],
    [{ threads: 0 }, "threads"],
    [{ threads: 1.5 }, "threads"],
    [{ above: -1 }, "above"],
    [{ above: NaN }, "above"],
  ])("refuses %o", async (options, what) => {
    expect(await refused(useBlas(options))).toMatchObject({ code: "ARGUMENT", path: "useBlas", what });
  });
});
