import { checkFloats, checkLast, checkMatrix, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import type { StateDict } from "../module.ts";
import { Tensor } from "../tensor.ts";

/**
 * A map y = (x − shift) / scale of columns, found from examples and undone exactly but for rounding. x is
 * [batch, …, n]: the last axis is columns, all others are rows.
 *
 *     const scaler = new StandardScaler().fit(training);
 *     net.fprop(scaler.transform(x));        scaler.inverseTransform(y);
 *
 * Statistics and maps are computed in float64, in the order of rows; what goes in is never written to, and what comes
 * out is a tensor of its own. `stateDict()` is what a trained net needs beside its weights.
 */
export abstract class Scaler {
  /** Float64, [n], from the latest fit. */
  protected shift: Tensor<Float64Array> | undefined;
  protected divisor: Tensor<Float64Array> | undefined;

  /** Learns the columns of x. @throws FpropError SHAPE, DTYPE; NONFINITE for a number that is none */
  fit(x: Tensor): this {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    const bad = x.data.findIndex((v) => !(v - v === 0));
    if (bad >= 0) refuse("NONFINITE", this, "x", "of finite numbers", `${x.data[bad]} at index ${bad}`);
    const n = x.shape[x.shape.length - 1];
    const [shift, divisor] = this.learned(x, n);
    // A column of one number becomes 0, as scikit-learn has it.
    this.shift = Tensor.from(shift);
    this.divisor = Tensor.from(divisor.map((s) => (s === 0 ? 1 : s)));
    return this;
  }

  /** y in the type and shape of x. @throws FpropError STATE before fit; SHAPE, DTYPE */
  transform(x: Tensor): Tensor {
    const [shift, divisor] = this.fitted("transform");
    return this.mapped(x, shift, (v, j) => (v - shift[j]) / divisor[j]);
  }

  /** x of what `transform` made of it. @throws FpropError STATE before fit; SHAPE, DTYPE */
  inverseTransform(y: Tensor): Tensor {
    const [shift, divisor] = this.fitted("inverseTransform");
    return this.mapped(y, shift, (v, j) => v * divisor[j] + shift[j]);
  }

  fitTransform(x: Tensor): Tensor {
    return this.fit(x).transform(x);
  }

  /** Copies of what was learned, by name, as a net has them: `writeSafetensors(scaler.stateDict())`. */
  stateDict(): StateDict {
    this.fitted("stateDict");
    return { shift: this.shift!.clone(), scale: this.divisor!.clone() };
  }

  /** @throws FpropError STATE_DICT, and nothing is changed */
  loadStateDict(state: StateDict): this {
    const { shift, scale, ...rest } = Object(state) as StateDict;
    const given = [shift, scale];
    if (Object.keys(rest).length > 0 || !given.every((t) => t instanceof Tensor && t.shape.length === 1))
      refuse("STATE_DICT", this, "state", "shift and scale, of one axis each", state);
    if (
      shift.size !== scale.size ||
      !given.every((t) => t.data.every((v) => v - v === 0)) ||
      scale.data.some((s) => s === 0)
    )
      refuse("STATE_DICT", this, "state", "as many finite shifts as scales, none of which is 0", state);
    [this.shift, this.divisor] = [shift.to("float64"), scale.to("float64")];
    return this;
  }

  toString(): string {
    return `${this.constructor.name}(${this.shift === undefined ? "" : shapeText(this.shift.shape)})`;
  }

  /** Shift and scale of each of the n columns. */
  protected abstract learned(x: Tensor, n: number): readonly [shift: Float64Array, scale: Float64Array];

  private fitted(what: string): [shift: Float64Array, divisor: Float64Array] {
    if (this.shift === undefined) refuse("STATE", this, what, "called after fit", "no fit before it");
    return [this.shift.data, this.divisor!.data];
  }

  private mapped(x: Tensor, { length }: Float64Array, f: (v: number, column: number) => number): Tensor {
    checkFloats(this, "x", x);
    checkLast(this, "x", x, length);
    const y = Tensor.zeros(x.shape, x.dtype);
    for (let i = 0; i < x.size; i++) y.data[i] = f(x.data[i], i % length);
    return y;
  }
}
