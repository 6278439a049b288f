import { describe, expect, it } from "vitest";
import { PReLU, Rng, Tensor, Transformer } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(11);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("Transformer", () => {
  it("has PyTorch's names and sizes", () => {
    const state = new Transformer(8, 2, {
      numEncoderLayers: 2,
      numDecoderLayers: 1,
      dimFeedforward: 4,
      rng,
    }).stateDict();
    const names = Object.keys(state);
    expect(names.length).toBe(2 * 12 + 2 + 18 + 2);
    expect(names.filter((name) => name.endsWith("r.norm.bias"))).toEqual(["encoder.norm.bias", "decoder.norm.bias"]);
    expect(state["decoder.layers.0.multihead_attn.in_proj_weight"].shape).toEqual([24, 8]);
    // Glorot's uniform, up to 0.7 for matrices of any kind, where a Linear has 0.35.
    expect(Math.max(...state["encoder.layers.0.linear1.weight"].data)).toBeGreaterThan(0.4);
  });

  it("gives each layer an activation of its own", () => {
    const net = new Transformer(4, 1, {
      numEncoderLayers: 2,
      numDecoderLayers: 1,
      dimFeedforward: 3,
      activation: new PReLU(),
    });
    expect(net.parameters().filter((p) => p.value.size === 1).length).toBe(3);
  });

  it("refuses a tgt that does not fit, and then bprop", () => {
    const net = new Transformer(4, 2, { numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 3, dropout: 0 });
    const dy = input(2, 3, 4);
    net.fprop([input(2, 2, 4), input(2, 3, 4)]);
    net.bprop(dy);
    const before = bits(net.parameters().map((p) => p.grad));
    expect(refusal(() => net.fprop([input(2, 2, 4), input(2, 3, 5)])).path).toBe(
      "net.decoder.layers.0.TransformerDecoderLayer(4, 2 heads)",
    );
    expect(refusal(() => net.bprop(dy)).code).toBe("STATE");
    net.fprop([input(2, 2, 4), input(2, 3, 4)]);
    expect(refusal(() => net.fprop([input(2, 2, 5), input(2, 3, 4)])).path).toMatch(/^net\.encoder\./);
    expect(refusal(() => net.bprop(dy)).code).toBe("STATE");
    expect(bits(net.parameters().map((p) => p.grad))).toBe(before);
  });
});
