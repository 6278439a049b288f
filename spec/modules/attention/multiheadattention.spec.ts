import { describe, expect, it } from "vitest";
import { LSTM, MultiheadAttention, Rng, Sequential, Tensor } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn, kept } from "../../values.ts";

const rng = new Rng(5);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("MultiheadAttention", () => {
  it("has PyTorch's names, in its order", () => {
    const one = "in_proj_weight in_proj_bias out_proj.weight out_proj.bias";
    expect(Object.keys(new MultiheadAttention(4, 2).stateDict()).join(" ")).toBe(one);
    expect(Object.keys(new MultiheadAttention(4, 2, { cross: true }).stateDict()).join(" ")).toBe(one);
    const three = new MultiheadAttention(4, 2, { cross: true, kdim: 3, vdim: 5 }).stateDict();
    expect(Object.entries(three).map(([name, t]) => `${name} ${t.shape.join("×")}`)).toEqual([
      "q_proj_weight 4×4",
      "k_proj_weight 4×3",
      "v_proj_weight 4×5",
      "in_proj_bias 12",
      "out_proj.weight 4×4",
      "out_proj.bias 4",
    ]);
    expect(new MultiheadAttention(4, 2, { bias: false }).parameters().length).toBe(2);
  });

  it("starts as PyTorch's does", () => {
    const { in_proj_weight: w, in_proj_bias: b, "out_proj.bias": c } = new MultiheadAttention(16, 2).stateDict();
    // Glorot's bound, for the three of them as one matrix.
    const bound = Math.sqrt(6 / (16 + 48));
    expect(Math.max(...w.data)).toBeLessThan(bound);
    expect(Math.max(...w.data)).toBeGreaterThan(0.98 * bound);
    expect([...b.data, ...c.data].every((v) => v === 0)).toBe(true);
  });

  it("is attention of three equals where x is all of them, and then dx is the sum of theirs", () => {
    const own = new MultiheadAttention(8, 2, { rng: new Rng(1), causal: true, rotary: true });
    const cross = new MultiheadAttention(8, 2, { rng: new Rng(1), causal: true, rotary: true, cross: true });
    const [x, dy] = [input(2, 3, 8), input(2, 3, 8)];
    expect(bits(cross.fprop([x, x, x]))).toBe(bits(own.fprop(x)));
    expect(bits(cross.p!)).toBe(bits(own.p!));
    const [q, k, v] = kept(cross.bprop(dy)) as readonly Tensor[];
    [...own.bprop(dy).data].forEach((d, i) => expect(d).toBeCloseTo(q.data[i] + k.data[i] + v.data[i], 5));
    own.parameters().forEach((p, i) => expect(bits(p.grad)).toBe(bits(cross.parameters()[i].grad)));
  });

  it("knows of order by rotary alone", () => {
    const swapped = (t: Tensor): Tensor =>
      Tensor.from([t.rows(0, 1).toArray() as number[][][]].flat().map((s) => s.toReversed()));
    const x = input(1, 4, 4);
    const last = (rotary: boolean, v: Tensor): number[] =>
      [...new MultiheadAttention(4, 2, { rng: new Rng(1), rotary }).fprop(v).data].slice(0, 4);
    const there = [...new MultiheadAttention(4, 2, { rng: new Rng(1) }).fprop(x).data].slice(-4);
    last(false, swapped(x)).forEach((v, i) => expect(v).toBeCloseTo(there[i], 6));
    expect(last(true, x)).not.toEqual(last(true, swapped(x)));
    // Where all vectors are alike, turns change nothing in a mean.
    const same = Tensor.from([
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
    ]);
    last(true, same).forEach((v, i) => expect(v).toBeCloseTo(last(false, same)[i], 6));
  });

  it("has the right gradients with every option at once", () => {
    const attention = new MultiheadAttention(4, 2, {
      rng,
      cross: true,
      kdim: 3,
      vdim: 5,
      causal: true,
      keyPaddingMask: true,
      attnMask: true,
      rotary: 50,
      dropout: 0.3,
    });
    const padding = Tensor.from(
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
      undefined,
      "int32",
    );
    const report = gradcheck(attention, [input(2, 4, 4), input(2, 3, 3), input(2, 3, 5), padding, input(2, 2, 4, 3)]);
    expect(report.ok, String(report)).toBe(true);
    expect(report.checked).toBe(32 + 18 + 30 + 48 + 16 + 12 + 20 + 12 + 20);
  });

  it("gives frozen parts no gradient", () => {
    const attention = new MultiheadAttention(4, 2, { rng });
    const [weight, bias] = attention.parameters();
    [weight.trainable, bias.trainable] = [false, false];
    attention.bprop(attention.fprop(input(2, 3, 4)));
    expect([weight, bias].every((p) => p.grad.data.every((v) => v === 0))).toBe(true);
    expect(attention.outProj.weight.grad.data.some((v) => v !== 0)).toBe(true);
  });

  it("stands in a Sequential, with its path in errors", () => {
    const net = new Sequential(new LSTM(3, 4), new MultiheadAttention(4, 2, { causal: true }));
    expect(net.predict(input(2, 5, 3)).shape).toEqual([2, 5, 4]);
    expect(
      refusal(() => new Sequential(new LSTM(3, 5), new MultiheadAttention(4, 2)).fprop(input(2, 5, 3))).message,
    ).toBe("net.1.MultiheadAttention(4, 2 heads): x should be [batch, time, 4], got [2, 5, 5]");
  });

  it("refuses heads that do not divide, sizes without cross, and pairs of odd sizes", () => {
    expect(refusal(() => new MultiheadAttention(5, 2))).toMatchObject({ code: "ARGUMENT", what: "numHeads", got: "2" });
    expect(refusal(() => new MultiheadAttention(4, 2, { kdim: 3 }))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => new MultiheadAttention(6, 2, { rotary: true }))).toMatchObject({ code: "ARGUMENT", got: "3" });
    expect(refusal(() => new MultiheadAttention(4, 2, { dropout: 2 })).code).toBe("ARGUMENT");
    const cross = new MultiheadAttention(4, 2, { cross: true });
    expect(refusal(() => cross.fprop([input(2, 3, 4), input(2, 3, 4), input(2, 2, 4)]))).toMatchObject({
      what: "value",
      expected: "[2, 3, 4]",
    });
  });
});
