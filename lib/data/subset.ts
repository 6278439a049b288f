import type { Value } from "../value.ts";
import { checkDataset, checkRows, type Batch, type Dataset, type Rows } from "./dataset.ts";

/**
 * The examples of a dataset that `indices` names, in that order; one may be named more than once.
 * @throws FpropError ARGUMENT for rows that are not there
 */
export class Subset<X extends Value, T extends Value> implements Dataset<X, T> {
  readonly dataset: Dataset<X, T>;
  readonly indices: Int32Array;

  constructor(dataset: Dataset<X, T>, indices: Rows) {
    checkDataset("Subset", dataset);
    checkRows("Subset", indices, dataset.length);
    this.dataset = dataset;
    this.indices = Int32Array.from(indices);
  }

  get length(): number {
    return this.indices.length;
  }

  take(rows: Rows, into?: Batch<X, T>): Batch<X, T> | Promise<Batch<X, T>> {
    checkRows("Subset", rows, this.length);
    return this.dataset.take(
      Int32Array.from(rows, (row) => this.indices[row]),
      into,
    );
  }
}
