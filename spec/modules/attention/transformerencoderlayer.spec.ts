import { describe, expect, it } from "vitest";
import { GELU, Rng, Tensor, TransformerEncoderLayer } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(7);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("TransformerEncoderLayer", () => {
  it("has PyTorch's names, in its order, and its defaults", () => {
    const layer = new TransformerEncoderLayer(4, 2);
    expect(Object.keys(layer.stateDict()).join(" ")).toBe(
      "self_attn.in_proj_weight self_attn.in_proj_bias self_attn.out_proj.weight self_attn.out_proj.bias " +
        "linear1.weight linear1.bias linear2.weight linear2.bias norm1.weight norm1.bias norm2.weight norm2.bias",
    );
    expect(layer.linear1.outFeatures).toBe(2048);
    expect([layer.dropout.p, layer.dropout1.p, layer.dropout2.p, layer.normFirst]).toEqual([0.1, 0.1, 0.1, false]);
  });

  it("is itself where everything in it is 0: x before the norm, or the norm of x", () => {
    const x = input(2, 3, 4);
    for (const normFirst of [true, false]) {
      const layer = new TransformerEncoderLayer(4, 2, { dimFeedforward: 3, normFirst });
      for (const [name, p] of layer.namedParameters()) if (!name.startsWith("norm")) p.value.data.fill(0);
      const wanted = normFirst ? x : layer.norm1.clone().fprop(x);
      [...layer.fprop(x).data].forEach((v, i) => expect(v).toBeCloseTo(wanted.data[i], 4));
    }
  });

  it("looks at nothing behind a place when causal, and draws in training alone", () => {
    const layer = new TransformerEncoderLayer(4, 2, {
      rng,
      dimFeedforward: 8,
      causal: true,
      rotary: true,
      normFirst: true,
    });
    const x = input(1, 5, 4);
    const whole = layer.predict(x);
    const part = layer.predict(Tensor.from(x.data.slice(0, 12), [1, 3, 4]));
    expect([...part.data]).toEqual([...whole.data.slice(0, 12)]);
    expect(bits(layer.fprop(x))).not.toBe(bits(whole));
    expect(bits(layer.eval().fprop(x))).toBe(bits(whole));
  });

  it("has the right gradients where all of it draws", () => {
    const layer = new TransformerEncoderLayer(6, 2, { rng, dimFeedforward: 5, dropout: 0.2, activation: new GELU() });
    const report = gradcheck(layer, input(2, 3, 6));
    expect(report.ok, String(report)).toBe(true);
  });

  it("refuses masks before anything has changed", () => {
    const layer = new TransformerEncoderLayer(4, 2, { dimFeedforward: 3, dropout: 0, srcKeyPaddingMask: true });
    const x = [input(2, 3, 4), Tensor.zeros([2, 3], "int32")] as const;
    const [y, dy] = [layer.fprop(x).clone(), input(2, 3, 4)];
    const dx = bits(layer.bprop(dy));
    expect(refusal(() => layer.fprop([input(2, 3, 4), Tensor.zeros([3, 3], "int32")]))).toMatchObject({
      what: "srcKeyPaddingMask",
      expected: "[2, 3]",
    });
    expect(bits(layer.y!)).toBe(bits(y));
    expect(bits(layer.bprop(dy))).toBe(dx);
    expect(refusal(() => new TransformerEncoderLayer(4, 3)).path).toBe("MultiheadAttention");
  });
});
