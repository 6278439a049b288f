import { afterEach, describe, expect, it, vi } from "vitest";
import type * as Fprop from "../../index.ts";

// Where there is no WebAssembly, or a page's policy refuses to compile it, plain loops do the same arithmetic.

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The library as it starts where `WebAssembly` is what is given. */
async function load(wasm?: unknown): Promise<typeof Fprop> {
  vi.resetModules();
  if (wasm !== "as it is") vi.stubGlobal("WebAssembly", wasm);
  return import("../../index.ts");
}

/** Trains nets of every kind of layer; returns all the numbers there are at the end. */
function train(f: typeof Fprop, dtype: "float32" | "float64"): readonly (readonly number[])[] {
  const rng = new f.Rng(8);
  const net = new f.Sequential(
    new f.Linear(6, 9, { rng }),
    new f.Tanh(),
    new f.RadialBasis(f.init.normal()([9, 9], rng), 3).freeze(false),
    new f.Residual(new f.Sequential(new f.Linear(9, 9, { rng }), new f.Sigmoid())),
    new f.Maxout(9, 7, 3, { rng }),
    new f.LeakyReLU(),
    new f.PolynomialFeatures(2),
    new f.Linear(35, 5, { rng }),
  ).to(dtype);
  const objective = new f.Objective(new f.CrossEntropyLoss({ labelSmoothing: 0.1, weight: [1, 2, 1, 0.5, 1] }), [
    new f.ElasticNet(net.parameters(), 1e-3, 1e-3),
  ]);
  const optimizers = [
    new f.Adam(net.parameters(), { lr: 0.01, amsgrad: true }),
    new f.SGD(net.parameters(), { lr: 0.05, momentum: 0.9, nesterov: true }),
  ];
  const x = f.Tensor.from(
    Array.from({ length: 19 * 6 }, () => rng.normal()),
    [19, 6],
    dtype,
  );
  const t = f.Tensor.from(
    Array.from({ length: 19 }, () => rng.integer(5)),
    [19],
    "int32",
  );
  const losses = Array.from({ length: 30 }, (_, i) => {
    net.zeroGrad();
    const E = objective.fprop(net.fprop(x) as Fprop.Tensor, t);
    net.bprop(objective.bprop());
    optimizers[i % 2].step();
    return E;
  });
  expect(losses.at(-1)).toBeLessThan(losses[0]);
  return [losses, [...(net.predict(x) as Fprop.Tensor).data], ...net.parameters().map((p) => [...p.value.data])];
}

/** The same of convolutions in all directions. */
function convolve(f: typeof Fprop, dtype: "float32" | "float64"): readonly (readonly number[])[] {
  const rng = new f.Rng(9);
  const net = new f.Sequential(
    new f.Conv2d(2, 4, 3, { rng, padding: 1, groups: 2 }),
    new f.Tanh(),
    new f.Conv2d(4, 3, 2, { rng, padding: [1, 0], paddingMode: "reflect", bias: false }),
    new f.ConvTranspose2d(3, 2, 3, { rng, stride: 2, padding: 1 }),
    new f.Unfold([2, 3], { stride: 2, padding: 1 }),
    new f.Fold([9, 7], [2, 3], { stride: 2, padding: 1 }),
    new f.Flatten(),
    new f.Linear(126, 3, { rng }),
  ).to(dtype);
  const [x, t] = [f.Tensor.zeros([5, 2, 4, 5], dtype), f.Tensor.zeros([5, 3], dtype)];
  for (let i = 0; i < x.size; i++) x.data[i] = rng.normal();
  const [loss, optimizer] = [new f.MSELoss(), new f.SGD(net.parameters(), { lr: 0.05 })];
  const losses = Array.from({ length: 10 }, () => {
    net.zeroGrad();
    const E = loss.fprop(net.fprop(x) as Fprop.Tensor, t);
    net.bprop(loss.bprop());
    optimizer.step();
    return E as number;
  });
  expect(losses.at(-1)).toBeLessThan(losses[0]);
  return [losses, ...net.parameters().map((p) => [...p.value.data])];
}

/** An engine that has memory to give, and a policy that compiles nothing. */
const forbidden = Object.create(Reflect.get(globalThis, "WebAssembly") as object, {
  Module: {
    value: function refuse(): never {
      throw new EvalError("a policy forbids it");
    },
  },
}) as object;

describe.each([
  ["is no WebAssembly", undefined, /WebAssembly/],
  ["is WebAssembly but a policy forbids to compile it", forbidden, /a policy forbids it/],
] as const)("where there %s", (_, wasm, reason) => {
  it.each(["float32", "float64"] as const)(
    "training gives the same bits, with one warning, in %s",
    async (dtype) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const whole = await load("as it is");
      const [wanted, convolved] = [train(whole, dtype), convolve(whole, dtype)];
      expect(warn).not.toHaveBeenCalled();
      const without = await load(wasm);
      expect(train(without, dtype)).toEqual(wanted);
      expect(convolve(without, dtype)).toEqual(convolved);
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0][0]).toMatch(/^fprop: .*plain JavaScript/);
      expect(warn.mock.calls[0][0]).toMatch(reason);
    },
    30_000,
  );
});

it("without memory that can be shared, the memory is reserved once and the bits are the same", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const wanted = train(await load("as it is"), "float32");
  vi.stubGlobal("crossOriginIsolated", false);
  const alone = await load("as it is");
  expect(train(alone, "float32")).toEqual(wanted);
  expect(warn).not.toHaveBeenCalled();
  expect(alone.heap.shared).toBe(false);
  const { buffer } = alone.heap.memory!;
  expect(buffer).toBeInstanceOf(ArrayBuffer);
  const large = new alone.Parameter(alone.Tensor.zeros([2_000_000]));
  expect(large.value.at).toBeGreaterThan(0);
  expect(alone.heap.memory!.buffer).toBe(buffer);
});
