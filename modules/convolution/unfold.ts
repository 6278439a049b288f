import { checkFloats, checkLike, checkShape, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import { channelsFirst, pick } from "../../lib/expressions/places.ts";
import { columns } from "../../lib/expressions/windows.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { planOf } from "../../lib/kernels/plan.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";
import { checkLeast, inThree, leastSize, positionsIn, windowOf, windowsOf } from "../../lib/windows.ts";
import type { Each2, Window, WindowOptions } from "../../lib/windows.ts";

/**
 * What windows see of images, as the columns of a matrix: y_kp = the element k of the window at position p, 0 outside.
 *
 *     x [batch, channels, height, width]     y [batch, channels · kernel elements, positions]
 *
 *     dx = dy folded up: each column added where its window stands
 *
 * A convolution is a product with these columns (im2col); PyTorch's Unfold.
 * @throws FpropError SHAPE, DTYPE, ARGUMENT
 */
export class Unfold extends Module {
  readonly window: Window;
  x: Tensor | undefined;
  plan: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(kernelSize: Each2, options: WindowOptions<Each2> = {}) {
    super();
    this.window = windowOf("Unfold", 2, kernelSize, options);
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkShape(this, "x", x, ["batch", "channels", "height", "width"]);
    const [batch, channels, ...size] = x.shape;
    checkLeast(this, x.shape, leastSize(this.window));
    const positions = positionsIn(size, this.window);
    const [kh, kw] = this.window.kernelSize;
    this.x = x;
    this.plan = planOf(this.plan, windowsOf(this.window, channels, 1, 1), inThree(size), inThree(positions));
    this.y = Tensor.reuse(this.y, x.dtype, [batch, channels * kh * kw, positions[0] * positions[1]]);
    kernels.unfold(this.y, x, this.plan);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, plan] = [kept(this, this.x), kept(this, this.plan)];
    checkLike(this, "dy", dy, kept(this, this.y));
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.fold(this.dx, dy, plan);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const seen = columns(this.window, (size) => positionsIn(size, this.window));
    return view(channelsFirst(pick(x, seen)), "columns", ([batch, lines, h, w]) => [batch, lines, h * w]);
  }

  override toString(): string {
    return `Unfold(${this.window.kernelSize.join("×")})`;
  }
}
