import { checkCount, checkFloats, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { uniform, type Init } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { generator, type Rng } from "../rng.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { product } from "./axis.ts";

/** What modules share that have a number for each place of the last axes of x, the same for every row before these. */
export abstract class Trailing extends Module {
  readonly size: readonly number[];
  x: Tensor | undefined;
  y: Tensor | undefined;

  constructor(size: number | readonly number[] = []) {
    super();
    const sizes = Array.isArray(size) ? (size as readonly number[]) : [size as number];
    for (const n of sizes) checkCount(this.constructor.name, "size", n);
    this.size = [...sizes];
  }

  /** The parameter, uniform in ±1/√n for n numbers, as Torch7 starts it. */
  protected start(init: Init | undefined, rng: Rng = generator): Parameter {
    const bound = 1 / Math.sqrt(product(this.size));
    return new Parameter((init ?? uniform(-bound, bound))(this.size, rng));
  }

  /** Refuses what is not [batch, …, …size]; keeps x, makes room for y, and returns how many rows there are. */
  protected enter(x: Tensor, { value }: Parameter): [y: Tensor, rows: number] {
    checkFloats(this, "x", x, value.dtype);
    const { shape } = x;
    const lead = shape.length - this.size.length;
    if (lead < 1 || !sameShape(shape.slice(lead), this.size))
      refuse("SHAPE", this, "x", shapeText(["batch", "…", ...this.size]), shapeText(shape));
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    return [this.y, x.size / value.size];
  }

  override toString(): string {
    return `${this.constructor.name}(${this.size.join(", ")})`;
  }
}
