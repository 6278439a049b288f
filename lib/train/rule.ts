import { checkFloats, checkNumber, checkShape, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";

/** What a rule trains: the weights [outFeatures, inFeatures] of one layer, such as a Linear. */
export interface LinearLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  fprop(x: Tensor): Tensor;
}

/**
 * A rule that learns the weights of one linear layer y = W φ + b from its errors d, example by example, without a
 * gradient being asked of anything:
 *
 *     W ← W − η d φᵀ,  b ← b − η d          φ [batch, inFeatures]     t, y, d [batch, outFeatures]
 *
 * The rules differ in what they take for the error d. Frozen parameters are left alone.
 */
export abstract class Rule {
  readonly layer: LinearLayer;
  /** η */
  lr: number;
  private d: Tensor | undefined;
  private dW: Tensor | undefined;
  private db: Tensor | undefined;

  constructor(layer: LinearLayer, { lr }: { lr: number }) {
    const { weight, bias } = Object(layer) as Partial<LinearLayer>;
    if (!(weight instanceof Parameter) || (bias !== undefined && !(bias instanceof Parameter)))
      refuse("ARGUMENT", this, "layer", "one with weight and bias, such as a Linear", layer);
    checkNumber(this, "lr", lr, 0);
    this.layer = layer;
    this.lr = lr;
  }

  /**
   * Learns from the rows of φ and t one after another; returns the sum of what `error` returned.
   * @throws FpropError SHAPE, DTYPE, TARGET before anything has changed
   */
  step(phi: Tensor, t: Tensor): number {
    const { weight, bias } = this.layer;
    const [outFeatures, inFeatures] = weight.value.shape;
    checkFloats(this, "phi", phi, weight.value.dtype);
    checkShape(this, "phi", phi, ["batch", inFeatures]);
    checkFloats(this, "t", t, phi.dtype);
    checkShape(this, "t", t, [phi.shape[0], outFeatures]);
    this.checkTargets(t);
    checkNumber(this, "lr", this.lr, 0);

    let sum = 0;
    for (let i = 0; i < phi.shape[0]; i++) {
      const [x, ti] = [phi.rows(i, i + 1), t.rows(i, i + 1)];
      const y = this.layer.fprop(x);
      const d = (this.d = Tensor.reuseLike(this.d, y));
      sum += this.error(d, y, ti);
      if (weight.trainable) {
        this.dW = Tensor.reuseLike(this.dW, weight.value);
        kernels.gemmTN(this.dW, d, x, outFeatures, inFeatures, 1);
        kernels.addScaled(weight.value, this.dW, -this.lr);
      }
      if (bias?.trainable === true) {
        this.db = Tensor.reuseLike(this.db, bias.value);
        kernels.clear(this.db);
        kernels.addColumnSums(this.db, d, outFeatures);
        kernels.addScaled(bias.value, this.db, -this.lr);
      }
    }
    return sum;
  }

  /** Throws TARGET for targets the rule cannot use. */
  protected abstract checkTargets(t: Tensor): void;
  /** Writes the error d of outputs y against targets t, and returns its size. */
  protected abstract error(d: Tensor, y: Tensor, t: Tensor): number;

  toString(): string {
    return this.constructor.name;
  }
}
