import { checkFloats, checkLike, checkShape, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import { blank, channelsLast, put } from "../../lib/expressions/places.ts";
import { columns } from "../../lib/expressions/windows.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { planOf } from "../../lib/kernels/plan.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";
import { inThree, leastSize, perAxis, positionsIn, windowOf, windowsOf } from "../../lib/windows.ts";
import type { Each2, Window, WindowOptions } from "../../lib/windows.ts";

/**
 * Images of the columns of a matrix: each column is added where its window stands; what falls outside is dropped.
 *
 *     x [batch, channels · kernel elements, positions]     y [batch, channels, …outputSize]
 *
 *     dx = what the windows see of dy, 0 outside
 *
 * It is the transpose of Unfold, not its inverse: where windows overlap there are sums (col2im); PyTorch's Fold.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for options that do not go together
 */
export class Fold extends Module {
  readonly outputSize: readonly number[];
  readonly window: Window;
  readonly positions: readonly number[];
  x: Tensor | undefined;
  plan: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(outputSize: Each2, kernelSize: Each2, options: WindowOptions<Each2> = {}) {
    super();
    this.outputSize = perAxis("Fold", "outputSize", outputSize, 2, 1);
    this.window = windowOf("Fold", 2, kernelSize, options);
    const least = leastSize(this.window);
    if (least.some((n, a) => this.outputSize[a] < n))
      refuse("ARGUMENT", "Fold", "outputSize", `${shapeText(least)} at least`, shapeText(this.outputSize));
    this.positions = positionsIn(this.outputSize, this.window);
  }

  fprop(x: Tensor): Tensor {
    const { window, outputSize, positions } = this;
    checkFloats(this, "x", x);
    checkShape(this, "x", x, ["batch", "lines", positions[0] * positions[1]]);
    const [batch, lines, count] = x.shape;
    const elements = window.kernelSize[0] * window.kernelSize[1];
    if (lines % elements !== 0)
      refuse("SHAPE", this, "x", shapeText(["batch", `a multiple of ${elements}`, count]), shapeText(x.shape));
    const channels = lines / elements;
    this.x = x;
    this.plan = planOf(this.plan, windowsOf(window, channels, 1, 1), inThree(outputSize), inThree(positions));
    this.y = Tensor.reuse(this.y, x.dtype, [batch, channels, ...outputSize]);
    kernels.fold(this.y, x, this.plan);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, plan] = [kept(this, this.x), kept(this, this.plan)];
    checkLike(this, "dy", dy, kept(this, this.y));
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.unfold(this.dx, dy, plan);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const { window, outputSize, positions } = this;
    const [kh, kw] = window.kernelSize;
    const image = blank(x, ([batch, lines]) => [batch, lines / (kh * kw), ...outputSize]);
    const parts = view(x, "parts", ([batch, lines]) => [batch, lines, ...positions]);
    const seen = columns(window, () => positions);
    return put(channelsLast(parts), image, seen);
  }

  override toString(): string {
    return `Fold(${this.outputSize.join("×")}, ${this.window.kernelSize.join("×")})`;
  }
}
