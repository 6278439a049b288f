import { checkCount, checkLike, checkNumber, kept, refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { linearMap } from "../../lib/expressions/linearmap.ts";
import { product } from "../../lib/expressions/shapes.ts";
import { Module } from "../../lib/module.ts";
import { sizeText, type PerAxis } from "../../lib/spatial/planes.ts";
import { resize, resizeBackward, resizePlan, type ResizeMode, type ResizePlan } from "../../lib/spatial/resizing.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Planes of another size, which is given, or found by a factor: n → ⌊n scaleFactor⌋.
 *
 *     x [batch, channels, length] or [batch, channels, height, width]     y [batch, channels, …size]
 *
 *     nearest     y_i = x at place ⌊i n / m⌋ of each axis, of n numbers for m        dx_k = Σ dy_i over the i at k
 *     linear, bilinear     y_i = Σ s_ik x_k between neighbours k, whose shares s sum to 1     dx_k = Σ_i s_ik dy_i
 *
 * y_i lies at (i + ½) n / m − ½, or with alignCorners at i (n − 1) / (m − 1), so that the outermost numbers stay. linear
 * is for a length, bilinear for planes. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for both or neither of size and scaleFactor
 */
export class Upsample extends Module {
  readonly size: PerAxis | undefined;
  readonly scaleFactor: PerAxis | undefined;
  readonly mode: ResizeMode;
  readonly alignCorners: boolean;
  plan: ResizePlan | undefined;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({
    size,
    scaleFactor,
    mode = "nearest",
    alignCorners = false,
  }: { size?: PerAxis; scaleFactor?: PerAxis; mode?: ResizeMode; alignCorners?: boolean } = {}) {
    super();
    if ((size === undefined) === (scaleFactor === undefined))
      refuse("ARGUMENT", "Upsample", "size", "given, or else scaleFactor", "both or neither");
    if (!["nearest", "linear", "bilinear"].includes(mode))
      refuse("ARGUMENT", "Upsample", "mode", '"nearest", "linear" or "bilinear"', mode);
    if (alignCorners && mode === "nearest")
      refuse("ARGUMENT", "Upsample", "alignCorners", "left to the modes between numbers", "true");
    const asked = [size ?? scaleFactor!].flat();
    if (asked.length < 1 || asked.length > 2)
      refuse(
        "ARGUMENT",
        "Upsample",
        "size or scaleFactor",
        "a number, or one for each axis",
        `${asked.length} of them`,
      );
    for (const n of asked)
      if (size === undefined) checkNumber("Upsample", "scaleFactor", n, 2 ** -31, 2 ** 31);
      else checkCount("Upsample", "size", n);
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  fprop(x: Tensor): Tensor {
    const plan = resizePlan(this, this, this.plan, x);
    this.plan = plan;
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [x.shape[0], x.shape[1], ...plan.spatial]);
    resize(this.y, x, plan);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y, plan] = [kept(this, this.x), kept(this, this.y), kept(this, this.plan)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    resizeBackward(this.dx, dy, plan);
    return this.dx;
  }

  override express(x: Expression): Expression {
    let plan: ResizePlan | undefined;
    const over = (x: Tensor): ResizePlan => (plan = resizePlan(this, this, plan, x));
    return linearMap(x, {
      name: `${this}`,
      shape: (shape) => [shape[0], shape[1], ...over(Tensor.zeros(shape)).spatial],
      // Four neighbours, each by its share; the nearest is only fetched.
      flops: (y) => (this.mode === "nearest" ? 0 : 7 * product(y)),
      apply: (y, x) => resize(y, x, over(x)),
      adjoint: (dx, dy) => resizeBackward(dx, dy, over(dx)),
      told: { kind: "resize", over: (shape) => over(Tensor.zeros(shape)) },
    });
  }

  override toString(): string {
    const [word, n] = this.size === undefined ? ["factor", this.scaleFactor!] : ["size", this.size];
    const corners = this.alignCorners ? ", corners aligned" : "";
    return `Upsample(${word} ${sizeText([n].flat())}, ${this.mode}${corners})`;
  }
}
