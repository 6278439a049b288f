import type { Field, FieldKind } from "../field.ts";

/** What a control of an argument offers; which kind it is where nothing is said, its value shows. */
type Range = Partial<Pick<Field, "min" | "max" | "log" | "choices">> & { readonly kind?: FieldKind };

const count: Range = { kind: "integer", min: 1, max: 256 };
const axis: Range = { kind: "integer", min: -3, max: 4 };
const share: Range = { kind: "number", min: 0, max: 1 };
const small: Range = { kind: "number", min: 1e-8, max: 1, log: true };
const real: Range = { kind: "number", min: -10, max: 10 };
const positive: Range = { kind: "number", min: 0.01, max: 10 };

/** Arguments and options of modules, by their names in constructors. */
const ranges: Readonly<Record<string, Range>> = {
  alpha: positive,
  approximate: { choices: ["none", "tanh"] },
  base: { kind: "number", min: 1, max: 100_000, log: true },
  beta: positive,
  bias: {},
  degree: { kind: "integer", min: 1, max: 6 },
  dim: axis,
  dim0: axis,
  dim1: axis,
  dimFeedforward: count,
  dModel: count,
  downscaleFactor: { kind: "integer", min: 1, max: 4 },
  dropout: share,
  embedDim: count,
  eps: small,
  exponent: { kind: "number", min: -3, max: 5 },
  groups: count,
  hiddenSize: count,
  high: real,
  index: { kind: "integer", min: -64, max: 63 },
  inputDim: axis,
  inputDims: { kind: "integer", min: 1, max: 4 },
  inChannels: count,
  inFeatures: count,
  inputSize: count,
  k: positive,
  kernelSize: { kind: "sizes", min: 1, max: 8 },
  lambd: { kind: "number", min: 0, max: 3 },
  lambda: real,
  layerNormEps: small,
  length: count,
  low: real,
  lower: share,
  maxVal: real,
  minVal: real,
  mode: { choices: ["nearest", "linear", "bilinear"] },
  momentum: share,
  negativeSlope: share,
  nhead: { kind: "integer", min: 1, max: 16 },
  nonlinearity: { choices: ["tanh", "relu"] },
  normType: { kind: "number", min: 1, max: 8 },
  normalizedShape: { kind: "sizes", min: 1, max: 256 },
  numChannels: count,
  numFeatures: count,
  numGroups: count,
  numHeads: { kind: "integer", min: 1, max: 16 },
  numLayers: { kind: "integer", min: 1, max: 4 },
  numParameters: count,
  outChannels: count,
  outFeatures: count,
  outputDim: axis,
  p: { kind: "number", min: 0, max: 1 },
  padding: { kind: "sizes", min: 0, max: 8 },
  paddingMode: { choices: ["zeros", "reflect", "replicate", "circular"] },
  pieces: { kind: "integer", min: 1, max: 8 },
  r: { kind: "integer", min: 1, max: 16 },
  rotary: { kind: "flag" },
  scaleFactor: { kind: "sizes", min: 1, max: 4 },
  shape: { kind: "sizes", min: -1, max: 256 },
  size: { kind: "sizes", min: 1, max: 256 },
  sizes: { kind: "sizes", min: -1, max: 256 },
  start: { kind: "integer", min: 0, max: 255 },
  std: { kind: "number", min: 0, max: 3 },
  stride: { kind: "sizes", min: 1, max: 8 },
  dilation: { kind: "sizes", min: 1, max: 4 },
  dims: { kind: "sizes", min: 0, max: 6 },
  outputPadding: { kind: "sizes", min: 0, max: 4 },
  outputSize: { kind: "sizes", min: 1, max: 64 },
  threshold: { kind: "number", min: -10, max: 30 },
  upper: share,
  upscaleFactor: { kind: "integer", min: 1, max: 4 },
  value: real,
  width: positive,
};

/** The same names with another meaning. */
const own: Readonly<Record<string, Range>> = {
  "LocalResponseNorm.size": { kind: "integer", min: 1, max: 16 },
  "Normalize.p": { kind: "number", min: 1, max: 8 },
  "PositionalEncoding.size": count,
  "RotaryPositionalEmbeddings.size": count,
};

/** Options that would have a module take or give a tuple, or that nobody sees anything of. */
const hidden = new Set([
  ...[
    "states",
    "lengths",
    "returnIndices",
    "remember",
    "batchFirst",
    "inputGrad",
    "cross",
    "keyPaddingMask",
    "attnMask",
  ],
  ...["srcKeyPaddingMask", "kdim", "vdim", "name", "names", "ceilMode", "divisorOverride", "activation"],
]);

/** The control of one argument, or none where there is none. */
export function fieldOf(kind: string, key: string, name: string, value: unknown, shaped: boolean): Field | undefined {
  if (name === "" || hidden.has(name) || value === null) return undefined;
  const range = own[`${kind}.${name}`] ?? ranges[name] ?? {};
  const seen = kindOf(value);
  if (seen === undefined) return undefined;
  const { kind: said = seen, ...rest } = range;
  // What is one number where several may be, and a word where sizes may be, is a control of what it is.
  const control = seen === "flag" || (seen === "choice" && said !== "choice") ? seen : said;
  const choices = control === "choice" && rest.choices === undefined ? { choices: ["same", "valid"] } : {};
  return {
    key,
    label: name,
    ...rest,
    ...choices,
    kind: control,
    value: value as Field["value"],
    ...(shaped && { shaped }),
  };
}

function kindOf(value: unknown): FieldKind | undefined {
  if (typeof value === "boolean") return "flag";
  if (typeof value === "string") return "choice";
  if (typeof value === "number") return "number";
  return Array.isArray(value) && value.every((v) => typeof v === "number") ? "sizes" : undefined;
}
