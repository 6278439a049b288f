import { Add } from "../../modules/tables/add.ts";
import { AvgPool2d } from "../../modules/pooling/avgpool2d.ts";
import { BatchNorm1d } from "../../modules/normalisation/batchnorm1d.ts";
import { BatchNorm2d } from "../../modules/normalisation/batchnorm2d.ts";
import { ConcatTable } from "../../modules/containers/concattable.ts";
import { Conv2d } from "../../modules/convolution/conv2d.ts";
import { Dropout } from "../../modules/noise/dropout.ts";
import { Embedding } from "../../modules/linear/embedding.ts";
import { ELU } from "../../modules/activations/elu.ts";
import { Flatten } from "../../modules/shapes/flatten.ts";
import { Hardtanh } from "../../modules/activations/hardtanh.ts";
import { Identity } from "../../modules/shapes/identity.ts";
import { JoinTable } from "../../modules/tables/jointable.ts";
import { LeakyReLU } from "../../modules/activations/leakyrelu.ts";
import { Linear } from "../../modules/linear/linear.ts";
import { LogSoftmax } from "../../modules/activations/logsoftmax.ts";
import { MaxPool2d } from "../../modules/pooling/maxpool2d.ts";
import { ParallelTable } from "../../modules/containers/paralleltable.ts";
import { ReLU } from "../../modules/activations/relu.ts";
import { Reshape } from "../../modules/shapes/reshape.ts";
import { Sequential } from "../../modules/containers/sequential.ts";
import { Sigmoid } from "../../modules/activations/sigmoid.ts";
import { Softmax } from "../../modules/activations/softmax.ts";
import { Tanh } from "../../modules/activations/tanh.ts";
import { Threshold } from "../../modules/activations/threshold.ts";
import { FpropError, located } from "../errors.ts";
import type { AnyModule } from "../module.ts";
import type { Buffer } from "../buffer.ts";
import { constant } from "../init.ts";
import type { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { TorchObject, type T7 } from "./t7.ts";

/** How many modules a net may have, where one of the file may stand in many places. */
const mostModules = 10_000;

/**
 * The net that Torch7 saved, as modules of ours with its weights, in training or evaluation as it was:
 *
 *     const net = fromTorch7(readT7(bytes));
 *
 * Known are nn.Sequential, Linear, SpatialConvolution(MM), SpatialMaxPooling, SpatialAveragePooling, BatchNormalization and
 * its Spatial kin, LookupTable, Dropout, View, Reshape, ConcatTable, ParallelTable, CAddTable (of two), JoinTable, Identity,
 * and ReLU, Tanh, Sigmoid, Threshold, ELU, LeakyReLU, HardTanh, SoftMax, LogSoftMax. An input always has a batch here. What
 * differs from Torch: indices into a LookupTable begin with 0. A module in several places comes back as twins.
 * @throws FpropError FORMAT for an object that is none of these, or whose fields do not make one, naming its place
 */
export function fromTorch7(object: T7): AnyModule {
  const made = new Builder();
  const net = made.build(object);
  made.fill(net);
  return net;
}

class Builder {
  private readonly known = new Map<TorchObject, AnyModule>();
  private readonly values: (readonly [to: Parameter | Buffer, from: Tensor])[] = [];
  private count = 0;
  private readonly makers = makers();

  build(object: T7): AnyModule {
    if (!(object instanceof TorchObject)) wrong("torch7", "an object", "a module of nn", typeof object);
    const known = this.known.get(object);
    this.count += known?.modules().length ?? 1;
    if (this.count > mostModules) wrong(object.torchClass, "the net", `of at most ${mostModules} modules`, "more");
    if (known !== undefined) return known.twin();
    const make = this.makers.get(object.torchClass.replace(/^(cudnn|ccn2)\./, "nn."));
    if (make === undefined)
      wrong(object.torchClass, "a module", `one of ${[...this.makers.keys()].join(", ")}`, object.torchClass);
    const made = inFormat(object, () => make(new Fields(object, this)));
    made.train(object.fields.get("train") !== false);
    this.known.set(object, made);
    return made;
  }

  /** Has a parameter take on what a tensor has, once the net is whole. */
  take(to: Parameter | Buffer, from: Tensor): void {
    this.values.push([to, from]);
  }

  fill(net: AnyModule): void {
    if (this.values.some(([, from]) => from.dtype === "float64")) net.to("float64");
    for (const [to, from] of this.values) to.value.data.set(from.data);
  }
}

/** The fields of a module, looked at. */
class Fields {
  private readonly object: TorchObject;
  private readonly builder: Builder;

  constructor(object: TorchObject, builder: Builder) {
    this.object = object;
    this.builder = builder;
  }

  refuse(what: string, expected: string, got: string): never {
    return wrong(this.object.torchClass, what, expected, got);
  }

  has(name: string): boolean {
    return this.object.fields.get(name) !== undefined;
  }

  number(name: string, otherwise?: number): number {
    const value = this.object.fields.get(name) ?? otherwise;
    return typeof value === "number" ? value : this.refuse(name, "a number", typeof value);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.object.fields.get(name) ?? otherwise;
    return typeof value === "boolean" ? value : this.refuse(name, "true or false", typeof value);
  }

  tensor(name: string): Tensor {
    const value = this.object.fields.get(name);
    return value instanceof Tensor ? value : this.refuse(name, "a tensor", typeof value);
  }

  /** The numbers of a LongStorage. */
  sizes(name: string): number[] {
    return [...this.tensor(name).data];
  }

  /** The modules in it, in order. */
  modules(): AnyModule[] {
    const table = this.object.fields.get("modules");
    if (!(table instanceof Map)) return this.refuse("modules", "a table", typeof table);
    return Array.from({ length: table.size }, (_, i) => {
      try {
        return this.builder.build((table as ReadonlyMap<unknown, T7>).get(i + 1));
      } catch (error) {
        throw located(error, i);
      }
    });
  }

  /** Has `to` take on a tensor of as many numbers. */
  take(name: string, to: Parameter | Buffer | undefined, from = this.tensor(name)): void {
    if (to === undefined) return;
    if (from.size !== to.value.size) this.refuse(name, `of ${to.value.size} numbers`, `${from.size}`);
    this.builder.take(to, from);
  }
}

function makers(): ReadonlyMap<string, (f: Fields) => AnyModule> {
  const init = constant(0);
  const weighted = <M extends AnyModule & { weight: Parameter | undefined; bias: Parameter | undefined }>(
    f: Fields,
    m: M,
  ): M => {
    if (m.weight !== undefined) f.take("weight", m.weight);
    if (m.bias !== undefined) f.take("bias", m.bias);
    return m;
  };
  const pairs = (f: Fields, a: string, b: string, otherwise?: number): [number, number] => [
    f.number(a, otherwise),
    f.number(b, otherwise),
  ];
  const convolution = (f: Fields): AnyModule => {
    const [kH, kW] = pairs(f, "kH", "kW");
    const size = (f.number("nInputPlane") / f.number("groups", 1)) * f.number("nOutputPlane") * kH * kW;
    // Before anything is made that large.
    if (f.tensor("weight").size !== size) f.refuse("weight", `of ${size} numbers`, `${f.tensor("weight").size}`);
    return weighted(
      f,
      new Conv2d(f.number("nInputPlane"), f.number("nOutputPlane"), [kH, kW], {
        stride: pairs(f, "dH", "dW", 1),
        padding: pairs(f, "padH", "padW", f.number("padding", 0)),
        groups: f.number("groups", 1),
        bias: f.has("bias"),
        init,
      }),
    );
  };
  const normalisation = (f: Fields, of: typeof BatchNorm1d | typeof BatchNorm2d): AnyModule => {
    const affine = f.has("weight");
    const m = new of(f.tensor("running_mean").size, {
      eps: f.number("eps", 1e-5),
      momentum: f.number("momentum", 0.1),
      affine,
    });
    weighted(f, m);
    f.take("running_mean", m.runningMean);
    if (f.has("running_var")) f.take("running_var", m.runningVar);
    else {
      // Torch7 kept 1 / √(variance + ε) at first.
      const std = f.tensor("running_std").clone();
      for (let i = 0; i < std.size; i++) std.data[i] = 1 / (std.data[i] * std.data[i]) - m.eps;
      f.take("running_std", m.runningVar, std);
    }
    return m;
  };
  /** Sizes of a row; those with a size for the batch begin with −1. */
  const shaped = (f: Fields): AnyModule => {
    const sizes = f.sizes("size");
    const row = sizes.length > 1 && sizes[0] === -1 ? sizes.slice(1) : sizes;
    return row.length === 1 && row[0] === -1 ? new Flatten() : new Reshape(row);
  };
  return new Map<string, (f: Fields) => AnyModule>([
    ["nn.Sequential", (f) => new Sequential<AnyModule[]>(...f.modules())],
    ["nn.ConcatTable", (f) => new ConcatTable(...f.modules())],
    ["nn.ParallelTable", (f) => new ParallelTable(...f.modules())],
    ["nn.CAddTable", () => new Add()],
    ["nn.JoinTable", (f) => new JoinTable(f.number("dimension") - (f.number("nInputDims", -1) > 0 ? 0 : 1))],
    ["nn.Identity", () => new Identity()],
    [
      "nn.Linear",
      (f) => {
        const { shape } = f.tensor("weight");
        if (shape.length !== 2) f.refuse("weight", "of two axes", `${shape.length}`);
        return weighted(f, new Linear(shape[1], shape[0], { bias: f.has("bias"), init }));
      },
    ],
    ["nn.SpatialConvolution", convolution],
    ["nn.SpatialConvolutionMM", convolution],
    [
      "nn.SpatialMaxPooling",
      (f) =>
        new MaxPool2d(pairs(f, "kH", "kW"), {
          stride: pairs(f, "dH", "dW"),
          padding: pairs(f, "padH", "padW", 0),
          ceilMode: f.flag("ceil_mode", false),
        }),
    ],
    [
      "nn.SpatialAveragePooling",
      (f) =>
        new AvgPool2d(pairs(f, "kH", "kW"), {
          stride: pairs(f, "dH", "dW"),
          padding: pairs(f, "padH", "padW", 0),
          ceilMode: f.flag("ceil_mode", false),
          countIncludePad: f.flag("count_include_pad", true),
          ...(f.flag("divide", true) ? {} : { divisorOverride: 1 }),
        }),
    ],
    ["nn.BatchNormalization", (f) => normalisation(f, BatchNorm1d)],
    ["nn.SpatialBatchNormalization", (f) => normalisation(f, BatchNorm2d)],
    [
      "nn.LookupTable",
      (f) => {
        const { shape } = f.tensor("weight");
        if (shape.length !== 2) f.refuse("weight", "of two axes", `${shape.length}`);
        const m = new Embedding(shape[0], shape[1], { init });
        f.take("weight", m.weight);
        return m;
      },
    ],
    [
      "nn.Dropout",
      (f) =>
        f.flag("v2", true) ? new Dropout(f.number("p")) : f.refuse("v2", "true, which scales in training", "false"),
    ],
    ["nn.View", shaped],
    ["nn.Reshape", shaped],
    ["nn.ReLU", () => new ReLU()],
    ["nn.Tanh", () => new Tanh()],
    ["nn.Sigmoid", () => new Sigmoid()],
    ["nn.Threshold", (f) => new Threshold(f.number("threshold", 0), f.number("val", 0))],
    ["nn.ELU", (f) => new ELU({ alpha: f.number("alpha", 1) })],
    ["nn.LeakyReLU", (f) => new LeakyReLU({ negativeSlope: f.number("negval", 0.01) })],
    ["nn.HardTanh", (f) => new Hardtanh({ minVal: f.number("min_val", -1), maxVal: f.number("max_val", 1) })],
    ["nn.SoftMax", () => new Softmax({ dim: 1 })],
    ["nn.LogSoftMax", () => new LogSoftmax({ dim: 1 })],
  ]);
}

/** What a constructor refuses is here a field of the file. */
function inFormat<T>(object: TorchObject, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof FpropError) || error.code === "FORMAT") throw error;
    return wrong(object.torchClass, error.what, error.expected, error.got);
  }
}

function wrong(who: string, what: string, expected: string, got: string): never {
  throw new FpropError({ code: "FORMAT", who, what, expected, got });
}
