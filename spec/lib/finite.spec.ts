import { describe, expect, it } from "vitest";
import {
  Add,
  FpropError,
  Graph,
  join,
  LeakyReLU,
  Linear,
  Residual,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type Module,
  type Node,
} from "../../index.ts";

const rng = new Rng(1);
const make = () =>
  new Sequential(
    new Linear(2, 3, { rng }),
    new Residual(new Sequential(new Tanh(), new Linear(3, 3, { rng }))),
    new LeakyReLU(),
  );
const ones = (...shape: number[]): Tensor => {
  const t = Tensor.zeros(shape);
  t.data.fill(1);
  return t;
};

/** The message of the NONFINITE error that `call` throws. */
function found(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toMatchObject({ name: "FpropError", code: "NONFINITE" });
    return (error as FpropError).message;
  }
  return "nothing found";
}

describe("checkFinite", () => {
  it("lets finite numbers pass, up to the largest of the type", () => {
    for (const [dtype, largest] of [
      ["float32", (2 - 2 ** -23) * 2 ** 127],
      ["float64", Number.MAX_VALUE],
    ] as const) {
      const net = new Sequential(new LeakyReLU({ negativeSlope: 1 })).checkFinite(true);
      for (const onHeap of [true, false]) {
        const x = onHeap ? Tensor.reuse(undefined, dtype, [1, 5]) : Tensor.zeros([1, 5], dtype);
        x.data.set([largest, -largest, 0, -0, 1]);
        expect(net.fprop(x).data).toEqual(x.data);
        expect(net.bprop(x).data).toEqual(x.data);
        x.data[1] = -Infinity;
        expect(found(() => net.fprop(x))).toContain("got -Infinity at index 1");
      }
    }
  });

  it("names the first module whose input is not finite", () => {
    const net = make().checkFinite(true);
    const x = ones(2, 2);
    x.data[3] = NaN;
    expect(found(() => net.fprop(x))).toBe("net.0.Linear(2 → 3): input x should be finite, got NaN at index 3");
  });

  it("names a parameter, before its module makes use of it", () => {
    const net = make().checkFinite(true);
    const [, , , , bias] = net
      .namedParameters()
      .map(([, p]) => p)
      .concat(net.parameters().slice(-1));
    bias.value.data[1] = Infinity;
    expect(found(() => net.fprop(ones(2, 2)))).toBe(
      "net.1.module.1.Linear(3 → 3): parameter bias should be finite, got Infinity at index 1",
    );
  });

  it("names an output that overflows", () => {
    const net = make().checkFinite(true);
    const { weight } = net.layers[0];
    weight.value.data.fill(1e38);
    const x = ones(2, 2);
    x.data.fill(3);
    expect(found(() => net.fprop(x))).toBe("net.0.Linear(2 → 3): output y should be finite, got Infinity at index 0");
  });

  it("names a gradient that comes in, goes out, or adds up in a parameter", () => {
    const net = make().checkFinite(true);
    net.fprop(ones(2, 2));
    const dy = ones(2, 3);
    dy.data[5] = -Infinity;
    expect(found(() => net.bprop(dy))).toBe(
      "net.2.LeakyReLU(0.01): gradient dy should be finite, got -Infinity at index 5",
    );

    const steep = new Sequential(new Linear(2, 3), new LeakyReLU({ negativeSlope: -1e30 })).checkFinite(true);
    steep.fprop(ones(2, 2));
    steep.layers[1].x!.data.fill(-1);
    dy.data.fill(1e10);
    expect(found(() => steep.bprop(dy))).toMatch(
      /^net\.1\.LeakyReLU\(-1e\+30\): gradient dx should be finite, got -Infinity/,
    );

    const { bias } = net.layers[0];
    net.fprop(ones(2, 2));
    bias!.grad.data[2] = NaN;
    expect(found(() => net.bprop(ones(2, 3)))).toBe(
      "net.0.Linear(2 → 3): gradient of bias should be finite, got NaN at index 2",
    );
  });

  it("looks into tuples", () => {
    const net = new Graph((a: Node, b: Node) => join(a, b).into(new Add())).checkFinite(true);
    const bad = ones(2, 2);
    bad.data[0] = NaN;
    expect(found(() => net.fprop([ones(2, 2), bad]))).toMatch(
      /^net\.0\.Add: input x should be finite, got NaN at index 0/,
    );
  });

  it("leaves what is no tensor to the module", () => {
    const net = make().checkFinite(true);
    for (const stray of [undefined, 3, { data: [NaN] }])
      expect(() => net.fprop(stray as unknown as Tensor)).toThrow(/^net\.0\.Linear\(2 → 3\): x should be a Tensor/);
  });

  it("changes no number, and can be turned off again", () => {
    const net: Module = make();
    const x = ones(2, 2);
    const plain = net.fprop(x).clone();
    net.checkFinite(true).checkFinite(true);
    expect(net.fprop(x)).toEqual(expect.objectContaining({ shape: plain.shape }));
    expect(net.fprop(x).toArray()).toEqual(plain.toArray());
    expect(net.checkFinite(false)).toBe(net);
    x.data[0] = NaN;
    expect(found(() => net.fprop(x))).toBe("nothing found");
    for (const m of net.modules())
      expect([Object.hasOwn(m, "fprop"), Object.hasOwn(m, "bprop")]).toEqual([false, false]);
  });
});
