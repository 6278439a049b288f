import { checkFloats, checkLike, checkShape, kept, refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import type { Expression } from "./expressions/expression.ts";
import { add, matmul, reshape, stopGradient } from "./expressions/operations.ts";
import { blank, channelsLast, put } from "./expressions/places.ts";
import { columns, ungrouped } from "./expressions/windows.ts";
import { addChannelSums, checkChannels, startFilters, type FilterOptions } from "./filters.ts";
import * as kernels from "./kernels/index.ts";
import { planOf, roomFor, type Windows } from "./kernels/plan.ts";
import { Module } from "./module.ts";
import type { Parameter } from "./parameter.ts";
import { Tensor } from "./tensor.ts";
import { axisNames, checkLeast, inThree, perAxis, reachOf, windowOf, windowsOf } from "./windows.ts";
import type { Each, Window, WindowOptions } from "./windows.ts";

/** The options of a transposed convolution; numbers for all axes or one for each. */
export interface TransposedConvolutionOptions<E = Each> extends FilterOptions, WindowOptions<E> {
  outputPadding?: E;
}

/**
 * What a convolution's bprop does to dy, as a map of its own: ConvTranspose1d, ConvTranspose2d, ConvTranspose3d.
 *
 *     x [batch, inChannels, …]    W = weight [inChannels, outChannels / groups, …kernelSize]    b = bias [outChannels]
 *     y [batch, outChannels, …]   of (size − 1) stride − 2 padding + dilation (kernelSize − 1) + outputPadding + 1
 *                                 along each axis
 *     dY = the columns of dy: a line for each channel and place in the window, a column for each position of it
 *
 *     y = b + the columns Wᵀ x, each added where its window stands
 *     dx = W dY     dW += Σ_batch x dYᵀ     db += Σ_batch Σ_positions dy
 *
 * What PyTorch's forward takes as output_size is one of the sizes that outputPadding names. It is no option here: an
 * fprop has the one argument x, and a module that knows its output's size could only take an input of one size.
 *
 * Each of the groups is such a map of its share of the channels. W and b start uniform in ±1/√(lines of dY). With
 * `inputGrad: false` x counts as a constant: dx is then 0, and the product for it is saved.
 */
export abstract class TransposedConvolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly window: Window;
  readonly outputPadding: readonly number[];
  readonly inputGrad: boolean;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  private readonly windows: Windows;
  x: Tensor | undefined;
  plan: Tensor | undefined;
  room: Tensor | undefined;
  y: Tensor | undefined;
  sums: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(
    axes: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Each,
    options: TransposedConvolutionOptions,
  ) {
    super();
    const who = new.target.name;
    const { groups = 1, outputPadding = 0, inputGrad = true } = options;
    checkChannels(who, inChannels, outChannels, groups);
    const window = windowOf(who, axes, kernelSize, options);
    const more = perAxis(who, "outputPadding", outputPadding, axes, 0);
    const most = window.stride.map((s, a) => Math.max(s, window.dilation[a]) - 1);
    if (more.some((n, a) => n > most[a]))
      refuse("ARGUMENT", who, "outputPadding", `below stride or dilation, ${shapeText(most)} at most`, shapeText(more));
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.window = window;
    this.windows = windowsOf(window, outChannels / groups, inChannels / groups, groups);
    this.outputPadding = more;
    this.inputGrad = inputGrad;
    const shape = [inChannels, outChannels / groups, ...window.kernelSize];
    [this.weight, this.bias] = startFilters(shape, outChannels, options);
  }

  fprop(x: Tensor): Tensor {
    const { window, windows, weight, bias } = this;
    checkFloats(this, "x", x, weight.value.dtype);
    checkShape(this, "x", x, ["batch", this.inChannels, ...axisNames(window)]);
    const positions = x.shape.slice(2);
    const size = this.sizeOf(positions);
    checkLeast(this, x.shape, this.leastPositions());
    this.y = Tensor.reuse(this.y, x.dtype, [x.shape[0], this.outChannels, ...size]);
    this.x = x;
    this.plan = planOf(this.plan, windows, inThree(size), inThree(positions));
    this.room = roomFor(this.room, this.plan, x.dtype);
    kernels.correlateBackward(this.y, x, weight.value, bias?.value, this.plan, this.room);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const { weight, bias } = this;
    const [x, plan, room] = [kept(this, this.x), this.plan!, this.room!];
    checkLike(this, "dy", dy, kept(this, this.y));
    if (bias?.trainable === true) this.sums = addChannelSums(bias.grad, dy, this.sums);
    if (weight.trainable) kernels.addCorrelateWeights(weight.grad, x, dy, plan, room);
    this.dx = Tensor.reuseLike(this.dx, x);
    if (this.inputGrad) kernels.correlate(this.dx, dy, weight.value, undefined, plan, room);
    else kernels.clear(this.dx);
    return this.dx;
  }

  /** So many positions that there is an output. */
  private leastPositions(): readonly number[] {
    return this.sizeOf([1, 1, 1]).map((n, a) => 1 + Math.max(0, Math.ceil((1 - n) / this.window.stride[a])));
  }

  private sizeOf(positions: readonly number[]): readonly number[] {
    const { stride, before, after } = this.window;
    return reachOf(this.window).map(
      (reach, a) => (positions[a] - 1) * stride[a] - before[a] - after[a] + reach + this.outputPadding[a],
    );
  }

  private positionsOf(size: readonly number[]): readonly number[] {
    const { stride, before, after } = this.window;
    return reachOf(this.window).map(
      (reach, a) => (size[a] - this.outputPadding[a] + before[a] + after[a] - reach) / stride[a] + 1,
    );
  }

  /** Rows and columns change places here: the columns are xᵀ W. */
  override express(x: Expression): Expression {
    const { window, outChannels, weight, bias } = this;
    const image = blank(x, ([batch, , ...positions]) => [batch, outChannels, ...this.sizeOf(positions)]);
    const rows = channelsLast(this.inputGrad ? x : stopGradient(x));
    const parts = matmul(rows, ungrouped(weight, this.windows.groups));
    const seen = columns(window, (size) => this.positionsOf(size));
    const y = put(parts, image, seen);
    return bias === undefined ? y : add(y, reshape(bias, [outChannels, ...window.kernelSize.map(() => 1)]));
  }

  override toString(): string {
    const { inChannels, outChannels, window } = this;
    return `${super.toString()}(${inChannels} → ${outChannels}, ${window.kernelSize.join("×")})`;
  }
}
