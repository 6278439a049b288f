import { describe, expect, it } from "vitest";
import {
  Add,
  Graph,
  join,
  Linear,
  LSTM,
  LSTMCell,
  Rng,
  RNN,
  RNNCell,
  Sequencer,
  Sequential,
  Tanh,
  Tensor,
  type Node,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, distance, drawn } from "../../values.ts";

const rng = new Rng(8);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("Sequencer", () => {
  it("does at every step what the module does, and sums the gradients", () => {
    const linear = new Linear(2, 3, { rng });
    const [sequence, all] = [new Sequencer(linear), linear.clone()];
    const [x, dy] = [input(2, 4, 2), input(2, 4, 3)];
    expect(bits(sequence.fprop(x))).toBe(bits(all.fprop(x)));
    expect(bits(sequence.bprop(dy))).toBe(bits(all.bprop(dy)));
    for (const [i, p] of sequence.parameters().entries())
      expect(distance(p.grad, all.parameters()[i].grad)).toBeLessThan(1e-6);
    expect(Object.keys(sequence.stateDict())).toEqual(["module.weight", "module.bias"]);
  });

  it.each([
    ["RNN", new RNN(2, 3, { rng: new Rng(1) }), new RNNCell(2, 3, { rng: new Rng(1) })],
    ["LSTM", new LSTM(2, 3, { rng: new Rng(1) }), new LSTMCell(2, 3, { rng: new Rng(1) })],
  ] as const)("of its cell is an %s", (_, layer, cell) => {
    const sequence = new Sequencer(cell);
    const [x, dy] = [input(2, 5, 2), input(2, 5, 3)];
    expect(distance(sequence.fprop(x), layer.fprop(x))).toBeLessThan(1e-6);
    expect(distance(sequence.bprop(dy), layer.bprop(dy))).toBeLessThan(1e-6);
    for (const [i, p] of sequence.parameters().entries())
      expect(distance(p.grad, layer.parameters()[i].grad)).toBeLessThan(1e-6);
  });

  it("follows the settings of its module, and longer sequences", () => {
    const seen: boolean[] = [];
    class Watch extends Tanh {
      override fprop(x: Tensor): Tensor {
        seen.push(this.training);
        return super.fprop(x);
      }
    }
    const sequence = new Sequencer(new Sequential(new Watch()));
    sequence.fprop(input(1, 2, 1));
    sequence.eval().fprop(input(1, 3, 1));
    expect(seen).toEqual([true, true, false, false, false]);
    sequence.checkFinite(true);
    const x = input(1, 3, 1);
    x.data[2] = NaN;
    expect(refusal(() => sequence.fprop(x)).path).toBe("net.module.0.Watch");
    expect(refusal(() => sequence.bprop(x)).code).toBe("STATE");
  });

  it("counts the parameters of its module once", () => {
    const net = new Graph((x: Node, h: Node) =>
      join(x.into(new Linear(2, 3)), h.into(new Linear(3, 3)))
        .into(new Add())
        .into(new Tanh()),
    );
    const sequence = new Sequencer(net, { states: [3] });
    sequence.fprop(input(2, 5, 2));
    expect(sequence.parameters().length).toBe(4);
    expect(sequence.summary([1, 4, 2])).toContain("21 parameters");
    expect(sequence.clone().fprop(input(2, 5, 2)).shape).toEqual([2, 5, 3]);
  });

  it("refuses what is no module, no size and no sequence", () => {
    expect(refusal(() => new Sequencer(Tanh as never)).code).toBe("ARGUMENT");
    expect(refusal(() => new Sequencer(new Tanh(), { states: [0] })).code).toBe("ARGUMENT");
    expect(refusal(() => new Sequencer(new Tanh(), { states: 3 as never })).code).toBe("ARGUMENT");
    expect(refusal(() => new Sequencer(new Tanh()).fprop(input(3))).code).toBe("SHAPE");
  });
});
