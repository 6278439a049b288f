import { checkFloats, checkShape, refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import { Tensor, type DType } from "./tensor.ts";

type Who = { toString(): string };

/** What losses over classes take: a weight for each class, and the index that marks rows to leave out. */
export interface ClassOptions {
  weight?: Tensor | readonly number[];
  ignoreIndex?: number;
}

/** A weight for each class, in whichever precision the scores have. */
export class ClassWeights {
  /** [classes], float64. */
  readonly values: Tensor;
  private inUse: Tensor;

  constructor(who: Who, weight: Tensor | readonly number[]) {
    const given = weight instanceof Tensor ? weight : Tensor.from(weight, undefined, "float64");
    checkFloats(who, "weight", given);
    checkShape(who, "weight", given, ["classes"]);
    if (!given.data.every((w) => w >= 0 && w < Infinity))
      refuse("ARGUMENT", who, "weight", "finite and at least 0 in every class", [...given.data].join(", "));
    this.values = given.to("float64");
    this.inUse = this.values;
  }

  in(dtype: DType): Tensor {
    if (this.inUse.dtype !== dtype) {
      this.inUse = Tensor.reuse(undefined, dtype, this.values.shape);
      this.inUse.data.set(this.values.data);
    }
    return this.inUse;
  }
}

/** y is [batch, classes] of floats, with as many classes as there are weights. */
export function checkScores(who: Who, y: Tensor, weight: ClassWeights | undefined): void {
  checkFloats(who, "y", y);
  checkShape(who, "y", y, ["batch", weight?.values.size ?? "classes"]);
}

/** t is [batch] of class indices, or of `ignore`. */
export function checkIndices(who: Who, t: Tensor, [batch, classes]: readonly number[], ignore: number): void {
  checkShape(who, "t", t, [batch]);
  for (let i = 0; i < batch; i++) {
    const k = t.data[i];
    if ((k < 0 || k >= classes) && k !== ignore)
      refuse("TARGET", who, "t", `class indices from 0 to ${classes - 1}`, `${k} at index ${i}`);
  }
}

/** Refuses a t that is neither int32 class indices [batch] nor, where these are allowed, probabilities like y. */
export function refuseTargets(who: Who, t: Tensor, [batch, classes]: readonly number[], probabilities: boolean): never {
  const indices = `int32 class indices ${shapeText([batch])}`;
  const got = t instanceof Tensor ? `${t.dtype} ${shapeText(t.shape)}` : t;
  refuse(
    "TARGET",
    who,
    "t",
    probabilities ? `${indices} or probabilities ${shapeText([batch, classes])} of y's dtype` : indices,
    got,
  );
}
