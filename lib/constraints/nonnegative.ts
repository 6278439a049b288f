import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Constraint } from "./constraint.ts";

/** w ≥ 0: what is below becomes 0. */
export class NonNegative extends Constraint {
  protected project(p: Parameter): void {
    kernels.relu(p.value, p.value);
  }
}
