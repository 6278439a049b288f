import { describe, expect, it } from "vitest";
import { evaluate, Graph, join, Linear, LSTM, Module, Rng, Sequential, Tensor, variable, vjp } from "../../../index.ts";
import type { Expression, Node } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, distance, drawn, kept } from "../../values.ts";

const rng = new Rng(3);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

/** [a, b, …] → [b, a, …] of a tensor of three axes. */
function swapped(t: Tensor): Tensor {
  const [a, b, n] = t.shape;
  const made = Tensor.zeros([b, a, n], t.dtype);
  for (let i = 0; i < t.size; i++) {
    const [p, q, k] = [Math.floor(i / (b * n)), Math.floor(i / n) % b, i % n];
    made.data[(q * a + p) * n + k] = t.data[i];
  }
  return made;
}

describe("LSTM", () => {
  it("has PyTorch's names, in its order", () => {
    const names = Object.keys(new LSTM(2, 3, { numLayers: 2, bidirectional: true }).stateDict());
    expect(names.slice(0, 6).join(" ")).toBe(
      "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l0_reverse weight_hh_l0_reverse",
    );
    expect(names.length).toBe(16);
    expect(new LSTM(2, 3, { numLayers: 2, bidirectional: true }).stateDict().weight_ih_l1.shape).toEqual([12, 6]);
  });

  it("starts uniform in ±1/√hiddenSize", () => {
    const all = new LSTM(9, 16).parameters().flatMap((p) => [...p.value.data]);
    expect(Math.max(...all)).toBeLessThan(0.25);
    expect(Math.max(...all)).toBeGreaterThan(0.24);
    expect(Math.min(...all)).toBeLessThan(-0.24);
  });

  it("has the right gradients with every option at once", () => {
    const lstm = new LSTM(2, 3, {
      rng,
      numLayers: 3,
      bidirectional: true,
      states: true,
      lengths: true,
      batchFirst: false,
    });
    const x = [input(4, 3, 2), input(6, 3, 3), input(6, 3, 3), Tensor.from([2, 4, 1], [3], "int32")] as const;
    const report = gradcheck(lstm, x);
    expect(report.ok, String(report)).toBe(true);
    expect(report.checked).toBe(24 + 108 + lstm.parameters().reduce((n, p) => n + p.value.size, 0));
  });

  it("takes x for a constant with inputGrad: false: dx is 0, all other gradients are the same bits", () => {
    const options = { numLayers: 2, bidirectional: true } as const;
    const [full, first] = [true, false].map((inputGrad) => new LSTM(2, 3, { rng: new Rng(1), ...options, inputGrad }));
    const [x, dy] = [input(3, 4, 2), input(3, 4, 6)];
    const [dx, none] = [full, first].map((lstm) => {
      lstm.fprop(x);
      return kept(lstm.bprop(dy)) as Tensor;
    });
    expect(dx.data.every((v) => v !== 0)).toBe(true);
    expect(bits(none)).toBe(bits(Tensor.zeros([3, 4, 2], x.dtype)));
    for (const [i, p] of first.parameters().entries()) expect(bits(p.grad)).toBe(bits(full.parameters()[i].grad));
    // Its expression does so, too.
    const v = variable("x");
    expect(bits(evaluate(vjp(first.express(v) as Expression, [v], dy)[0], { x }))).toBe(bits(none));
  });

  it("is the same with time first, and predicts the same, all at once", () => {
    const options = { numLayers: 2, bidirectional: true, states: true } as const;
    const [a, b] = [true, false].map((batchFirst) => new LSTM(2, 3, { rng: new Rng(1), ...options, batchFirst }));
    const x = [input(3, 5, 2), input(3, 4, 3), input(3, 4, 3)] as const;
    const [first, second] = [x, x.map(swapped) as unknown as typeof x];
    const [y, other] = [kept(a.fprop(first)) as Tensor[], kept(b.fprop(second)) as Tensor[]];
    expect(bits(other.map(swapped))).toBe(bits(y));
    const back = (kept(b.bprop(other as never)) as Tensor[]).map(swapped);
    expect(bits(back)).toBe(bits(a.bprop(y as never)));
    expect(bits(b.predict(second, { batchSize: 2 }))).toBe(bits(other));
    expect(bits(new Sequential(new LSTM(2, 3, { batchFirst: false })).predict(input(9, 2, 2)))).toMatch(/\[9, 2, 3\]/);
  });

  it("remembers its state from one fprop to the next, until it is told to forget", () => {
    const lstm = new LSTM(2, 3, { rng, remember: true, numLayers: 2 });
    const net = new Sequential(lstm, new Linear(3, 1, { rng }));
    const x = input(2, 6, 2);
    const plain = new Sequential(new LSTM(2, 3, { numLayers: 2 }), new Linear(3, 1));
    plain.loadStateDict(net.stateDict());
    const whole = plain.fprop(x).clone();
    const part = (from: number, to: number): Tensor => swapped(swapped(x).rows(from, to));
    const parts = (from: number, to: number): string => bits(swapped(swapped(whole).rows(from, to)));
    expect(bits(net.fprop(part(0, 4)))).toBe(parts(0, 4));
    for (let i = 0; i < 2; i++) expect(bits(net.predict(x, { batchSize: 1 }))).toBe(bits(whole));
    expect(bits(net.twin().fprop(x))).toBe(bits(whole));
    expect(bits(net.fprop(part(4, 6)))).toBe(parts(4, 6));
    expect(bits(net.fprop(part(0, 4)))).not.toBe(parts(0, 4));

    const error = refusal(() => net.fprop(x.rows(0, 1)));
    expect(error.code).toBe("STATE");
    expect(error.path).toBe("net.0.LSTM(2 → 3, 2 layers)");
    net.forget();
    expect(bits(net.fprop(part(0, 4)))).toBe(parts(0, 4));
    net.forget().fprop(x.rows(0, 1));
  });

  it("truncates the gradient where a piece of the sequence begins", () => {
    const lstm = new LSTM(1, 2, { rng, remember: true });
    const given = new LSTM(1, 2, { states: true });
    given.loadStateDict(lstm.stateDict());
    const x = input(2, 4, 1);
    const dy = input(2, 4, 2);
    const zero = Tensor.zeros([2, 1, 2]);
    lstm.fprop(x);
    const [, h, c] = kept(given.fprop([x, zero, zero])) as Tensor[];
    expect(bits(lstm.fprop(x))).toBe(bits(given.fprop([x, h, c])[0]));
    expect(bits(lstm.bprop(dy))).toBe(bits(given.bprop([dy, zero, zero])[0]));
    for (const [i, p] of lstm.parameters().entries()) expect(bits(p.grad)).toBe(bits(given.parameters()[i].grad));
  });

  it("drops outputs between its layers, in training only, and takes that back on the way back", () => {
    const stream = new Rng(5);
    const lstm = new LSTM(2, 8, { rng: stream, numLayers: 2, dropout: 0.5 });
    const plain = new LSTM(2, 8, { numLayers: 2 });
    plain.loadStateDict(lstm.stateDict());
    const x = input(2, 3, 2);
    const y = bits(plain.fprop(x));
    expect(bits(lstm.fprop(x))).not.toBe(y);
    expect(bits(lstm.predict(x))).toBe(y);
    expect(bits(lstm.eval().fprop(x))).toBe(y);
    expect(bits(new LSTM(2, 8, { rng: new Rng(1), dropout: 0.5 }).fprop(x))).toBe(
      bits(new LSTM(2, 8, { rng: new Rng(1) }).fprop(x)),
    );

    /** The same zeros at every fprop. */
    class Same extends Module {
      readonly of = new LSTM(2, 3, { numLayers: 3, dropout: 0.4, rng: new Rng(2) });
      fprop(v: Tensor): Tensor {
        this.of.rng.state = new Rng(6).state;
        return this.of.fprop(v);
      }
      bprop(dy: Tensor): Tensor {
        return this.of.bprop(dy);
      }
    }
    const report = gradcheck(new Same(), x);
    expect(report.ok, String(report)).toBe(true);
  });

  it("drops as an expression what the stream would have dropped when it was asked for", () => {
    const lstm = new LSTM(2, 4, { numLayers: 2, dropout: 0.5, rng: new Rng(5) }).to("float64");
    const e = lstm.express(variable("x")) as Expression;
    const x = input(2, 3, 2).to("float64");
    const y = lstm.fprop(x);
    for (let i = 0; i < 2; i++) expect(distance(evaluate(e, { x }), y)).toBeLessThan(1e-14);
    expect(distance(lstm.fprop(x), evaluate(e, { x }))).toBeGreaterThan(1e-3);
  });

  it("drops the share it is told to", () => {
    const lstm = new LSTM(1, 1, { numLayers: 2, dropout: 0.25, rng: new Rng(7) });
    const x = drawn([2000, 1, 1], () => 1);
    /** What the second layer is given. */
    const between = (): readonly number[] => [...(lstm as unknown as { values: Tensor[] }).values[1].data];
    lstm.fprop(x);
    const dropped = between();
    lstm.eval().fprop(x);
    const [h] = between();
    expect(new Set(dropped)).toEqual(new Set([0, Math.fround(Math.fround(4 / 3) * h)]));
    expect(Math.abs(dropped.filter((v) => v === 0).length / 2000 - 0.25)).toBeLessThan(0.03);
  });

  it("stands in a Graph with its states, one sequence going on where another ended", () => {
    const [reader, writer] = [new LSTM(2, 3, { states: true, rng }), new LSTM(1, 3, { states: true, rng })];
    const net = new Graph((x: Node, z: Node, h: Node, c: Node) => {
      const read = join(x, h, c).into(reader);
      return join(z, read.at(1), read.at(2))
        .into(writer)
        .at(0)
        .into(new Linear(3, 2, { rng }));
    });
    const given = [input(2, 3, 2), input(2, 2, 1), input(2, 1, 3), input(2, 1, 3)] as const;
    expect(net.fprop(given).shape).toEqual([2, 2, 2]);
    const report = gradcheck(net, given);
    expect(report.ok, String(report)).toBe(true);
  });
});
