import {
  GELU,
  LayerNorm,
  MultiheadAttention,
  PositionalEncoding,
  RotaryPositionalEmbeddings,
  ScaledDotProductAttention,
  Tanh,
  Transformer,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "../../index.ts";
import type { ModuleRow, Shape } from "./row.ts";

// As expressions, modules that share a stream draw as if each were the first: where express is looked at, at most one
// dropout of a row draws.
const row = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: readonly Shape[],
  wrong: readonly Shape[],
  more: Partial<ModuleRow> = {},
): ModuleRow => ({ of, how, torch: `torch.nn.${of}`, make, x, wrong, random: true, ...more });

const still = { random: undefined } as unknown as Partial<ModuleRow>;
const qkv: readonly Shape[] = [
  [2, 3, 2],
  [2, 4, 2],
  [2, 4, 3],
];

export const attention: readonly ModuleRow[] = [
  row("ScaledDotProductAttention", "plain", () => new ScaledDotProductAttention(), qkv, [
    [2, 3, 2],
    [2, 4, 3],
    [2, 4, 3],
  ]),
  row(
    "ScaledDotProductAttention",
    "causal, two heads, a scale, dropout",
    (rng) => new ScaledDotProductAttention({ causal: true, scale: 0.7, dropout: 0.3, rng }),
    [
      [2, 2, 3, 2],
      [2, 2, 3, 2],
      [2, 2, 3, 1],
    ],
    [
      [2, 2, 3, 2],
      [2, 1, 3, 2],
      [2, 2, 3, 1],
    ],
  ),
  row(
    "ScaledDotProductAttention",
    "a mask",
    () => new ScaledDotProductAttention({ attnMask: true }),
    [...qkv, [2, 3, 4]],
    [...qkv, [2, 4, 4]],
  ),
  row(
    "ScaledDotProductAttention",
    "padding",
    () => new ScaledDotProductAttention({ keyPaddingMask: true }),
    [...qkv, [2, 4]],
    [...qkv, [2, 3]],
    { below: [undefined, undefined, undefined, 2] },
  ),

  row("MultiheadAttention", "4, two heads", (rng) => new MultiheadAttention(4, 2, { rng }), [[2, 3, 4]], [[2, 3, 3]]),
  row(
    "MultiheadAttention",
    "causal, rotary, no bias",
    (rng) => new MultiheadAttention(4, 2, { rng, causal: true, rotary: true, bias: false }),
    [[2, 3, 4]],
    [[3, 4]],
  ),
  row(
    "MultiheadAttention",
    "of three, padding and a mask",
    (rng) => new MultiheadAttention(2, 1, { rng, cross: true, keyPaddingMask: true, attnMask: true }),
    [
      [2, 3, 2],
      [2, 2, 2],
      [2, 2, 2],
      [2, 2],
      [2, 3, 2],
    ],
    [
      [2, 3, 2],
      [2, 2, 2],
      [2, 3, 2],
      [2, 2],
      [2, 3, 2],
    ],
    { below: [undefined, undefined, undefined, 2, undefined] },
  ),
  row(
    "MultiheadAttention",
    "of three sizes, rotary, dropout",
    (rng) => new MultiheadAttention(4, 2, { rng, cross: true, kdim: 3, vdim: 1, rotary: 100, dropout: 0.2 }),
    [
      [2, 2, 4],
      [2, 3, 3],
      [2, 3, 1],
    ],
    [
      [2, 2, 4],
      [2, 3, 4],
      [2, 3, 1],
    ],
  ),

  row("PositionalEncoding", "4", () => new PositionalEncoding(4), [[2, 3, 4]], [[2, 3, 5]], { ...still, torch: null }),
  row("PositionalEncoding", "odd", () => new PositionalEncoding(3, { base: 10 }), [[2, 3, 3]], [[2, 3]], {
    ...still,
    torch: null,
  }),
  row("RotaryPositionalEmbeddings", "4", () => new RotaryPositionalEmbeddings(4), [[2, 3, 4]], [[2, 4]], {
    ...still,
    torch: null,
  }),
  row(
    "RotaryPositionalEmbeddings",
    "heads",
    () => new RotaryPositionalEmbeddings(2, { base: 20 }),
    [[2, 3, 2, 2]],
    [[2, 3, 2, 3]],
    { ...still, torch: null },
  ),

  row(
    "TransformerEncoderLayer",
    "tanh, behind",
    (rng) => new TransformerEncoderLayer(4, 2, { rng, dimFeedforward: 3, dropout: 0, activation: new Tanh() }),
    [[2, 2, 4]],
    [[2, 2, 3]],
  ),
  row(
    "TransformerEncoderLayer",
    "before, causal, rotary",
    (rng) =>
      new TransformerEncoderLayer(4, 2, {
        rng,
        dimFeedforward: 3,
        dropout: 0,
        activation: new GELU(),
        normFirst: true,
        causal: true,
        rotary: true,
        bias: false,
      }),
    [[2, 3, 4]],
    [[2, 4]],
  ),
  row(
    "TransformerEncoderLayer",
    "padding, dropout",
    (rng) =>
      new TransformerEncoderLayer(4, 2, { rng, dimFeedforward: 2, activation: new Tanh(), srcKeyPaddingMask: true }),
    [
      [2, 3, 4],
      [2, 3],
    ],
    [
      [2, 3, 4],
      [2, 2],
    ],
    { below: [undefined, 2] },
  ),
  row(
    "TransformerDecoderLayer",
    "behind",
    (rng) => new TransformerDecoderLayer(4, 2, { rng, dimFeedforward: 2, dropout: 0, activation: new Tanh() }),
    [
      [2, 2, 4],
      [2, 3, 4],
    ],
    [
      [2, 2, 4],
      [3, 3, 4],
    ],
  ),
  row(
    "TransformerDecoderLayer",
    "before, causal, padding in both, dropout",
    (rng) =>
      new TransformerDecoderLayer(4, 2, {
        rng,
        dimFeedforward: 2,
        activation: new Tanh(),
        normFirst: true,
        causal: true,
        tgtKeyPaddingMask: true,
        memoryKeyPaddingMask: true,
      }),
    [
      [2, 2, 4],
      [2, 3, 4],
      [2, 2],
      [2, 3],
    ],
    [
      [2, 2, 4],
      [2, 3, 4],
      [2, 2],
      [2, 2],
    ],
    { below: [undefined, undefined, 2, 2] },
  ),
  row(
    "TransformerEncoder",
    "two layers, a norm",
    (rng) =>
      new TransformerEncoder(
        () => new TransformerEncoderLayer(4, 2, { rng, dimFeedforward: 2, dropout: 0, activation: new Tanh() }),
        2,
        { norm: new LayerNorm(4) },
      ),
    [[2, 2, 4]],
    [[2, 2, 3]],
  ),
  row(
    "TransformerDecoder",
    "two layers",
    (rng) =>
      new TransformerDecoder(
        () =>
          new TransformerDecoderLayer(4, 2, {
            rng,
            dimFeedforward: 2,
            dropout: 0,
            activation: new Tanh(),
            bias: false,
          }),
        2,
      ),
    [
      [2, 2, 4],
      [2, 2, 4],
    ],
    [
      [2, 2, 4],
      [2, 2, 3],
    ],
  ),
  row(
    "Transformer",
    "one layer each",
    (rng) =>
      new Transformer(6, 2, {
        rng,
        numEncoderLayers: 1,
        numDecoderLayers: 1,
        dimFeedforward: 2,
        dropout: 0,
        activation: new Tanh(),
        normFirst: true,
      }),
    [
      [2, 2, 6],
      [2, 2, 6],
    ],
    [
      [2, 2, 6],
      [2, 2, 5],
    ],
  ),
];
