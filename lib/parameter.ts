import { checkFloats, refuse } from "./check.ts";
import * as kernels from "./kernels/index.ts";
import { Tensor, type DType } from "./tensor.ts";

/** A tensor that is learned, with the sum of its gradients since the last `zeroGrad`. Both lie on the heap. */
export class Parameter {
  value: Tensor;
  grad: Tensor;
  /** Whether bprop adds to `grad` and optimizers change `value`. */
  trainable = true;

  /** @param value its initial value, copied; float32 or float64 */
  constructor(value: Tensor) {
    checkFloats("Parameter", "value", value);
    this.value = onHeap(value, value.dtype);
    this.grad = Tensor.reuseLike(undefined, this.value);
    this.zeroGrad();
  }

  zeroGrad(): void {
    kernels.clear(this.grad);
  }

  /** Changes the precision of value and gradient, each rounded to nearest. */
  to(dtype: "float32" | "float64"): void {
    if (dtype === this.value.dtype) return;
    this.value = onHeap(this.value, dtype);
    this.grad = onHeap(this.grad, dtype);
  }

  /** A parameter of its own with the same value, gradient and trainability. */
  clone(): Parameter {
    const copy = new Parameter(this.value);
    copy.grad.data.set(this.grad.data);
    copy.trainable = this.trainable;
    return copy;
  }

  toString(): string {
    return `Parameter ${this.value.dtype} [${this.value.shape.join(", ")}]`;
  }
}

/** A copy on the heap, rounded to `dtype`. */
export function onHeap(t: Tensor, dtype: DType): Tensor {
  const copy = Tensor.reuse(undefined, dtype, t.shape);
  copy.data.set(t.data);
  return copy;
}

/** The parameters in `params`, each once. */
export function parametersIn(who: { toString(): string }, what: string, params: Iterable<Parameter>): Parameter[] {
  if (!(Symbol.iterator in Object(params))) refuse("ARGUMENT", who, what, "Parameters", params);
  const list = [...new Set(params)];
  for (const [i, p] of list.entries())
    if (!(p instanceof Parameter)) refuse("ARGUMENT", who, `${what}[${i}]`, "a Parameter", p);
  return list;
}
