import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { Tensor } from "../tensor.ts";
import { isValue, leaves, type Value } from "../value.ts";
import { checkRows, type Batch, type Dataset, type Rows } from "./dataset.ts";

/**
 * The rows of tensors that are all in memory: example i is row i of each tensor of x and of t, which may be tuples.
 *
 *     new TensorDataset(x, t)        new TensorDataset([images, lengths], labels)
 *
 * @throws FpropError SHAPE where the tensors have not the same number of rows; ARGUMENT for rows that are not there
 */
export class TensorDataset<X extends Value = Tensor, T extends Value = Tensor> implements Dataset<X, T> {
  readonly x: X;
  readonly t: T;
  readonly length: number;

  constructor(x: X, t: T) {
    for (const [what, value] of [["x", x] as const, ["t", t] as const])
      if (!isValue(value) || leaves(value).length === 0)
        refuse("SHAPE", "TensorDataset", what, "a Tensor or a tuple of them", value);
    const tensors = [...leaves(x), ...leaves(t)];
    const [length] = tensors[0].shape;
    if (length === undefined || tensors.some(({ shape }) => shape[0] !== length))
      refuse(
        "SHAPE",
        "TensorDataset",
        "x and t",
        "of the same number of rows",
        tensors.map(({ shape }) => shapeText(shape)).join(", "),
      );
    this.x = x;
    this.t = t;
    this.length = length;
  }

  /** These rows, copied: into the tensors of `into` where it is given. */
  take(rows: Rows, into?: Batch<X, T>): Batch<X, T> {
    checkRows("TensorDataset", rows, this.length);
    return [taken(this.x, rows, into?.[0]) as X, taken(this.t, rows, into?.[1]) as T];
  }
}

function taken(value: Value, rows: Rows, into: Value | undefined): Value {
  if (!(value instanceof Tensor)) return value.map((v, k) => taken(v, rows, (into as readonly Value[])?.[k]));
  const y = Tensor.reuse(into as Tensor | undefined, value.dtype, [rows.length, ...value.shape.slice(1)]);
  copyRows(y, value, rows);
  return y;
}

/** y = the rows of x that `rows` names. A view of a row costs as much as some thirty numbers copied one by one. */
function copyRows({ data: to }: Tensor, x: Tensor, rows: Rows): void {
  const { data: from } = x;
  const width = x.size / x.shape[0];
  if (width > 32)
    for (let i = 0; i < rows.length; i++) to.set(from.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  else
    for (let i = 0, at = 0; i < rows.length; i++)
      for (let j = rows[i] * width, end = j + width; j < end; j++) to[at++] = from[j];
}
