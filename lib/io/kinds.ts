import { Abs } from "../../modules/elementwise/abs.ts";
import { AdaptiveAvgPool1d } from "../../modules/pooling/adaptiveavgpool1d.ts";
import { AdaptiveAvgPool2d } from "../../modules/pooling/adaptiveavgpool2d.ts";
import { AdaptiveMaxPool1d } from "../../modules/pooling/adaptivemaxpool1d.ts";
import { AdaptiveMaxPool2d } from "../../modules/pooling/adaptivemaxpool2d.ts";
import { Add } from "../../modules/tables/add.ts";
import { AlphaDropout } from "../../modules/noise/alphadropout.ts";
import { AvgPool1d } from "../../modules/pooling/avgpool1d.ts";
import { AvgPool2d } from "../../modules/pooling/avgpool2d.ts";
import { BatchNorm1d } from "../../modules/normalisation/batchnorm1d.ts";
import { BatchNorm2d } from "../../modules/normalisation/batchnorm2d.ts";
import { Bias } from "../../modules/linear/bias.ts";
import { Bilinear } from "../../modules/linear/bilinear.ts";
import { Bottle } from "../../modules/containers/bottle.ts";
import { CELU } from "../../modules/activations/celu.ts";
import { Checkpoint } from "../../modules/containers/checkpoint.ts";
import { CircularPad1d } from "../../modules/padding/circularpad1d.ts";
import { CircularPad2d } from "../../modules/padding/circularpad2d.ts";
import { Clamp } from "../../modules/elementwise/clamp.ts";
import { Concat } from "../../modules/containers/concat.ts";
import { ConcatTable } from "../../modules/containers/concattable.ts";
import { ConstantPad1d } from "../../modules/padding/constantpad1d.ts";
import { ConstantPad2d } from "../../modules/padding/constantpad2d.ts";
import { Conv1d } from "../../modules/convolution/conv1d.ts";
import { Conv2d } from "../../modules/convolution/conv2d.ts";
import { Conv3d } from "../../modules/convolution/conv3d.ts";
import { ConvTranspose1d } from "../../modules/convolution/convtranspose1d.ts";
import { ConvTranspose2d } from "../../modules/convolution/convtranspose2d.ts";
import { ConvTranspose3d } from "../../modules/convolution/convtranspose3d.ts";
import { CosineSimilarity } from "../../modules/linear/cosinesimilarity.ts";
import { Div } from "../../modules/tables/div.ts";
import { Dropout } from "../../modules/noise/dropout.ts";
import { Dropout1d } from "../../modules/noise/dropout1d.ts";
import { Dropout2d } from "../../modules/noise/dropout2d.ts";
import { ELU } from "../../modules/activations/elu.ts";
import { Embedding } from "../../modules/linear/embedding.ts";
import { EmbeddingBag } from "../../modules/linear/embeddingbag.ts";
import { Euclidean } from "../../modules/linear/euclidean.ts";
import { Exp } from "../../modules/elementwise/exp.ts";
import { Expand } from "../../modules/shapes/expand.ts";
import { Flatten } from "../../modules/shapes/flatten.ts";
import { Fold } from "../../modules/convolution/fold.ts";
import { Gather } from "../../modules/shapes/gather.ts";
import { GaussianNoise } from "../../modules/noise/gaussiannoise.ts";
import { GELU } from "../../modules/activations/gelu.ts";
import { GlobalAvgPool } from "../../modules/pooling/globalavgpool.ts";
import { GlobalMaxPool } from "../../modules/pooling/globalmaxpool.ts";
import { GLU } from "../../modules/activations/glu.ts";
import { GradientReversal } from "../../modules/noise/gradientreversal.ts";
import { Graph } from "../../modules/containers/graph.ts";
import { GroupNorm } from "../../modules/normalisation/groupnorm.ts";
import { GRU } from "../../modules/recurrent/gru.ts";
import { GRUCell } from "../../modules/recurrent/grucell.ts";
import { Hardshrink } from "../../modules/activations/hardshrink.ts";
import { Hardsigmoid } from "../../modules/activations/hardsigmoid.ts";
import { Hardswish } from "../../modules/activations/hardswish.ts";
import { Hardtanh } from "../../modules/activations/hardtanh.ts";
import { Identity } from "../../modules/shapes/identity.ts";
import { InstanceNorm1d } from "../../modules/normalisation/instancenorm1d.ts";
import { InstanceNorm2d } from "../../modules/normalisation/instancenorm2d.ts";
import { JoinTable } from "../../modules/tables/jointable.ts";
import { LayerNorm } from "../../modules/normalisation/layernorm.ts";
import { LeakyReLU } from "../../modules/activations/leakyrelu.ts";
import { Linear } from "../../modules/linear/linear.ts";
import { LocalResponseNorm } from "../../modules/normalisation/localresponsenorm.ts";
import { Log } from "../../modules/elementwise/log.ts";
import { LogSigmoid } from "../../modules/activations/logsigmoid.ts";
import { LogSoftmax } from "../../modules/activations/logsoftmax.ts";
import { LoRA } from "../../modules/linear/lora.ts";
import { LPPool1d } from "../../modules/pooling/lppool1d.ts";
import { LPPool2d } from "../../modules/pooling/lppool2d.ts";
import { LSTM } from "../../modules/recurrent/lstm.ts";
import { LSTMCell } from "../../modules/recurrent/lstmcell.ts";
import { MapTable } from "../../modules/containers/maptable.ts";
import { MatMul } from "../../modules/linear/matmul.ts";
import { Max } from "../../modules/tables/max.ts";
import { Maximum } from "../../modules/tables/maximum.ts";
import { Maxout } from "../../modules/linear/maxout.ts";
import { MaxPool1d } from "../../modules/pooling/maxpool1d.ts";
import { MaxPool2d } from "../../modules/pooling/maxpool2d.ts";
import { MaxUnpool2d } from "../../modules/pooling/maxunpool2d.ts";
import { Mean } from "../../modules/tables/mean.ts";
import { Min } from "../../modules/tables/min.ts";
import { Minimum } from "../../modules/tables/minimum.ts";
import { Mish } from "../../modules/activations/mish.ts";
import { MixtureOfExperts } from "../../modules/containers/mixtureofexperts.ts";
import { Mul } from "../../modules/tables/mul.ts";
import { MultiheadAttention } from "../../modules/attention/multiheadattention.ts";
import { Narrow } from "../../modules/shapes/narrow.ts";
import { Normalize } from "../../modules/normalisation/normalize.ts";
import { PairwiseDistance } from "../../modules/linear/pairwisedistance.ts";
import { Parallel } from "../../modules/containers/parallel.ts";
import { ParallelTable } from "../../modules/containers/paralleltable.ts";
import { Permute } from "../../modules/shapes/permute.ts";
import { PixelShuffle } from "../../modules/vision/pixelshuffle.ts";
import { PixelUnshuffle } from "../../modules/vision/pixelunshuffle.ts";
import { PolynomialFeatures } from "../../modules/bases/polynomialfeatures.ts";
import { PositionalEncoding } from "../../modules/attention/positionalencoding.ts";
import { Power } from "../../modules/elementwise/power.ts";
import { PReLU } from "../../modules/activations/prelu.ts";
import { RadialBasis } from "../../modules/bases/radialbasis.ts";
import { ReflectionPad1d } from "../../modules/padding/reflectionpad1d.ts";
import { ReflectionPad2d } from "../../modules/padding/reflectionpad2d.ts";
import { ReLU } from "../../modules/activations/relu.ts";
import { ReLU6 } from "../../modules/activations/relu6.ts";
import { ReplicationPad1d } from "../../modules/padding/replicationpad1d.ts";
import { ReplicationPad2d } from "../../modules/padding/replicationpad2d.ts";
import { Reshape } from "../../modules/shapes/reshape.ts";
import { Residual } from "../../modules/containers/residual.ts";
import { RMSNorm } from "../../modules/normalisation/rmsnorm.ts";
import { RNN } from "../../modules/recurrent/rnn.ts";
import { RNNCell } from "../../modules/recurrent/rnncell.ts";
import { RotaryPositionalEmbeddings } from "../../modules/attention/rotarypositionalembeddings.ts";
import { RReLU } from "../../modules/activations/rrelu.ts";
import { Scale } from "../../modules/linear/scale.ts";
import { ScaledDotProductAttention } from "../../modules/attention/scaleddotproductattention.ts";
import { Select } from "../../modules/shapes/select.ts";
import { SelectTable } from "../../modules/tables/selecttable.ts";
import { SELU } from "../../modules/activations/selu.ts";
import { Sequencer } from "../../modules/recurrent/sequencer.ts";
import { Sequential } from "../../modules/containers/sequential.ts";
import { Sigmoid } from "../../modules/activations/sigmoid.ts";
import { SiLU } from "../../modules/activations/silu.ts";
import { Softmax } from "../../modules/activations/softmax.ts";
import { Softmin } from "../../modules/activations/softmin.ts";
import { Softplus } from "../../modules/activations/softplus.ts";
import { Softshrink } from "../../modules/activations/softshrink.ts";
import { Softsign } from "../../modules/activations/softsign.ts";
import { SplitTable } from "../../modules/tables/splittable.ts";
import { Sqrt } from "../../modules/elementwise/sqrt.ts";
import { Square } from "../../modules/elementwise/square.ts";
import { Squeeze } from "../../modules/shapes/squeeze.ts";
import { StopGradient } from "../../modules/noise/stopgradient.ts";
import { Sub } from "../../modules/tables/sub.ts";
import { Sum } from "../../modules/tables/sum.ts";
import { Tanh } from "../../modules/activations/tanh.ts";
import { Tanhshrink } from "../../modules/activations/tanhshrink.ts";
import { Threshold } from "../../modules/activations/threshold.ts";
import { TimeDistributed } from "../../modules/containers/timedistributed.ts";
import { Transformer } from "../../modules/attention/transformer.ts";
import { TransformerDecoder } from "../../modules/attention/transformerdecoder.ts";
import { TransformerDecoderLayer } from "../../modules/attention/transformerdecoderlayer.ts";
import { TransformerEncoder } from "../../modules/attention/transformerencoder.ts";
import { TransformerEncoderLayer } from "../../modules/attention/transformerencoderlayer.ts";
import { Transpose } from "../../modules/shapes/transpose.ts";
import { Unflatten } from "../../modules/shapes/unflatten.ts";
import { Unfold } from "../../modules/convolution/unfold.ts";
import { Unsqueeze } from "../../modules/shapes/unsqueeze.ts";
import { Upsample } from "../../modules/vision/upsample.ts";
import { WeightNorm } from "../../modules/linear/weightnorm.ts";
import { ZeroPad2d } from "../../modules/padding/zeropad2d.ts";
import type { Convolution } from "../convolution.ts";
import { refuse } from "../errors.ts";
import type { Embeddings } from "../layers/embeddings.ts";
import { Module, type AnyModule } from "../module.ts";
import type { Normalisation } from "../normalisation.ts";
import { Parameter } from "../parameter.ts";
import type { AveragePooling } from "../spatial/averagepooling.ts";
import type { MaxPooling } from "../spatial/maxpooling.ts";
import { Tensor } from "../tensor.ts";
import type { TransposedConvolution } from "../transposedconvolution.ts";
import type { Window } from "../windows.ts";
import { drawing, drawingOf, drawn, nodesOf } from "./drawing.ts";
import { either, flag, layer, list, number, optional, rest, sizes, word } from "./forms.ts";
import { kind, type Kind } from "./kind.ts";

/*
 * What several kinds have in common: the forms of their options, and how an instance's are found.
 */

/** The numbers of a shape. */
const volume = (shape: number | readonly number[]): number => [shape].flat().reduce((a, b) => a * b, 1);

const slides = { stride: sizes, padding: sizes, ceilMode: flag };
type Pooling = AveragePooling | MaxPooling<boolean>;
const slidesOf = ({ windows: { settings } }: Pooling): object => ({
  stride: settings.stride,
  padding: settings.padding,
  ceilMode: settings.ceilMode,
});
const outputOf = (m: Pooling): readonly unknown[] => [m.windows.settings.outputSize];

const window = { stride: sizes, padding: sizes, dilation: sizes };
const windowOf = ({ window: { stride, before, dilation } }: { readonly window: Window }): object => ({
  stride,
  padding: before,
  dilation,
});
const filter = { groups: number, bias: flag, inputGrad: flag };
const convolution = { ...window, padding: either("string", word, sizes), ...filter, paddingMode: word };
/** Padding that is wider on one side than on the other was asked for as "same". */
const convolutionOf = (m: Convolution): readonly unknown[] => {
  const { kernelSize, before, after } = m.window;
  const padding = before.every((n, i) => n === after[i]) ? before : "same";
  const groups = m.inChannels / m.weight.value.shape[1];
  const { inputGrad, paddingMode } = m;
  const filter = { groups, bias: m.bias !== undefined, inputGrad, paddingMode };
  return [m.inChannels, m.outChannels, kernelSize, { ...windowOf(m), padding, ...filter }];
};
const transposed = { ...window, ...filter, outputPadding: sizes };
const transposedOf = (m: TransposedConvolution): readonly unknown[] => {
  const groups = m.outChannels / m.weight.value.shape[1];
  const { inputGrad, outputPadding } = m;
  const filter = { groups, bias: m.bias !== undefined, inputGrad, outputPadding };
  return [m.inChannels, m.outChannels, m.window.kernelSize, { ...windowOf(m), ...filter }];
};
const filters = (axes: number): { numbers: Kind["numbers"] } => ({
  numbers: (n, m, kernel, o) => {
    const sizes = Array.isArray(kernel) ? (kernel as number[]) : new Array<number>(axes).fill(kernel as number);
    return ((n as number) * (m as number) * volume(sizes)) / (o as { groups: number }).groups;
  },
});

const tracked = { eps: number, momentum: optional(sizes), affine: flag, trackRunningStats: flag };
const trackedOf = (m: Normalisation & { readonly numFeatures: number }): readonly unknown[] => {
  const trackRunningStats = m.runningMean !== undefined;
  const momentum = trackRunningStats ? m.momentum : undefined;
  return [m.numFeatures, { eps: m.eps, momentum, affine: m.weight !== undefined, trackRunningStats }];
};

const embedding = { paddingIdx: optional(number), maxNorm: optional(number) };
const embeddingOf = (m: Embeddings<Tensor>): readonly [number, number, object] => {
  const paddingIdx = m.paddingIdx < 0 ? undefined : m.paddingIdx;
  const maxNorm = m.maxNorm === Infinity ? undefined : m.maxNorm;
  return [m.numEmbeddings, m.embeddingDim, { paddingIdx, maxNorm }];
};

const cell = { bias: flag, inputGrad: flag };
const cellOf = (m: {
  readonly biasIh: unknown;
  readonly inputGrad: boolean;
}): { bias: boolean; inputGrad: boolean } => ({
  bias: m.biasIh !== undefined,
  inputGrad: m.inputGrad,
});

const recurrent = {
  ...cell,
  numLayers: number,
  batchFirst: flag,
  dropout: number,
  bidirectional: flag,
  states: flag,
  lengths: flag,
  remember: flag,
};
const recurrentOf = (m: RNN | LSTM | GRU): readonly [number, number, object] => {
  const { numLayers, batchFirst, dropout, bidirectional, states, lengths, remember } = m;
  const { bias, inputGrad } = cellOf(m.cells[0]);
  const options = { numLayers, batchFirst, dropout, bidirectional, states, lengths, remember, bias, inputGrad };
  return [m.inputSize, m.hiddenSize, options];
};
/** The weights of layers of so many gates, and how many cells they are. */
const cellsOf = (gates: number): { numbers: Kind["numbers"]; modules: Kind["modules"] } => {
  const counts = (o: unknown): [layers: number, directions: number] => {
    const { numLayers, bidirectional } = o as { numLayers: number; bidirectional: boolean };
    return [numLayers, bidirectional ? 2 : 1];
  };
  return {
    numbers: (n, h, o) => {
      const [layers, directions] = counts(o);
      return directions * gates * (h as number) * ((n as number) + layers * (h as number));
    },
    modules: (_, __, o) => counts(o).reduce((a, b) => a * b),
  };
};

const attention = { dropout: number, causal: flag, keyPaddingMask: flag, attnMask: flag };
const attentionOf = ({
  dropout,
  causal,
  keyPaddingMask,
  attnMask,
}: MultiheadAttention | ScaledDotProductAttention): object => ({
  dropout: (dropout as Dropout).p,
  causal,
  keyPaddingMask,
  attnMask,
});

const transformer = {
  dimFeedforward: number,
  dropout: number,
  activation: layer,
  layerNormEps: number,
  normFirst: flag,
  bias: flag,
  causal: flag,
  rotary: either("boolean", flag, number),
};
const transformerOf = (m: TransformerEncoderLayer | TransformerDecoderLayer): object => ({
  dimFeedforward: m.linear1.outFeatures,
  dropout: m.dropout.p,
  activation: m.activation,
  layerNormEps: m.norm1.eps,
  normFirst: m.normFirst,
  bias: m.linear1.bias !== undefined,
  causal: m.selfAttn.causal,
  rotary: m.selfAttn.turns?.base ?? false,
});

/** The numbers of a module, of which each layer of a Transformer has copies. */
const stateOf = (m: AnyModule): number => Object.values(m.stateDict()).reduce((n, t) => n + t.size, 0);

/** Layers, and their names where these are not their numbers. */
const sequenceOf = (m: Sequential<AnyModule[]>): readonly unknown[] => {
  const names = [...m.entries()].map(([name]) => name);
  return names.every((name, i) => name === String(i)) ? m.layers : [...m.layers, { names }];
};
const sequence = (
  ...args: readonly (AnyModule | { readonly names?: readonly string[] })[]
): Sequential<AnyModule[]> => {
  const layers = args.filter((arg) => arg instanceof Module);
  const last = args.at(-1);
  const names = last === undefined || last instanceof Module ? undefined : last.names;
  if (names === undefined) return new Sequential<AnyModule[]>(...layers);
  if (new Set(names).size !== layers.length || names.length !== layers.length)
    refuse("ARGUMENT", "Sequential", "names", `${layers.length} that differ`, names.join(", ") || "none");
  return Sequential.named(Object.fromEntries(names.map((name, i) => [name, layers[i]])));
};

/** A weight takes the place of another in the file, but the direction of a direction is one more in memory. */
const again = (module: AnyModule, { name }: { name: string }): number => {
  const w = new Map(module.entries()).get(name);
  return w instanceof Parameter && /_[gv]$/.test(name) ? w.value.size : 0;
};

/**
 * Every module whose function is data, by name. A Lambda and a Basis are not: their functions are programs. Initial values,
 * which parameters have only until they are read, are no arguments here, and neither are streams of random numbers.
 */
export function kinds(): readonly Kind[] {
  return [
    kind("Abs", Abs, [], () => []),
    kind("AdaptiveAvgPool1d", AdaptiveAvgPool1d, [sizes], outputOf),
    kind("AdaptiveAvgPool2d", AdaptiveAvgPool2d, [sizes], outputOf),
    kind("AdaptiveMaxPool1d", AdaptiveMaxPool1d, [sizes, { returnIndices: flag }], (m) => [
      ...outputOf(m),
      { returnIndices: m.returnIndices },
    ]),
    kind("AdaptiveMaxPool2d", AdaptiveMaxPool2d, [sizes, { returnIndices: flag }], (m) => [
      ...outputOf(m),
      { returnIndices: m.returnIndices },
    ]),
    kind("Add", Add, [], () => []),
    kind("AlphaDropout", AlphaDropout, [number], (m) => [m.p]),
    kind("AvgPool1d", AvgPool1d, [sizes, { ...slides, countIncludePad: flag }], (m) => [
      m.windows.settings.kernelSize,
      { ...slidesOf(m), countIncludePad: m.windows.settings.countIncludePad },
    ]),
    kind(
      "AvgPool2d",
      AvgPool2d,
      [sizes, { ...slides, countIncludePad: flag, divisorOverride: optional(number) }],
      (m) => [
        m.windows.settings.kernelSize,
        {
          ...slidesOf(m),
          countIncludePad: m.windows.settings.countIncludePad,
          divisorOverride: m.divisor === 0 ? undefined : m.divisor,
        },
      ],
    ),
    kind("BatchNorm1d", BatchNorm1d, [number, tracked], trackedOf, {
      numbers: (n, o) => (o.affine === true || o.trackRunningStats === true ? n : 0),
    }),
    kind("BatchNorm2d", BatchNorm2d, [number, tracked], trackedOf, {
      numbers: (n, o) => (o.affine === true || o.trackRunningStats === true ? n : 0),
    }),
    kind("Bias", Bias, [sizes], (m) => [m.size], { numbers: volume }),
    kind(
      "Bilinear",
      Bilinear,
      [number, number, number, { bias: flag }],
      (m) => {
        const [outputs, inputs1, inputs2] = m.weight.value.shape;
        return [inputs1, inputs2, outputs, { bias: m.bias !== undefined }];
      },
      { numbers: (a, b, c) => a * b * c },
    ),
    kind("Bottle", Bottle, [layer, number], (m) => [m.module, m.inputDims]),
    kind("CELU", CELU, [{ alpha: number }], (m) => [{ alpha: m.alpha }]),
    kind("Checkpoint", Checkpoint, [layer], (m) => [m.module]),
    kind("CircularPad1d", CircularPad1d, [sizes], (m) => [m.layout.of]),
    kind("CircularPad2d", CircularPad2d, [sizes], (m) => [m.layout.of]),
    kind("Clamp", Clamp, [number, number], (m) => [m.low, m.high]),
    kind("Concat", Concat, [number, rest(layer)], (m) => [m.join.dim, ...m.table.layers]),
    kind("ConcatTable", ConcatTable, [rest(layer)], (m) => m.layers),
    kind("ConstantPad1d", ConstantPad1d, [sizes, number], (m) => [m.layout.of, m.fill]),
    kind("ConstantPad2d", ConstantPad2d, [sizes, number], (m) => [m.layout.of, m.fill]),
    kind("Conv1d", Conv1d, [number, number, sizes, convolution], convolutionOf, filters(1)),
    kind("Conv2d", Conv2d, [number, number, sizes, convolution], convolutionOf, filters(2)),
    kind("Conv3d", Conv3d, [number, number, sizes, convolution], convolutionOf, filters(3)),
    kind("ConvTranspose1d", ConvTranspose1d, [number, number, sizes, transposed], transposedOf, filters(1)),
    kind("ConvTranspose2d", ConvTranspose2d, [number, number, sizes, transposed], transposedOf, filters(2)),
    kind("ConvTranspose3d", ConvTranspose3d, [number, number, sizes, transposed], transposedOf, filters(3)),
    kind("CosineSimilarity", CosineSimilarity, [{ dim: number, eps: number }], (m) => [{ dim: m.dim, eps: m.eps }]),
    kind("Div", Div, [], () => []),
    kind("Dropout", Dropout, [number], (m) => [m.p]),
    kind("Dropout1d", Dropout1d, [number], (m) => [m.p]),
    kind("Dropout2d", Dropout2d, [number], (m) => [m.p]),
    kind("ELU", ELU, [{ alpha: number }], (m) => [{ alpha: m.alpha }]),
    kind("Embedding", Embedding, [number, number, embedding], embeddingOf, { numbers: (n, m) => n * m }),
    kind(
      "EmbeddingBag",
      EmbeddingBag,
      [number, number, { ...embedding, mode: word }],
      (m) => {
        const [n, d, options] = embeddingOf(m);
        return [n, d, { ...options, mode: m.mode }];
      },
      { numbers: (n, m) => n * m },
    ),
    kind("Euclidean", Euclidean, [number, number], (m) => [...m.weight.value.shape].reverse(), {
      numbers: (n, m) => n * m,
    }),
    kind("Exp", Exp, [], () => []),
    kind("Expand", Expand, [sizes], (m) => [m.sizes]),
    kind("Flatten", Flatten, [], () => []),
    kind("Fold", Fold, [sizes, sizes, window], (m) => [m.outputSize, m.window.kernelSize, windowOf(m)]),
    kind("Gather", Gather, [number], (m) => [m.dim]),
    kind("GaussianNoise", GaussianNoise, [number], (m) => [m.std]),
    kind("GELU", GELU, [{ approximate: word }], (m) => [{ approximate: m.approximate }]),
    kind("GlobalAvgPool", GlobalAvgPool, [{ keepdim: flag }], (m) => [{ keepdim: m.keepdim }]),
    kind("GlobalMaxPool", GlobalMaxPool, [{ keepdim: flag }], (m) => [{ keepdim: m.keepdim }]),
    kind("GLU", GLU, [{ dim: number }], (m) => [{ dim: m.dim }]),
    kind("GradientReversal", GradientReversal, [number], (m) => [m.lambda]),
    kind("Graph", Graph, [drawing], drawingOf, { make: drawn, modules: nodesOf }),
    kind(
      "GroupNorm",
      GroupNorm,
      [number, number, { eps: number, affine: flag }],
      (m) => [m.numGroups, m.numChannels, { eps: m.eps, affine: m.weight !== undefined }],
      { numbers: (_, n, o) => (o.affine === true ? n : 0) },
    ),
    kind("GRU", GRU, [number, number, recurrent], recurrentOf, cellsOf(3)),
    kind("GRUCell", GRUCell, [number, number, cell], (m) => [m.inputSize, m.hiddenSize, cellOf(m)], {
      numbers: (n, h) => 3 * h * (n + h),
    }),
    kind("Hardshrink", Hardshrink, [{ lambd: number }], (m) => [{ lambd: m.lambd }]),
    kind("Hardsigmoid", Hardsigmoid, [], () => []),
    kind("Hardswish", Hardswish, [], () => []),
    kind("Hardtanh", Hardtanh, [{ minVal: number, maxVal: number }], (m) => [{ minVal: m.minVal, maxVal: m.maxVal }]),
    kind("Identity", Identity, [], () => []),
    kind("InstanceNorm1d", InstanceNorm1d, [number, tracked], trackedOf, {
      numbers: (n, o) => (o.affine === true || o.trackRunningStats === true ? n : 0),
    }),
    kind("InstanceNorm2d", InstanceNorm2d, [number, tracked], trackedOf, {
      numbers: (n, o) => (o.affine === true || o.trackRunningStats === true ? n : 0),
    }),
    kind("JoinTable", JoinTable, [number], (m) => [m.dim]),
    kind(
      "LayerNorm",
      LayerNorm,
      [sizes, { eps: number, elementwiseAffine: flag, bias: flag }],
      (m) => [m.normalizedShape, { eps: m.eps, elementwiseAffine: m.weight !== undefined, bias: m.bias !== undefined }],
      { numbers: (shape, o) => (o.elementwiseAffine === true ? volume(shape) : 0) },
    ),
    kind("LeakyReLU", LeakyReLU, [{ negativeSlope: number }], (m) => [{ negativeSlope: m.negativeSlope }]),
    kind(
      "Linear",
      Linear,
      [number, number, { bias: flag, inputGrad: flag }],
      (m) => [m.inFeatures, m.outFeatures, { bias: m.bias !== undefined, inputGrad: m.inputGrad }],
      { numbers: (n, m) => n * m },
    ),
    kind("LocalResponseNorm", LocalResponseNorm, [number, { alpha: number, beta: number, k: number }], (m) => [
      m.size,
      { alpha: m.alpha, beta: m.beta, k: m.k },
    ]),
    kind("Log", Log, [], () => []),
    kind("LogSigmoid", LogSigmoid, [], () => []),
    kind("LogSoftmax", LogSoftmax, [{ dim: number }], (m) => [{ dim: m.dim }]),
    kind("LoRA", LoRA, [layer, number, { alpha: number }], (m) => [m.base, m.r, { alpha: m.alpha }], {
      numbers: (base, r) => (base instanceof Linear ? r * (base.inFeatures + base.outFeatures) : 0),
    }),
    kind("LPPool1d", LPPool1d, [number, sizes, { stride: sizes, ceilMode: flag }], (m) => [
      m.normType,
      m.windows.settings.kernelSize,
      { stride: m.windows.settings.stride, ceilMode: m.windows.settings.ceilMode },
    ]),
    kind("LPPool2d", LPPool2d, [number, sizes, { stride: sizes, ceilMode: flag }], (m) => [
      m.normType,
      m.windows.settings.kernelSize,
      { stride: m.windows.settings.stride, ceilMode: m.windows.settings.ceilMode },
    ]),
    kind("LSTM", LSTM, [number, number, recurrent], recurrentOf, cellsOf(4)),
    kind("LSTMCell", LSTMCell, [number, number, cell], (m) => [m.inputSize, m.hiddenSize, cellOf(m)], {
      numbers: (n, h) => 4 * h * (n + h),
    }),
    kind("MapTable", MapTable, [layer], (m) => [m.module]),
    kind("MatMul", MatMul, [{ transA: flag, transB: flag }], (m) => [{ transA: m.transA, transB: m.transB }]),
    kind("Max", Max, [number, { keepdim: flag }], (m) => [m.dim, { keepdim: m.keepdim }]),
    kind("Maximum", Maximum, [], () => []),
    kind(
      "Maxout",
      Maxout,
      [number, number, number, { bias: flag }],
      (m) => [m.inFeatures, m.outFeatures, m.pieces, { bias: m.linear.bias !== undefined }],
      { numbers: (n, m, k) => n * m * k },
    ),
    kind("MaxPool1d", MaxPool1d, [sizes, { ...slides, dilation: sizes, returnIndices: flag }], (m) => [
      m.windows.settings.kernelSize,
      { ...slidesOf(m), dilation: m.windows.settings.dilation, returnIndices: m.returnIndices },
    ]),
    kind("MaxPool2d", MaxPool2d, [sizes, { ...slides, dilation: sizes, returnIndices: flag }], (m) => [
      m.windows.settings.kernelSize,
      { ...slidesOf(m), dilation: m.windows.settings.dilation, returnIndices: m.returnIndices },
    ]),
    kind("MaxUnpool2d", MaxUnpool2d, [sizes, { stride: sizes, padding: sizes, outputSize: optional(sizes) }], (m) => [
      m.kernelSize,
      { stride: m.stride, padding: m.padding, outputSize: m.outputSize },
    ]),
    kind("Mean", Mean, [number, { keepdim: flag }], (m) => [m.dim, { keepdim: m.keepdim }]),
    kind("Min", Min, [number, { keepdim: flag }], (m) => [m.dim, { keepdim: m.keepdim }]),
    kind("Minimum", Minimum, [], () => []),
    kind("Mish", Mish, [], () => []),
    kind("MixtureOfExperts", MixtureOfExperts, [layer, rest(layer)], (m) => [m.gate, ...m.experts]),
    kind("Mul", Mul, [], () => []),
    kind(
      "MultiheadAttention",
      MultiheadAttention,
      [
        number,
        number,
        {
          ...attention,
          bias: flag,
          cross: flag,
          kdim: optional(number),
          vdim: optional(number),
          rotary: either("boolean", flag, number),
        },
      ],
      (m) => {
        const [, kdim, vdim] = m.dims;
        const rotary = m.turns?.base ?? false;
        const bias = m.inProj.bias !== undefined;
        return [m.embedDim, m.numHeads, { ...attentionOf(m), bias, cross: m.cross, kdim, vdim, rotary }];
      },
      { numbers: (n, _, o) => n * (2 * n + ((o.kdim ?? n) as number) + ((o.vdim ?? n) as number)) },
    ),
    kind("Narrow", Narrow, [number, number, number], (m) => [m.dim, m.start, m.length]),
    kind("Normalize", Normalize, [number, { eps: number }], (m) => [m.p, { eps: m.eps }]),
    kind("PairwiseDistance", PairwiseDistance, [{ p: number, eps: number, keepdim: flag }], (m) => [
      { p: m.p, eps: m.eps, keepdim: m.keepdim },
    ]),
    kind("Parallel", Parallel, [number, number, rest(layer)], (m) => [m.split.dim, m.join.dim, ...m.table.layers]),
    kind("ParallelTable", ParallelTable, [rest(layer)], (m) => m.layers),
    kind("Permute", Permute, [sizes], (m) => [m.dims]),
    kind("PixelShuffle", PixelShuffle, [number], (m) => [...m.layout.of]),
    kind("PixelUnshuffle", PixelUnshuffle, [number], (m) => [...m.layout.of]),
    kind("PolynomialFeatures", PolynomialFeatures, [number], (m) => [m.degree]),
    kind("PositionalEncoding", PositionalEncoding, [number, { base: number }], (m) => [m.size, { base: m.base }]),
    kind("Power", Power, [number], (m) => [m.exponent]),
    kind("PReLU", PReLU, [{ numParameters: number }], (m) => [{ numParameters: m.weight.value.size }], {
      numbers: (o) => o.numParameters,
    }),
    kind("RadialBasis", RadialBasis, [sizes, number], (m) => [m.centres.value.shape, m.width], {
      make: (shape: number[], width: number) => new RadialBasis(Tensor.zeros(shape), width),
      numbers: volume,
    }),
    kind("ReflectionPad1d", ReflectionPad1d, [sizes], (m) => [m.layout.of]),
    kind("ReflectionPad2d", ReflectionPad2d, [sizes], (m) => [m.layout.of]),
    kind("ReLU", ReLU, [], () => []),
    kind("ReLU6", ReLU6, [], () => []),
    kind("ReplicationPad1d", ReplicationPad1d, [sizes], (m) => [m.layout.of]),
    kind("ReplicationPad2d", ReplicationPad2d, [sizes], (m) => [m.layout.of]),
    kind("Reshape", Reshape, [sizes], (m) => [m.shape]),
    kind("Residual", Residual, [layer], (m) => [m.module]),
    kind(
      "RMSNorm",
      RMSNorm,
      [sizes, { eps: number, elementwiseAffine: flag }],
      (m) => [m.normalizedShape, { eps: m.eps, elementwiseAffine: m.weight !== undefined }],
      { numbers: (shape, o) => (o.elementwiseAffine === true ? volume(shape) : 0) },
    ),
    kind(
      "RNN",
      RNN,
      [number, number, { ...recurrent, nonlinearity: word }],
      (m) => {
        const [inputs, hidden, options] = recurrentOf(m);
        return [inputs, hidden, { ...options, nonlinearity: (m.cells[0] as unknown as RNNCell).nonlinearity }];
      },
      cellsOf(1),
    ),
    kind(
      "RNNCell",
      RNNCell,
      [number, number, { ...cell, nonlinearity: word }],
      (m) => [m.inputSize, m.hiddenSize, { ...cellOf(m), nonlinearity: m.nonlinearity }],
      { numbers: (n, h) => h * (n + h) },
    ),
    kind("RotaryPositionalEmbeddings", RotaryPositionalEmbeddings, [number, { base: number }], (m) => [
      m.turns.size,
      { base: m.turns.base },
    ]),
    kind("RReLU", RReLU, [{ lower: number, upper: number }], (m) => [{ lower: m.lower, upper: m.upper }]),
    kind("Scale", Scale, [sizes], (m) => [m.size], { numbers: volume }),
    kind("ScaledDotProductAttention", ScaledDotProductAttention, [{ ...attention, scale: optional(number) }], (m) => [
      { ...attentionOf(m), scale: m.scale },
    ]),
    kind("Select", Select, [number, number], (m) => [m.dim, m.index]),
    kind("SelectTable", SelectTable, [number], (m) => [m.k]),
    kind("SELU", SELU, [], () => []),
    kind("Sequencer", Sequencer, [layer, { states: sizes }], (m) => [m.module, { states: m.states }]),
    kind("Sequential", Sequential, [rest(layer), { names: optional(list(word)) }], sequenceOf, { make: sequence }),
    kind("Sigmoid", Sigmoid, [], () => []),
    kind("SiLU", SiLU, [], () => []),
    kind("Softmax", Softmax, [{ dim: number }], (m) => [{ dim: m.dim }]),
    kind("Softmin", Softmin, [{ dim: number }], (m) => [{ dim: m.dim }]),
    kind("Softplus", Softplus, [{ beta: number, threshold: number }], (m) => [
      { beta: m.beta, threshold: m.threshold },
    ]),
    kind("Softshrink", Softshrink, [{ lambd: number }], (m) => [{ lambd: m.lambd }]),
    kind("Softsign", Softsign, [], () => []),
    kind("SplitTable", SplitTable, [number, number], (m) => [m.dim, m.n]),
    kind("Sqrt", Sqrt, [], () => []),
    kind("Square", Square, [], () => []),
    kind("Squeeze", Squeeze, [number], (m) => [m.dim]),
    kind("StopGradient", StopGradient, [], () => []),
    kind("Sub", Sub, [], () => []),
    kind("Sum", Sum, [number, { keepdim: flag }], (m) => [m.dim, { keepdim: m.keepdim }]),
    kind("Tanh", Tanh, [], () => []),
    kind("Tanhshrink", Tanhshrink, [], () => []),
    kind("Threshold", Threshold, [number, number], (m) => [m.threshold, m.value]),
    kind("TimeDistributed", TimeDistributed, [layer], (m) => [m.module]),
    kind(
      "Transformer",
      Transformer,
      [number, number, { ...transformer, numEncoderLayers: number, numDecoderLayers: number }],
      ({ encoder, decoder }) => {
        const [first] = encoder.layers as readonly TransformerEncoderLayer[];
        const [{ selfAttn }] = decoder.layers as readonly TransformerDecoderLayer[];
        const counts = { numEncoderLayers: encoder.layers.length, numDecoderLayers: decoder.layers.length };
        return [first.dModel, selfAttn.numHeads, { ...transformerOf(first), causal: selfAttn.causal, ...counts }];
      },
      {
        numbers: (n, _, { numEncoderLayers: e, numDecoderLayers: d, dimFeedforward: f, activation }) =>
          n * (e * (4 * n + 2 * f) + d * (8 * n + 2 * f)) + (e + d - 1) * stateOf(activation),
        modules: (_, __, { numEncoderLayers: e, numDecoderLayers: d, activation }) =>
          (e + d) * (20 + activation.modules().length),
      },
    ),
    kind(
      "TransformerDecoder",
      TransformerDecoder,
      [list(layer), { norm: optional(layer) }],
      (m) => [m.layers, { norm: m.norm }],
      {
        make: (layers: AnyModule[], options) => new TransformerDecoder((k) => layers[k], layers.length, options),
      },
    ),
    kind(
      "TransformerDecoderLayer",
      TransformerDecoderLayer,
      [number, number, { ...transformer, tgtKeyPaddingMask: flag, memoryKeyPaddingMask: flag }],
      (m) => {
        const [tgtKeyPaddingMask, memoryKeyPaddingMask] = [m.selfAttn.keyPaddingMask, m.multiheadAttn.keyPaddingMask];
        return [m.dModel, m.selfAttn.numHeads, { ...transformerOf(m), tgtKeyPaddingMask, memoryKeyPaddingMask }];
      },
      { numbers: (n, _, o) => 8 * n * n + 2 * n * o.dimFeedforward, modules: () => 20 },
    ),
    kind(
      "TransformerEncoder",
      TransformerEncoder,
      [list(layer), { norm: optional(layer) }],
      (m) => [m.layers, { norm: m.norm }],
      {
        make: (layers: AnyModule[], options) => new TransformerEncoder((k) => layers[k], layers.length, options),
      },
    ),
    kind(
      "TransformerEncoderLayer",
      TransformerEncoderLayer,
      [number, number, { ...transformer, srcKeyPaddingMask: flag }],
      (m) => [m.dModel, m.selfAttn.numHeads, { ...transformerOf(m), srcKeyPaddingMask: m.srcKeyPaddingMask }],
      { numbers: (n, _, o) => 4 * n * n + 2 * n * o.dimFeedforward, modules: () => 20 },
    ),
    kind("Transpose", Transpose, [number, number], (m) => [m.dim0, m.dim1]),
    kind("Unflatten", Unflatten, [number, sizes], (m) => [m.dim, m.sizes]),
    kind("Unfold", Unfold, [sizes, window], (m) => [m.window.kernelSize, windowOf(m)]),
    kind("Unsqueeze", Unsqueeze, [number], (m) => [m.dim]),
    kind(
      "Upsample",
      Upsample,
      [{ size: optional(sizes), scaleFactor: optional(sizes), mode: word, alignCorners: flag }],
      (m) => [{ size: m.size, scaleFactor: m.scaleFactor, mode: m.mode, alignCorners: m.alignCorners }],
    ),
    kind(
      "WeightNorm",
      WeightNorm,
      [layer, { name: word, dim: sizes }],
      (m) => [m.module, { name: m.name, dim: m.axis.axis }],
      { numbers: again },
    ),
    kind("ZeroPad2d", ZeroPad2d, [sizes], (m) => [m.layout.of]),
  ];
}
