import { checkFloats, checkLike, checkNumber, kept } from "../../lib/check.ts";
import { frozen } from "../../lib/dropping.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = x + std n,  dx = dy, elementwise on any shape, with normal numbers n drawn anew at every fprop in training. In
 * evaluation y = x, the very tensor. The noise is drawn from the stream `rng`, by default the global `generator`: element
 * i takes its i-th `normal()`. Keras's layer.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a std below 0
 */
export class GaussianNoise extends Module {
  readonly std: number;
  readonly rng: Rng;
  x: Tensor | undefined;
  n: Tensor | undefined;
  y: Tensor | undefined;

  constructor(std: number, { rng = generator }: { rng?: Rng } = {}) {
    super();
    checkNumber("GaussianNoise", "std", std, 0);
    this.std = std;
    this.rng = rng;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    if (!this.training || this.std === 0) return x;
    this.n = Tensor.reuseLike(this.n, x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.normals(this.n, this.rng, this.std);
    kernels.add(this.y, x, this.n);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.x));
    return dy;
  }

  /** In training with the noise that the stream would give at this moment, at every evaluation; the stream stays. */
  override express(x: Expression): Expression {
    if (!this.training || this.std === 0) return x;
    return add(
      x,
      frozen(`${this}`, x, this.rng, (n, rng) => kernels.normals(n, rng, this.std)),
    );
  }

  override toString(): string {
    return `GaussianNoise(${this.std})`;
  }
}
