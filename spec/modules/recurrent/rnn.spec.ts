import { describe, expect, it } from "vitest";
import { Linear, RNN, Rng, RNNCell, Sequential, Tensor } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const input = (...shape: number[]): Tensor => {
  const rng = new Rng(2);
  return drawn(shape, () => rng.normal());
};

describe("RNN", () => {
  it("is its cell, step after step", () => {
    const [rnn, cell] = [new RNN(2, 3, { rng: new Rng(1) }), new RNNCell(2, 3, { rng: new Rng(1) })];
    const x = input(1, 4, 2);
    const y = rnn.fprop(x);
    let h: Tensor = Tensor.zeros([1, 3]);
    for (let t = 0; t < 4; t++) {
      h = cell.fprop([x.reshape([4, 2]).rows(t, t + 1), h]).clone();
      expect([...h.data]).toEqual([...y.data.slice(3 * t, 3 * t + 3)]);
    }
  });

  it("keeps its steps apart from a sequence's end on, whatever stands there", () => {
    const rnn = new RNN(2, 3, { rng: new Rng(1), bidirectional: true, lengths: true });
    const lengths = Tensor.from([3, 1], [2], "int32");
    const x = input(2, 3, 2);
    const y = rnn.fprop([x, lengths]).clone();
    expect([...y.data.slice(24)]).toEqual(new Array(12).fill(0));
    x.data.fill(NaN, 8);
    expect(bits(rnn.fprop([x, lengths]))).toBe(bits(y));
    const [dx] = rnn.bprop(drawn([2, 3, 6], () => 1));
    expect(dx.data.every((v, i) => (i < 8 ? v !== 0 && !Number.isNaN(v) : v === 0))).toBe(true);
    expect(rnn.parameters().every((p) => p.grad.data.every((v) => Number.isFinite(v)))).toBe(true);
  });

  it("has zeros in a sequence of no step, and its first state for the last", () => {
    const rnn = new RNN(2, 3, { states: true, lengths: true });
    const h = input(2, 1, 3);
    const [y, last] = rnn.fprop([input(2, 3, 2), h, Tensor.from([0, 3], [2], "int32")]);
    expect([...y.data.slice(0, 9)]).toEqual(new Array(9).fill(0));
    expect([...last.data.slice(0, 3)]).toEqual([...h.data.slice(0, 3)]);
  });

  it("has the right gradients in a net and after many steps", () => {
    const net = new Sequential(
      new RNN(2, 3, { rng: new Rng(1), bidirectional: true }),
      new Linear(6, 1, { rng: new Rng(3) }),
    );
    const report = gradcheck(net, input(2, 12, 2));
    expect(report.ok, String(report)).toBe(true);
  });

  it("refuses lengths that are no steps, and options that make no sense", () => {
    const rnn = new RNN(2, 3, { lengths: true });
    const x = input(2, 3, 2);
    expect(refusal(() => rnn.fprop([x, Tensor.from([4, 1], [2], "int32")])).message).toBe(
      "RNN(2 → 3): lengths should be in [0, 3], got 4 at index 0",
    );
    expect(refusal(() => rnn.fprop([x, Tensor.from([1, 1])])).code).toBe("DTYPE");
    expect(refusal(() => rnn.fprop([x] as never)).code).toBe("SHAPE");
    expect(refusal(() => new RNN(2, 3, { nonlinearity: "sigmoid" as "tanh" })).code).toBe("ARGUMENT");
    expect(refusal(() => new RNN(2, 3, { numLayers: 0 })).code).toBe("ARGUMENT");
    expect(refusal(() => new RNN(2, 3, { dropout: 1 })).code).toBe("ARGUMENT");
    expect(refusal(() => new RNN(2, 3, { remember: true, states: true })).code).toBe("ARGUMENT");
  });

  it("says what it is", () => {
    expect(String(new RNN(3, 4, { numLayers: 2, bidirectional: true }))).toBe("RNN(3 → 4, 2 layers, bidirectional)");
  });
});
