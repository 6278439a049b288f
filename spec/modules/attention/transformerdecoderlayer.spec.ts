import { describe, expect, it } from "vitest";
import { Rng, Tensor, TransformerDecoderLayer } from "../../../index.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(8);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());

describe("TransformerDecoderLayer", () => {
  it("has PyTorch's names, in its order", () => {
    const names = Object.keys(new TransformerDecoderLayer(4, 2, { dimFeedforward: 3 }).stateDict());
    expect([...new Set(names.map((name) => name.split(".")[0]))].join(" ")).toBe(
      "self_attn multihead_attn linear1 linear2 norm1 norm2 norm3",
    );
  });

  it("sees all of the memory, and of tgt what is not behind a place", () => {
    const layer = new TransformerDecoderLayer(4, 2, { rng, dimFeedforward: 3, causal: true, dropout: 0 });
    const [tgt, memory] = [input(1, 4, 4), input(1, 3, 4)];
    const y = layer.fprop([tgt, memory]).clone();
    const part = layer.fprop([Tensor.from(tgt.data.slice(0, 8), [1, 2, 4]), memory]);
    expect([...part.data]).toEqual([...y.data.slice(0, 8)]);
    const other = memory.clone();
    other.data[11] += 1;
    expect(layer.fprop([tgt, other]).data[0]).not.toBe(y.data[0]);
  });

  it("has the right gradients with every option at once", () => {
    const layer = new TransformerDecoderLayer(4, 2, {
      rng,
      dimFeedforward: 3,
      dropout: 0.3,
      normFirst: true,
      rotary: true,
      tgtKeyPaddingMask: true,
      memoryKeyPaddingMask: true,
    });
    const masks = [[[0, 0, 1]], [[1, 0]]].map((m) => Tensor.from(m, undefined, "int32"));
    const report = gradcheck(layer, [input(1, 3, 4), input(1, 2, 4), masks[0], masks[1]]);
    expect(report.ok, String(report)).toBe(true);
  });

  it("refuses a memory of another batch, before anything has changed", () => {
    const layer = new TransformerDecoderLayer(4, 2, { dimFeedforward: 3, dropout: 0 });
    const y = bits(layer.fprop([input(2, 3, 4), input(2, 2, 4)]));
    expect(refusal(() => layer.fprop([input(2, 3, 4), input(3, 2, 4)]))).toMatchObject({
      what: "memory",
      expected: "[2, places, 4]",
      got: "[3, 2, 4]",
    });
    expect(bits(layer.y!)).toBe(y);
    expect(refusal(() => layer.fprop([input(2, 3, 4)] as never)).expected).toBe("a tuple of 2");
  });
});
