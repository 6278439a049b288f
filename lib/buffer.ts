import { checkFloats } from "./check.ts";
import { onHeap } from "./parameter.ts";
import { Tensor } from "./tensor.ts";

/**
 * State of a module that is saved with it and not trained, such as a running mean: what is in a state dict without being
 * a parameter. It lies on the heap. int32 ones count; their type stays when the module's precision changes.
 */
export class Buffer {
  value: Tensor;

  /** @param value its initial value, copied; float32, float64 or int32 */
  constructor(value: Tensor) {
    checkFloats("Buffer", "value", value, value?.dtype);
    this.value = onHeap(value, value.dtype);
  }

  /** Changes the precision, each number rounded to nearest. Integers stay what they are. */
  to(dtype: "float32" | "float64"): void {
    if (dtype !== this.value.dtype && this.value.dtype !== "int32") this.value = onHeap(this.value, dtype);
  }

  /** A buffer of its own with the same value. */
  clone(): Buffer {
    return new Buffer(this.value);
  }

  toString(): string {
    return `Buffer ${this.value.dtype} [${this.value.shape.join(", ")}]`;
  }
}
