import { describe, expect, it } from "vitest";
import { LayerNorm, Rng, Tensor, TransformerDecoder, TransformerDecoderLayer } from "../../../index.ts";
import { bits, drawn, kept } from "../../values.ts";

const rng = new Rng(10);

describe("TransformerDecoder", () => {
  it("gives the memory to each layer, and adds up what comes back", () => {
    const decoder = new TransformerDecoder(
      () => new TransformerDecoderLayer(4, 2, { rng, dimFeedforward: 3, dropout: 0, causal: true }),
      2,
      { norm: new LayerNorm(4) },
    );
    const [a, b] = decoder.layers.map((l) => l.clone());
    const [tgt, memory, dy] = [3, 2, 3].map((time) => drawn([2, time, 4], () => rng.normal()));
    const norm = decoder.norm!.clone();
    expect(bits(decoder.fprop([tgt, memory]))).toBe(bits(norm.fprop(b.fprop([a.fprop([tgt, memory]), memory]))));
    const [dtgt, dmemory] = kept(decoder.bprop(dy)) as readonly Tensor[];
    const [db, second] = b.bprop(norm.bprop(dy));
    const [da, first] = a.bprop(db);
    expect(bits(dtgt)).toBe(bits(da));
    [...dmemory.data].forEach((v, i) => expect(v).toBe(Math.fround(first.data[i] + second.data[i])));
    expect(Object.keys(decoder.stateDict())[18]).toBe("layers.1.self_attn.in_proj_weight");
  });
});
