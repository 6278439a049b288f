import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { Constraint } from "./constraint.ts";

/**
 * ‖row‖ ≤ max for every row along the first axis, such as the weights of one unit (Srebro and Shraibman, 2005): a longer
 * one is multiplied by max / (‖row‖ + 10⁻⁷), as by PyTorch's `renorm(2, 0, max)`.
 */
export class MaxNorm extends Constraint {
  readonly max: number;
  /** The numbers of all rows of a parameter. */
  private readonly rows: Map<Parameter, Tensor> = new Map();

  constructor(parameters: Iterable<Parameter>, max: number) {
    super(parameters);
    checkNumber(this, "max", max, 0);
    this.max = max;
  }

  protected project(p: Parameter): void {
    const [count = 1] = p.value.shape;
    let rows = this.rows.get(p);
    if (rows === undefined) {
      this.rows.set(p, (rows = Tensor.reuse(undefined, "int32", [count])));
      rows.data.set(Int32Array.from({ length: count }, (_, i) => i));
    }
    kernels.limitRows(p.value, rows, p.value.size / count, this.max);
  }
}
