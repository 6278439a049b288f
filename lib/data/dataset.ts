import { refuse } from "../check.ts";
import { describe } from "../errors.ts";
import type { Value } from "../value.ts";

/** Inputs and targets: the same number of rows in each of their tensors. */
export type Batch<X extends Value = Value, T extends Value = X> = readonly [x: X, t: T];

/**
 * Examples by number: what a DataLoader makes batches of. Such are tensors (TensorDataset), a part of another dataset
 * (Subset), and whatever has these two members: a file, a database, something computed.
 */
export interface Dataset<X extends Value = Value, T extends Value = X> {
  /** How many examples there are. */
  readonly length: number;
  /**
   * The examples of these numbers, at once or as a promise. `into` is a batch that this dataset gave before and that
   * nobody needs any longer: its tensors may be written to and given back (`Tensor.reuse`), and need not be.
   */
  take(rows: Rows, into?: Batch<X, T>): Batch<X, T> | Promise<Batch<X, T>>;
}

/** Numbers of examples. */
export type Rows = readonly number[] | Int32Array;

export function checkDataset(who: string, dataset: unknown): void {
  const { length, take } = Object(dataset) as Partial<Dataset>;
  if (typeof take !== "function" || !Number.isInteger(length) || length! < 1)
    refuse("ARGUMENT", who, "dataset", "a Dataset of at least one example", dataset);
}

/** Rows of a dataset of `length`: at least one, and each of them there. */
export function checkRows(who: string, rows: Rows, length: number): void {
  if (!(Array.isArray(rows) || rows instanceof Int32Array) || rows.length === 0)
    refuse("ARGUMENT", who, "rows", "an array of numbers, not empty", rows);
  for (const row of rows as ArrayLike<number> & Iterable<number>)
    if (!Number.isInteger(row) || row < 0 || row >= length)
      refuse("ARGUMENT", who, "rows", `numbers from 0 to ${length - 1}`, describe(row));
}
