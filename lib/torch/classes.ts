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
import { CELU } from "../../modules/activations/celu.ts";
import { Checkpoint } from "../../modules/containers/checkpoint.ts";
import { Clamp } from "../../modules/elementwise/clamp.ts";
import { ConcatTable } from "../../modules/containers/concattable.ts";
import { ConstantPad1d } from "../../modules/padding/constantpad1d.ts";
import { ConstantPad2d } from "../../modules/padding/constantpad2d.ts";
import { Conv1d } from "../../modules/convolution/conv1d.ts";
import { Conv2d } from "../../modules/convolution/conv2d.ts";
import { Conv3d } from "../../modules/convolution/conv3d.ts";
import { ConvTranspose1d } from "../../modules/convolution/convtranspose1d.ts";
import { ConvTranspose2d } from "../../modules/convolution/convtranspose2d.ts";
import { ConvTranspose3d } from "../../modules/convolution/convtranspose3d.ts";
import { Div } from "../../modules/tables/div.ts";
import { Dropout } from "../../modules/noise/dropout.ts";
import { Dropout1d } from "../../modules/noise/dropout1d.ts";
import { Dropout2d } from "../../modules/noise/dropout2d.ts";
import { ELU } from "../../modules/activations/elu.ts";
import { Embedding } from "../../modules/linear/embedding.ts";
import { Exp } from "../../modules/elementwise/exp.ts";
import { Flatten } from "../../modules/shapes/flatten.ts";
import { GELU } from "../../modules/activations/gelu.ts";
import { GlobalAvgPool } from "../../modules/pooling/globalavgpool.ts";
import { GlobalMaxPool } from "../../modules/pooling/globalmaxpool.ts";
import { GLU } from "../../modules/activations/glu.ts";
import { Graph } from "../../modules/containers/graph.ts";
import { GroupNorm } from "../../modules/normalisation/groupnorm.ts";
import { GRU } from "../../modules/recurrent/gru.ts";
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
import { LPPool1d } from "../../modules/pooling/lppool1d.ts";
import { LPPool2d } from "../../modules/pooling/lppool2d.ts";
import { LSTM } from "../../modules/recurrent/lstm.ts";
import { Maximum } from "../../modules/tables/maximum.ts";
import { MaxPool1d } from "../../modules/pooling/maxpool1d.ts";
import { MaxPool2d } from "../../modules/pooling/maxpool2d.ts";
import { Mean } from "../../modules/tables/mean.ts";
import { Minimum } from "../../modules/tables/minimum.ts";
import { Mish } from "../../modules/activations/mish.ts";
import { Mul } from "../../modules/tables/mul.ts";
import { MultiheadAttention } from "../../modules/attention/multiheadattention.ts";
import { ParallelTable } from "../../modules/containers/paralleltable.ts";
import { Permute } from "../../modules/shapes/permute.ts";
import { PixelShuffle } from "../../modules/vision/pixelshuffle.ts";
import { PixelUnshuffle } from "../../modules/vision/pixelunshuffle.ts";
import { Power } from "../../modules/elementwise/power.ts";
import { PReLU } from "../../modules/activations/prelu.ts";
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
import { RReLU } from "../../modules/activations/rrelu.ts";
import { Select } from "../../modules/shapes/select.ts";
import { SELU } from "../../modules/activations/selu.ts";
import { Sequential } from "../../modules/containers/sequential.ts";
import { Sigmoid } from "../../modules/activations/sigmoid.ts";
import { SiLU } from "../../modules/activations/silu.ts";
import { Softmax } from "../../modules/activations/softmax.ts";
import { Softmin } from "../../modules/activations/softmin.ts";
import { Softplus } from "../../modules/activations/softplus.ts";
import { Softshrink } from "../../modules/activations/softshrink.ts";
import { Softsign } from "../../modules/activations/softsign.ts";
import { Sqrt } from "../../modules/elementwise/sqrt.ts";
import { Square } from "../../modules/elementwise/square.ts";
import { Squeeze } from "../../modules/shapes/squeeze.ts";
import { StopGradient } from "../../modules/noise/stopgradient.ts";
import { Sub } from "../../modules/tables/sub.ts";
import { Sum } from "../../modules/tables/sum.ts";
import { Tanh } from "../../modules/activations/tanh.ts";
import { Tanhshrink } from "../../modules/activations/tanhshrink.ts";
import { Threshold } from "../../modules/activations/threshold.ts";
import { TransformerEncoder } from "../../modules/attention/transformerencoder.ts";
import { TransformerEncoderLayer } from "../../modules/attention/transformerencoderlayer.ts";
import { Transpose } from "../../modules/shapes/transpose.ts";
import { Unflatten } from "../../modules/shapes/unflatten.ts";
import { Unsqueeze } from "../../modules/shapes/unsqueeze.ts";
import { Upsample } from "../../modules/vision/upsample.ts";
import { ZeroPad2d } from "../../modules/padding/zeropad2d.ts";
import type { Convolution } from "../convolution.ts";
import { refuse } from "../errors.ts";
import { Module, type AnyModule } from "../module.ts";
import type { Normalisation } from "../normalisation.ts";
import type { Recurrent } from "../recurrent/recurrent.ts";
import type { AveragePooling } from "../spatial/averagepooling.ts";
import type { Gathering } from "../spatial/gathering.ts";
import type { MaxPooling } from "../spatial/maxpooling.ts";
import type { PowerPooling } from "../spatial/powerpooling.ts";
import type { TransposedConvolution } from "../transposedconvolution.ts";
import type { Value } from "../value.ts";
import type { Helper } from "./helpers.ts";
import { call, each, indent, python, raw, type Argument } from "./python.ts";

type Class = abstract new (...args: never[]) => AnyModule;

/** Writes modules, and remembers which classes of the file's own they need. */
export class Writer {
  private readonly table = classes();
  readonly used = new Set<Helper>();
  /** Classes that are written for one graph each. */
  readonly graphs: string[] = [];

  write(m: AnyModule, path: string): string {
    const write = this.table.get(m.constructor as unknown as Class);
    if (write === undefined)
      refuse(
        "ARGUMENT",
        ["net", path, `${m}`].filter((s) => s !== "").join("."),
        "a net for PyTorch",
        "of modules that PyTorch has",
        m.constructor.name,
      );
    return write(m as never, new Scope(this, path));
  }
}

/** A writer at a place in the net. */
class Scope {
  private readonly writer: Writer;
  private readonly path: string;

  constructor(writer: Writer, path: string) {
    this.writer = writer;
    this.path = path;
  }

  child(m: AnyModule, key: string): string {
    return this.writer.write(m, this.path === "" ? key : `${this.path}.${key}`);
  }

  helper(name: Helper): string {
    this.writer.used.add(name);
    return name;
  }

  graph(text: (name: string) => string): string {
    const name = `Graph${this.writer.graphs.length}`;
    // The place is taken before what is in the graph takes others.
    const k = this.writer.graphs.push("") - 1;
    this.writer.graphs[k] = text(name);
    return `${name}()`;
  }

  refuse(m: AnyModule, expected: string, got: string): never {
    return refuse(
      "ARGUMENT",
      ["net", this.path, `${m}`].filter((s) => s !== "").join("."),
      "a net for PyTorch",
      expected,
      got,
    );
  }
}

const children = (m: AnyModule, w: Scope): [string, string][] =>
  [...m.entries()].flatMap(([key, child]): [string, string][] =>
    child instanceof Module ? [[key, w.child(child, key)]] : [],
  );
const block = (open: string, lines: readonly string[]): string =>
  lines.length === 0 ? `${open})` : `${open}\n${indent(lines.map((line) => `${line},`).join("\n"))}\n)`;

function classes(): ReadonlyMap<Class, (m: never, w: Scope) => string> {
  const table = new Map<Class, (m: never, w: Scope) => string>();
  const add = <M extends AnyModule>(
    of: abstract new (...args: never[]) => M,
    write: (m: M, w: Scope) => string,
  ): void => void table.set(of, write);
  /** A class whose arguments are these of its fields. */
  const plain = <M extends AnyModule>(
    of: abstract new (...args: never[]) => M,
    ...fields: readonly (keyof M)[]
  ): void =>
    add(of, (m) =>
      call(
        `nn.${of.name}`,
        fields.map((key) => m[key] as Argument),
      ),
    );
  /** A function of a line. */
  const line = <M extends AnyModule>(of: abstract new (...args: never[]) => M, text: (m: M) => string): void =>
    add(of, (m, w) => call(w.helper("Function"), [raw(`lambda x: ${text(m)}`)]));

  for (const of of [
    Identity,
    ReLU,
    ReLU6,
    Tanh,
    Sigmoid,
    SELU,
    SiLU,
    Mish,
    Softsign,
    LogSigmoid,
    Hardsigmoid,
    Hardswish,
    Tanhshrink,
  ])
    plain<AnyModule>(of);
  plain(ELU, "alpha");
  plain(CELU, "alpha");
  plain(LeakyReLU, "negativeSlope");
  plain(Hardtanh, "minVal", "maxVal");
  plain(Threshold, "threshold", "value");
  plain(Hardshrink, "lambd");
  plain(Softshrink, "lambd");
  plain(Softplus, "beta", "threshold");
  plain(RReLU, "lower", "upper");
  plain(GLU, "dim");
  for (const of of [Softmax, LogSoftmax, Softmin])
    add<Softmax | LogSoftmax | Softmin>(of, (m) => call(`nn.${m.constructor.name}`, [], { dim: [m.dim, null] }));
  add(GELU, (m) => call("nn.GELU", [], { approximate: [m.approximate, "none"] }));
  add(PReLU, (m) => call("nn.PReLU", [m.weight.value.size]));
  for (const of of [Dropout, Dropout1d, Dropout2d, AlphaDropout])
    plain<Dropout | Dropout1d | Dropout2d | AlphaDropout>(of, "p");
  plain(LocalResponseNorm, "size", "alpha", "beta", "k");
  plain(Unflatten, "dim", "sizes");
  plain(Flatten);

  add(Linear, (m) => call("nn.Linear", [m.inFeatures, m.outFeatures], { bias: [m.bias !== undefined, true] }));
  add(Embedding, (m) =>
    call("nn.Embedding", [m.numEmbeddings, m.embeddingDim], {
      padding_idx: [m.paddingIdx < 0 ? null : m.paddingIdx, null],
      max_norm: [m.maxNorm === Infinity ? null : m.maxNorm, null],
    }),
  );
  const filters = (m: Convolution | TransposedConvolution, share: number): Parameters<typeof call>[2] => ({
    stride: [each(m.window.stride), 1],
    padding: [String(m.window.before) === String(m.window.after) ? each(m.window.before) : "same", 0],
    dilation: [each(m.window.dilation), 1],
    groups: [share / m.weight.value.shape[1], 1],
    bias: [m.bias !== undefined, true],
  });
  for (const of of [Conv1d, Conv2d, Conv3d])
    add<Convolution>(of, (m) =>
      call(`nn.${of.name}`, [m.inChannels, m.outChannels, each(m.window.kernelSize)], {
        ...filters(m, m.inChannels),
        padding_mode: [m.paddingMode, "zeros"],
      }),
    );
  for (const of of [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d])
    add<TransposedConvolution>(of, (m) =>
      call(`nn.${of.name}`, [m.inChannels, m.outChannels, each(m.window.kernelSize)], {
        ...filters(m, m.outChannels),
        output_padding: [each(m.outputPadding), 0],
      }),
    );

  for (const of of [MaxPool1d, MaxPool2d])
    add<MaxPooling<boolean>>(of, (m, w) => {
      const { kernelSize = [], stride = [], padding = [], dilation = [], ceilMode } = m.windows.settings;
      if (m.returnIndices) w.refuse(m, "without indices", "returnIndices");
      return call(`nn.${of.name}`, [each(kernelSize)], {
        stride: [each(stride), each(kernelSize)],
        padding: [each(padding), 0],
        dilation: [each(dilation), 1],
        ceil_mode: [ceilMode, false],
      });
    });
  for (const of of [AvgPool1d, AvgPool2d])
    add<AveragePooling>(of, (m) => {
      const { kernelSize = [], stride = [], padding = [], ceilMode, countIncludePad } = m.windows.settings;
      return call(`nn.${of.name}`, [each(kernelSize)], {
        stride: [each(stride), each(kernelSize)],
        padding: [each(padding), 0],
        ceil_mode: [ceilMode, false],
        count_include_pad: [countIncludePad, true],
        divisor_override: [m.divisor === 0 ? null : m.divisor, null],
      });
    });
  for (const of of [LPPool1d, LPPool2d])
    add<PowerPooling>(of, (m) => {
      const { kernelSize = [], stride = [], ceilMode } = m.windows.settings;
      return call(`nn.${of.name}`, [m.normType, each(kernelSize)], {
        stride: [each(stride), each(kernelSize)],
        ceil_mode: [ceilMode, false],
      });
    });
  for (const of of [AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d])
    add<AveragePooling | MaxPooling<boolean>>(of, (m) => {
      const { outputSize = [] } = m.windows.settings;
      return call(`nn.${of.name}`, [outputSize.length === 1 ? outputSize[0] : outputSize]);
    });
  for (const of of [ReflectionPad1d, ReflectionPad2d, ReplicationPad1d, ReplicationPad2d, ZeroPad2d])
    add<Gathering>(of, (m) => call(`nn.${of.name}`, [m.layout.of]));
  for (const of of [ConstantPad1d, ConstantPad2d])
    add<Gathering>(of, (m) => call(`nn.${of.name}`, [m.layout.of, m.fill]));
  for (const of of [PixelShuffle, PixelUnshuffle]) add<Gathering>(of, (m) => call(`nn.${of.name}`, [...m.layout.of]));
  add(Upsample, (m) =>
    call("nn.Upsample", [], {
      size: [m.size, null],
      scale_factor: [m.scaleFactor, null],
      mode: [m.mode, "nearest"],
      align_corners: [m.alignCorners ? true : null, null],
    }),
  );

  const affine = (m: Normalisation, w: Scope): boolean =>
    (m.weight === undefined) === (m.bias === undefined)
      ? m.weight !== undefined
      : w.refuse(m, "with weight and bias, or neither", "one");
  for (const of of [BatchNorm1d, BatchNorm2d, InstanceNorm1d, InstanceNorm2d])
    add<BatchNorm1d | BatchNorm2d | InstanceNorm1d | InstanceNorm2d>(of, (m, w) => {
      const instance = of.name.startsWith("Instance");
      return call(`nn.${of.name}`, [m.numFeatures], {
        eps: [m.eps, 1e-5],
        momentum: [m.runningMean === undefined ? 0.1 : m.momentum, 0.1],
        affine: [affine(m, w), !instance],
        track_running_stats: [m.runningMean !== undefined, !instance],
      });
    });
  add(LayerNorm, (m, w) =>
    call("nn.LayerNorm", [each1(m.normalizedShape)], { eps: [m.eps, 1e-5], elementwise_affine: [affine(m, w), true] }),
  );
  add(GroupNorm, (m, w) =>
    call("nn.GroupNorm", [m.numGroups, m.numChannels], { eps: [m.eps, 1e-5], affine: [affine(m, w), true] }),
  );
  add(RMSNorm, (m, w) => call(w.helper("RMSNorm"), [m.normalizedShape, m.eps, m.weight !== undefined]));

  for (const of of [LSTM, GRU, RNN])
    add<Recurrent<Value, Value>>(of, (m, w) => {
      if (m.states || m.lengths || m.remember) w.refuse(m, "that makes y of x alone", "states, lengths or memory");
      return call(w.helper(of.name as Helper), [m.inputSize, m.hiddenSize], {
        num_layers: [m.numLayers, 1],
        ...(of === RNN
          ? { nonlinearity: [(m.cells[0] as unknown as { nonlinearity: string }).nonlinearity, "tanh"] as const }
          : {}),
        bias: [m.cells[0].biasIh !== undefined, true],
        batch_first: [m.batchFirst, false],
        dropout: [m.dropout, 0],
        bidirectional: [m.bidirectional, false],
      });
    });
  add(MultiheadAttention as never, (m: MultiheadAttention, w) => {
    if (m.cross || m.keyPaddingMask || m.attnMask || m.turns !== undefined)
      w.refuse(m, "of x alone, without rotary positions", "other inputs or turns");
    const { bias } = m.inProj as unknown as { bias?: unknown };
    return call(w.helper("SelfAttention"), [m.embedDim, m.numHeads], {
      dropout: [(m.dropout as Dropout).p, 0],
      bias: [bias !== undefined, true],
      causal: [m.causal, false],
    });
  });
  add(TransformerEncoderLayer as never, (m: TransformerEncoderLayer, w) => {
    const { selfAttn, activation, norm1, linear1 } = m;
    if (m.srcKeyPaddingMask || selfAttn.turns !== undefined)
      w.refuse(m, "of x alone, without rotary positions", "other inputs or turns");
    if (linear1.bias === undefined) w.refuse(m, "with biases", "bias: false");
    const kind =
      activation instanceof GELU && activation.approximate === "none"
        ? "gelu"
        : activation instanceof ReLU
          ? "relu"
          : undefined;
    if (kind === undefined) w.refuse(m, "with ReLU or GELU", `${activation}`);
    return call(w.helper("EncoderLayer"), [m.dModel, selfAttn.numHeads, linear1.outFeatures], {
      dropout: [m.dropout.p, 0.1],
      activation: [kind, "relu"],
      layer_norm_eps: [norm1.eps, 1e-5],
      norm_first: [m.normFirst, false],
      causal: [selfAttn.causal, false],
    });
  });
  add(TransformerEncoder as never, (m: TransformerEncoder, w) => {
    const layers = m.layers.map((layer, k) => w.child(layer, `layers.${k}`));
    const norm = m.norm === undefined ? [] : [`norm=${w.child(m.norm, "norm")}`];
    return block(`${w.helper("Encoder")}(`, [...layers, ...norm]);
  });

  add(Sequential as never, (m: Sequential<AnyModule[]>, w) => {
    const all = children(m, w);
    if (all.every(([key], i) => key === String(i)))
      return block(
        "nn.Sequential(",
        all.map(([, text]) => text),
      );
    return `nn.Sequential(OrderedDict(${block(
      "",
      all.map(([key, text]) => `${python(key)}: ${text}`),
    )
      .replace(/^\n/, "{\n")
      .replace(/\)$/, "}")}))`;
  });
  add(Residual, (m, w) => `${w.helper("Residual")}(${w.child(m.module, "module")})`);
  add(ConcatTable as never, (m: AnyModule, w) =>
    block(
      `${w.helper("ConcatTable")}(`,
      children(m, w).map(([, text]) => text),
    ),
  );
  add(ParallelTable as never, (m: AnyModule, w) =>
    block(
      `${w.helper("ParallelTable")}(`,
      children(m, w).map(([, text]) => text),
    ),
  );
  // A Checkpoint counts as the module in it, under a name of its own.
  add(Checkpoint as never, (m: AnyModule, w) => `${w.helper("Inside")}(${children(m, w)[0][1]})`);
  line(JoinTable as never, (m: JoinTable) => `torch.cat(x, dim=${m.dim})`);
  for (const [of, sign] of [
    [Add, "+"],
    [Sub, "-"],
    [Mul, "*"],
    [Div, "/"],
  ] as const)
    line<AnyModule>(of, () => `x[0] ${sign} x[1]`);
  line(StopGradient, () => "x.detach()");
  line(Power, (m) => `x ** ${m.exponent}`);
  line(GlobalAvgPool, (m) => `x.mean(tuple(range(2, x.ndim)), keepdim=${python(m.keepdim)})`);
  line(GlobalMaxPool, (m) => `x.amax(tuple(range(2, x.ndim)), keepdim=${python(m.keepdim)})`);
  line(Maximum, () => "torch.maximum(x[0], x[1])");
  line(Minimum, () => "torch.minimum(x[0], x[1])");
  for (const of of [Abs, Exp, Log, Sqrt, Square]) line<AnyModule>(of, () => `x.${of.name.toLowerCase()}()`);
  line(Clamp, (m) => `x.clamp(${python(m.low)}, ${python(m.high)})`);
  line(Mean, (m) => `x.mean(${m.dim}, keepdim=${python(m.keepdim)})`);
  line(Sum, (m) => `x.sum(${m.dim}, keepdim=${python(m.keepdim)})`);
  line(Permute, (m) => `x.permute(${m.dims.join(", ")})`);
  line(Transpose, (m) => `x.transpose(${m.dim0}, ${m.dim1})`);
  line(Reshape, (m) => `x.reshape(len(x), ${m.shape.join(", ")})`);
  line(Squeeze, (m) => `x.squeeze(${m.dim})`);
  line(Unsqueeze, (m) => `x.unsqueeze(${m.dim})`);
  line(Select, (m) => `x.select(${(m as unknown as { dim: number }).dim}, ${m.index})`);
  add(Graph as never, (m: Graph, w) => w.graph((name) => graph(m, name, w)));
  return table;
}
const each1 = (shape: readonly number[]): Argument => (shape.length === 1 ? shape[0] : shape);

/** A class for a graph: its modules, and forward along the drawing. */
function graph(m: Graph, name: string, w: Scope): string {
  const { plan, inputs } = m as unknown as {
    plan: readonly { kind: string; k: number; of: readonly number[] }[];
    inputs: number;
  };
  const all = children(m, w);
  const value = (i: number): string => {
    const { kind, of, k } = plan[i];
    if (kind === "input") return inputs === 1 ? "x" : `x[${i}]`;
    if (kind === "tuple")
      return `(${of
        .map((j) => `${value(j)}, `)
        .join("")
        .trimEnd()})`;
    return kind === "position" ? `${value(of[0])}[${k}]` : `h${k}`;
  };
  const steps = plan.flatMap(({ kind, k, of }) =>
    kind === "module" ? [`h${k} = self._modules["${k}"](${value(of[0])})`] : [],
  );
  const made = all.map(([key, text]) => `self.add_module("${key}", ${text})`);
  return [
    `class ${name}(nn.Module):`,
    indent(["def __init__(self):", indent(["super().__init__()", ...made].join("\n"))].join("\n")),
    "",
    indent(
      ["def forward(self, x):", indent([...steps, `return ${value(plan[plan.length - 1].of[0])}`].join("\n"))].join(
        "\n",
      ),
    ),
  ].join("\n");
}
