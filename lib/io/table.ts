import { refuse } from "../errors.ts";
import { Tensor, type DType } from "../tensor.ts";

/** Numbers, and the names that they stand for where they are categories. */
export interface Column {
  readonly values: Float64Array;
  readonly categories?: readonly string[];
}

/** Columns by name, of one length: what a CSV file becomes. */
export class Table {
  /** Rows. */
  readonly length: number;
  /** Columns, in the order of the file. */
  readonly names: readonly string[];
  private readonly columns: ReadonlyMap<string, Column>;

  /** @internal */
  constructor(columns: ReadonlyMap<string, Column>, length: number) {
    this.columns = columns;
    this.names = [...columns.keys()];
    this.length = length;
  }

  /**
   * These columns of numbers, [rows, columns]; all there are by default.
   * @throws FpropError ARGUMENT for a name that is none, and for categories, which are labels
   */
  tensor<D extends DType = "float32">(names?: readonly string[], dtype?: D): Tensor;
  tensor(names: readonly string[] = this.numbers(), dtype: DType = "float32"): Tensor {
    if (!Array.isArray(names) || names.length === 0)
      refuse("ARGUMENT", "Table.tensor", "names", "an array of columns of numbers, not empty", names);
    const columns = names.map((name: string) => {
      const { values, categories } = this.column("Table.tensor", name);
      if (categories === undefined) return values;
      refuse("ARGUMENT", "Table.tensor", `column ${JSON.stringify(name)}`, "of numbers", "categories: see labels");
    });
    const t = Tensor.zeros([this.length, columns.length], dtype);
    for (const [j, values] of columns.entries())
      for (let i = 0; i < this.length; i++) {
        const v = values[i];
        if (dtype === "int32" && (v | 0) !== v)
          refuse(
            "ARGUMENT",
            "Table.tensor",
            `column ${JSON.stringify(names[j])}`,
            "of 32-bit integers",
            `${v} in row ${i}`,
          );
        t.data[i * columns.length + j] = v;
      }
    return t;
  }

  /**
   * A column of categories, [rows], int32: the place of each among `categories(name)`.
   * @throws FpropError ARGUMENT
   */
  labels(name: string): Tensor<Int32Array> {
    this.categories(name);
    return Tensor.from(Int32Array.from(this.column("Table.labels", name).values));
  }

  /** The names of a column's categories, in the order of their numbers. @throws FpropError ARGUMENT */
  categories(name: string): readonly string[] {
    const { categories } = this.column("Table.categories", name);
    return (
      categories ?? refuse("ARGUMENT", "Table.categories", `column ${JSON.stringify(name)}`, "of categories", "numbers")
    );
  }

  private numbers(): string[] {
    return this.names.filter((name) => this.columns.get(name)!.categories === undefined);
  }

  private column(who: string, name: string): Column {
    return this.columns.get(name) ?? refuse("ARGUMENT", who, "a name", `one of ${this.names.join(", ")}`, name);
  }
}
