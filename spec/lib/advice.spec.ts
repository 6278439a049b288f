import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The library, in which nothing has been said yet. */
const load = (): Promise<typeof import("../../index.ts")> => import("../../index.ts");

describe("a pair that kills gradients", () => {
  it("Softmax before CrossEntropyLoss is warned of once in a program", async () => {
    const { CrossEntropyLoss, Linear, Sequential, Softmax, Tensor } = await load();
    const x = Tensor.zeros([2, 3]);
    const t = Tensor.zeros([2], "int32");
    for (let i = 0; i < 3; i++) {
      const net = new Sequential(new Linear(3, 4), new Softmax());
      new CrossEntropyLoss().fprop(net.fprop(x), t);
    }
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      [
        "fprop: Softmax before CrossEntropyLoss makes the gradient vanish where the output is confidently wrong. Leave the Softmax out: this loss takes logits.",
      ],
    ]);
  });

  it("Sigmoid before MSELoss is warned of too, each pair by itself", async () => {
    const { CrossEntropyLoss, MSELoss, Sigmoid, Softmax, Tensor } = await load();
    const x = Tensor.zeros([2, 3]);
    const sigmoid = new Sigmoid();
    for (let i = 0; i < 2; i++) new MSELoss().fprop(sigmoid.fprop(x), x);
    new CrossEntropyLoss().fprop(new Softmax().fprop(x), Tensor.zeros([2], "int32"));
    const said = vi.mocked(console.warn).mock.calls.map(([text]) => String(text));
    expect(said.length).toBe(2);
    expect(said[0]).toMatch(
      /^fprop: Sigmoid before MSELoss .* Use BCELoss, or BCEWithLogitsLoss without the Sigmoid\.$/,
    );
    expect(said[1]).toMatch(/^fprop: Softmax before CrossEntropyLoss/);
  });

  it("is seen at the first fprop of a new size as well", async () => {
    const { MSELoss, Sigmoid, Tensor } = await load();
    const sigmoid = new Sigmoid();
    sigmoid.fprop(Tensor.zeros([2, 3]));
    const x = Tensor.zeros([5, 3]);
    new MSELoss().fprop(sigmoid.fprop(x), x);
    expect(console.warn).toHaveBeenCalledTimes(1);
  });
});

it("is heard by whoever asks for it, every time, and not on the console; afterwards it is said there", async () => {
  const { MSELoss, Sigmoid, Tensor } = await load();
  const { adviceOn } = await import("../../testing.ts");
  const x = Tensor.zeros([2, 3]);
  const pair = (): void => {
    for (let i = 0; i < 2; i++) new MSELoss().fprop(new Sigmoid().fprop(x), x);
  };
  const heard = [
    "Sigmoid before MSELoss makes the gradient vanish where the output is confidently wrong. Use BCELoss, or BCEWithLogitsLoss without the Sigmoid.",
  ];
  expect([adviceOn(pair), adviceOn(pair)]).toEqual([heard, heard]);
  expect(adviceOn(() => void new MSELoss().fprop(x, x))).toEqual([]);
  expect(() =>
    adviceOn(() => {
      throw new Error("as it was");
    }),
  ).toThrow("as it was");
  expect(console.warn).not.toHaveBeenCalled();
  pair();
  expect(console.warn).toHaveBeenCalledTimes(1);
  expect(adviceOn(pair)).toEqual(heard);
});

it("pairs that do no harm pass in silence", async () => {
  const { BCELoss, CrossEntropyLoss, Linear, LogSoftmax, MSELoss, NLLLoss, Sequential, Sigmoid, Softmax, Tensor } =
    await load();
  const x = Tensor.zeros([2, 3]);
  const t = Tensor.zeros([2], "int32");
  new BCELoss().fprop(new Sigmoid().fprop(x), x);
  new MSELoss().fprop(new Softmax().fprop(x), x);
  new CrossEntropyLoss().fprop(new Sigmoid().fprop(x), t);
  new NLLLoss().fprop(new LogSoftmax().fprop(x), t);
  new CrossEntropyLoss().fprop(new Sequential(new Softmax(), new Linear(3, 3)).fprop(x), t);
  new CrossEntropyLoss().fprop(x, new Softmax().fprop(x));
  expect(console.warn).not.toHaveBeenCalled();
});
