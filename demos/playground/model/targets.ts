import { oneHot, Tensor } from "fprop";
import { lossKind } from "./choices.ts";
import type { Choice } from "./configuration.ts";

/** How a loss takes classes: as it says, but for one of any numbers that is to have −1 and 1. */
export function formOf(loss: Choice): "indices" | "unit" | "signs" {
  const { targets } = lossKind(loss);
  return targets === "unit" && loss.options.signs === true ? "signs" : targets;
}

/** Above what a single output says class 1. */
export function thresholdOf(loss: Choice): number {
  return formOf(loss) === "signs" ? 0 : lossKind(loss).threshold;
}

/**
 * Targets for this loss of classes t [n] (int32), for a net of so many outputs; numbers are left as they are. With one
 * output and two classes there is one column, otherwise one for each class.
 */
export function targetsOf(loss: Choice, t: Tensor, classes: number, outputs: number): Tensor {
  const form = formOf(loss);
  if (classes === 0 || form === "indices") return t;
  const unit =
    classes === 2 && outputs === 1
      ? Tensor.from(Float32Array.from(t.data), [t.size, 1])
      : oneHot(t, classes, "float32");
  return form === "unit"
    ? unit
    : Tensor.from(
        unit.data.map((v) => 2 * v - 1),
        unit.shape,
      );
}
