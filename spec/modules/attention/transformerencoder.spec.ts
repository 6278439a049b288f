import { describe, expect, it } from "vitest";
import { LayerNorm, Linear, Rng, Tensor, TransformerEncoder, TransformerEncoderLayer } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(9);
const layer = (): TransformerEncoderLayer => new TransformerEncoderLayer(4, 2, { rng, dimFeedforward: 3, dropout: 0 });

describe("TransformerEncoder", () => {
  it("has PyTorch's names, and layers with numbers of their own", () => {
    const encoder = new TransformerEncoder(layer, 2, { norm: new LayerNorm(4) });
    const state = encoder.stateDict();
    const names = Object.keys(state);
    expect([names[0], names[12], names.at(-1)]).toEqual([
      "layers.0.self_attn.in_proj_weight",
      "layers.1.self_attn.in_proj_weight",
      "norm.bias",
    ]);
    expect(bits(state[names[0]])).not.toBe(bits(state[names[12]]));
  });

  it("is its layers, one behind the other", () => {
    const encoder = new TransformerEncoder(layer, 2);
    const [a, b] = encoder.layers.map((l) => l.clone());
    const [x, dy] = [0, 1].map(() => drawn([2, 3, 4], () => rng.normal()));
    expect(bits(encoder.fprop(x))).toBe(bits(b.fprop(a.fprop(x))));
    expect(bits(encoder.bprop(dy))).toBe(bits(a.bprop(b.bprop(dy))));
  });

  it("gives a mask to each layer", () => {
    const padded = new TransformerEncoder(
      () => new TransformerEncoderLayer(4, 2, { rng, dimFeedforward: 3, dropout: 0, srcKeyPaddingMask: true }),
      2,
    );
    const x = drawn([1, 3, 4], () => rng.normal());
    const other = x.clone();
    other.data.fill(9, 8);
    const mask = Tensor.from([[0, 0, 1]], undefined, "int32");
    expect([...padded.fprop([other, mask]).data.slice(0, 8)]).toEqual([...padded.fprop([x, mask]).data.slice(0, 8)]);
    const [dx, dmask] = padded.bprop(x);
    expect([dx.shape, dmask.dtype]).toEqual([[1, 3, 4], "int32"]);
  });

  it("refuses one layer in two places, none, and a net whose layers do not fit", () => {
    const one = layer();
    expect(refusal(() => new TransformerEncoder(() => one, 2)).code).toBe("DUPLICATE");
    expect(refusal(() => new TransformerEncoder(layer, 0)).code).toBe("ARGUMENT");
    expect(refusal(() => new TransformerEncoder(one as never, 2)).code).toBe("ARGUMENT");
    const broken = new TransformerEncoder((k) => new Linear(4, 4 + k), 3);
    const x = Tensor.zeros([1, 4]);
    expect(refusal(() => broken.fprop(x)).path).toBe("net.layers.2.Linear(4 → 6)");
    expect(refusal(() => broken.bprop(x)).code).toBe("STATE");
    const whole = new TransformerEncoder(layer, 2);
    const y = whole.fprop(Tensor.zeros([1, 2, 4]));
    expect(refusal(() => whole.fprop(Tensor.zeros([1, 2, 3]))).path).toMatch(/^net\.layers\.0\./);
    expect(refusal(() => whole.bprop(y)).code).toBe("STATE");
  });
});
