import { checkFloats, checkLike, checkShape, kept, refuse } from "./check.ts";
import type { Expression } from "./expressions/expression.ts";
import { add, matmul, stopGradient, transpose } from "./expressions/operations.ts";
import { channelsFirst, pick } from "./expressions/places.ts";
import { columns, ungrouped } from "./expressions/windows.ts";
import { addChannelSums, checkChannels, startFilters, type FilterOptions } from "./filters.ts";
import * as kernels from "./kernels/index.ts";
import { continuations, placesOf, planOf, roomFor, type Continuation, type Windows } from "./kernels/plan.ts";
import { Module } from "./module.ts";
import type { Parameter } from "./parameter.ts";
import { Tensor } from "./tensor.ts";
import { axisNames, checkLeast, inThree, leastSize, paddedWindowOf, positionsIn, windowsOf } from "./windows.ts";
import type { Each, Window, WindowOptions } from "./windows.ts";

/** What is beyond the edges of an image. */
export type PaddingMode = "zeros" | Continuation;

/** The options of a convolution; numbers for all axes or one for each. */
export interface ConvolutionOptions<E = Each> extends FilterOptions, WindowOptions<E | "same" | "valid"> {
  paddingMode?: PaddingMode;
}

/**
 * Filters that slide over images, along one, two or three axes: Conv1d, Conv2d, Conv3d.
 *
 *     x [batch, inChannels, …]    W = weight [outChannels, inChannels / groups, …kernelSize]    b = bias [outChannels]
 *     y [batch, outChannels, …]   of ⌊(size + padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1 along each axis
 *     X = the columns of x: a line for each channel and place in the window, a column for each position of it
 *
 *     y = W X + b                  dx = the columns Wᵀ dy, each added where its window stands
 *                                  dW += Σ_batch dy Xᵀ     db += Σ_batch Σ_positions dy
 *
 * Each of the groups is such a map of its share of the channels. W and b start uniform in ±1/√(lines of X). With
 * `inputGrad: false` x counts as a constant: dx is then 0, and the product for it is saved.
 *
 * X is not kept, and never written down as a whole: beside y, dx and, where they are continued beyond their edges, its
 * images, a module keeps what `roomFor` says.
 */
export abstract class Convolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly window: Window;
  readonly paddingMode: PaddingMode;
  readonly inputGrad: boolean;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  private readonly windows: Windows;
  x: Tensor | undefined;
  /** x, or x continued beyond its edges. */
  image: Tensor | undefined;
  placement: Tensor | undefined;
  plan: Tensor | undefined;
  room: Tensor | undefined;
  y: Tensor | undefined;
  sums: Tensor | undefined;
  dimage: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(axes: number, inChannels: number, outChannels: number, kernelSize: Each, options: ConvolutionOptions) {
    super();
    const who = new.target.name;
    const { groups = 1, paddingMode = "zeros", inputGrad = true } = options;
    checkChannels(who, inChannels, outChannels, groups);
    if (paddingMode !== "zeros" && !Object.hasOwn(continuations, paddingMode))
      refuse("ARGUMENT", who, "paddingMode", "zeros, reflect, replicate or circular", paddingMode);
    const window = paddedWindowOf(who, axes, kernelSize, options);
    const windows = windowsOf(window, inChannels / groups, outChannels / groups, groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.window = window;
    this.windows = paddingMode === "zeros" ? windows : { ...windows, padding: [0, 0, 0] };
    this.paddingMode = paddingMode;
    this.inputGrad = inputGrad;
    const shape = [outChannels, inChannels / groups, ...window.kernelSize];
    [this.weight, this.bias] = startFilters(shape, outChannels, options);
  }

  fprop(x: Tensor): Tensor {
    const { window, windows, weight, bias } = this;
    checkFloats(this, "x", x, weight.value.dtype);
    checkShape(this, "x", x, ["batch", this.inChannels, ...axisNames(window)]);
    checkLeast(this, x.shape, leastSize(window));
    checkLeast(this, x.shape, this.leastContinued());
    const positions = positionsIn(x.shape.slice(2), window);
    this.y = Tensor.reuse(this.y, x.dtype, [x.shape[0], this.outChannels, ...positions]);
    this.x = x;
    this.image = this.continued(x);
    this.plan = planOf(this.plan, windows, inThree(this.image.shape.slice(2)), inThree(positions));
    this.room = roomFor(this.room, this.plan, x.dtype);
    kernels.correlate(this.y, this.image, weight.value, bias?.value, this.plan, this.room);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const { weight, bias } = this;
    const [x, image, plan, room] = [kept(this, this.x), this.image!, this.plan!, this.room!];
    checkLike(this, "dy", dy, kept(this, this.y));
    if (bias?.trainable === true) this.sums = addChannelSums(bias.grad, dy, this.sums);
    if (weight.trainable) kernels.addCorrelateWeights(weight.grad, dy, image, plan, room);
    this.dx = Tensor.reuseLike(this.dx, x);
    if (!this.inputGrad) kernels.clear(this.dx);
    else if (image === x) kernels.correlateBackward(this.dx, dy, weight.value, undefined, plan, room);
    else {
      this.dimage = Tensor.reuseLike(this.dimage, image);
      kernels.correlateBackward(this.dimage, dy, weight.value, undefined, plan, room);
      kernels.clear(this.dx);
      kernels.addScatter(this.dx, this.dimage, this.placement!, x.shape[0] * x.shape[1]);
    }
    return this.dx;
  }

  /** An image is reflected without its edge, so by less than its size, and goes round once at most. */
  private leastContinued(): readonly number[] {
    const { before, after } = this.window;
    const more = this.paddingMode === "reflect" ? 1 : this.paddingMode === "circular" ? 0 : -Infinity;
    return before.map((n, a) => Math.max(n, after[a]) + more);
  }

  private continued(x: Tensor): Tensor {
    const { paddingMode, window } = this;
    if (paddingMode === "zeros") return x;
    const [before, after] = [inThree(window.before, 0), inThree(window.after, 0)];
    this.placement = placesOf(this.placement, inThree(x.shape.slice(2)), before, after, paddingMode);
    const shape = [...x.shape.slice(0, 2), ...this.placement.shape.slice(5 - x.shape.length)];
    const image = Tensor.reuse(this.image, x.dtype, shape);
    kernels.gather(image, x, this.placement, x.shape[0] * x.shape[1]);
    return image;
  }

  /** Rows and columns change places here: yᵀ = Xᵀ Wᵀ + b. */
  override express(x: Expression): Expression {
    const { window, paddingMode, weight, bias } = this;
    const beyond = paddingMode === "zeros" ? undefined : continuations[paddingMode];
    const seen = columns(window, (size) => positionsIn(size, window), beyond);
    const X = pick(this.inputGrad ? x : stopGradient(x), seen);
    const y = matmul(X, transpose(ungrouped(weight, this.windows.groups)));
    return channelsFirst(bias === undefined ? y : add(y, bias));
  }

  override toString(): string {
    const { inChannels, outChannels, window } = this;
    return `${super.toString()}(${inChannels} → ${outChannels}, ${window.kernelSize.join("×")})`;
  }
}
