import { describe, expect, it } from "vitest";
import { GRU, Rng, Tensor } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(4);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("GRU", () => {
  it("has the right gradients with every option at once", () => {
    const gru = new GRU(2, 3, { rng, numLayers: 2, bidirectional: true, states: true, lengths: true });
    const report = gradcheck(gru, [input(3, 4, 2), input(3, 4, 3), Tensor.from([4, 0, 2], [3], "int32")]);
    expect(report.ok, String(report)).toBe(true);
  });

  it("gives a sequence the same numbers among longer ones as alone, in both directions", () => {
    const gru = new GRU(2, 3, { rng, bidirectional: true, lengths: true });
    const x = input(2, 5, 2);
    const among = gru.fprop([x, Tensor.from([3, 5], [2], "int32")]).clone();
    const alone = gru.fprop([
      x.reshape([1, 10, 2]).reshape([10, 2]).rows(0, 3).reshape([1, 3, 2]),
      Tensor.from([3], [1], "int32"),
    ]);
    expect(bits(among.reshape([10, 6]).rows(0, 3))).toBe(bits(alone.reshape([3, 6])));
  });

  it("does not slow down where gradients vanish: they become 0", () => {
    const gru = new GRU(1, 2, { rng });
    for (const p of gru.parameters()) p.value.data.set(p.value.data.map((v) => v / 100));
    gru.fprop(input(1, 300, 1));
    const dy = Tensor.zeros([1, 300, 2]);
    dy.data[599] = 1e-20;
    const dx = gru.bprop(dy);
    expect(dx.data[299]).not.toBe(0);
    expect(dx.data[0]).toBe(0);
    expect(dx.data.every((v) => v === 0 || Math.abs(v) > 2 ** -126)).toBe(true);
  });
});
