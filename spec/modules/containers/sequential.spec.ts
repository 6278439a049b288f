import { describe, expect, it } from "vitest";
import { Linear, ReLU, Sequential, Tanh, Tensor, type AnyModule } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Sequential", () => {
  const scale = (w: number): Linear => new Linear(1, 1, { bias: false, init: (shape) => Tensor.from([[w]], shape) });

  it("feeds each layer's output to the next, and gradients back", () => {
    const net = new Sequential(scale(2), new ReLU(), scale(-5));
    expect(net.fprop(Tensor.from([[3], [-3]])).toArray()).toEqual([[-30], [0]]);
    expect(net.bprop(Tensor.from([[1], [1]])).toArray()).toEqual([[-10], [0]]);
    expect(net.parameters().map((p) => p.grad.item())).toEqual([-15, 6]);
  });

  it("names parameters as PyTorch does", () => {
    const net = new Sequential(new Linear(2, 3), new Tanh(), new Sequential(new Linear(3, 1)));
    expect(Object.keys(net.stateDict())).toEqual(["0.weight", "0.bias", "2.0.weight", "2.0.bias"]);
  });

  it("takes names, which stand in state dicts, in paths of errors, and in twins", () => {
    const net = Sequential.named({ fc1: new Linear(2, 3), act: new Tanh(), head: new Linear(3, 1) });
    expect(Object.keys(net.stateDict())).toEqual(["fc1.weight", "fc1.bias", "head.weight", "head.bias"]);
    expect(Object.keys(net.twin().stateDict())).toEqual(Object.keys(net.stateDict()));
    expect(net.predict(Tensor.zeros([4, 2])).shape).toEqual([4, 1]);
    expect(refusal(() => net.fprop(Tensor.zeros([4, 3]))).path).toBe("net.fc1.Linear(2 → 3)");
    for (const name of ["0", "17", "a.b", ""])
      expect(refusal(() => Sequential.named({ [name]: new Tanh() }))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => Sequential.named(undefined as never)).code).toBe("ARGUMENT");
    const layer = new Tanh();
    expect(refusal(() => Sequential.named({ a: layer, b: layer })).code).toBe("DUPLICATE");
  });

  it("is the identity where it has no layers", () => {
    const x = Tensor.from([[1, 2]]);
    const net = new Sequential();
    expect(net.fprop(x)).toBe(x);
    expect(net.bprop(x)).toBe(x);
  });

  it("refuses one module in two places, however deep, but not its twin", () => {
    const layer = new Linear(2, 2);
    const nested = new Sequential(new Tanh(), layer);
    const build = (...layers: AnyModule[]): unknown => new Sequential<AnyModule[]>(...layers);
    for (const layers of [
      [layer, layer],
      [layer, new Tanh(), layer],
      [layer, nested],
      [nested, new Tanh(), nested],
    ])
      expect(refusal(() => build(...layers))).toMatchObject({ code: "DUPLICATE" });
    expect(refusal(() => build(layer, new Tanh(), layer)).message).toMatch(
      /^Sequential: layer 2 should be .*twin\(\).* layer 0$/,
    );
    const net = new Sequential(layer, layer.twin());
    expect(net.parameters()).toHaveLength(2);
  });

  it("refuses a bprop after an fprop that broke off, whose intermediates are of two batches", () => {
    const net = new Sequential(new Tanh(), new Linear(2, 1));
    net.fprop(Tensor.zeros([4, 2]));
    expect(refusal(() => net.fprop(Tensor.zeros([4, 3]))).path).toBe("net.1.Linear(2 → 1)");
    expect(refusal(() => net.bprop(Tensor.zeros([4, 1]))).code).toBe("STATE");
  });
});
