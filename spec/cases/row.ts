import { Rng, Tensor, type AnyModule, type Value } from "../../index.ts";
import { drawn } from "../values.ts";

/**
 * A row of the table of modules, and what rows of several families are made with.
 */

export type Shape = readonly number[];
export interface ModuleRow {
  /** The class. */
  readonly of: string;
  /** How it is set up, in words. */
  readonly how: string;
  /** PyTorch's class that computes the same, if there is one. */
  readonly torch: string | null;
  readonly make: (rng: Rng) => AnyModule;
  /** Shapes of the input; of the tuple, where there are several. The first axis is the batch. */
  readonly x: readonly Shape[];
  /** Shapes that are refused; none where every shape is right. */
  readonly wrong?: readonly Shape[];
  /** The distance of x from the nearest kink, for modules that have some. */
  readonly margin?: ((module: AnyModule, x: Tensor, b: Tensor) => number) | undefined;
  /** Maps a normal number into the domain of a module that is not defined everywhere. */
  readonly domain?: (x: number) => number;
  /** Where a NaN shows in y that does not where it is first of all: in which input, at which index. */
  readonly nan?: readonly [input: number, index: number];
  /** For inputs that are indices (int32), the number below which they are; undefined for the others. */
  readonly below?: readonly (number | undefined)[];
  /** Whether int32 tensors pass, too. */
  readonly anyType?: true;
  /**
   * A row of y depends on all of the batch: in training, or also in evaluation. Then a part of a batch has other rows, and
   * one row alone may be refused; what does not depend on the batch is evaluation.
   */
  readonly batchwise?: true | "always";
  /** It draws in training: two fprops agree where the streams in the module are first set back. */
  readonly random?: true;
  /** y is x, but dx is this times dy, on purpose. */
  readonly slope?: number;
}

/** At least this far from kinks are the inputs that derivatives are checked at: some steps of the numeric ones. */
export const clear = 1e-2;

/** The input of a row: normal numbers, drawn again until they are clear of its kinks. */
export function inputOf(row: ModuleRow, module: AnyModule, seed = 1): Value {
  const rng = new Rng(seed).split(`${row.of} ${row.how}`);
  for (let attempt = 0; attempt < 1000; attempt++) {
    const x = row.x.map((shape, k) => {
      const n = row.below?.[k];
      if (n !== undefined) return drawn(shape, () => rng.integer(n)).to("int32");
      return drawn(shape, () => (row.domain ?? ((v) => v))(rng.normal()));
    });
    if (row.margin === undefined || row.margin(module, x[0], x[1]) >= clear) return x.length === 1 ? x[0] : x;
  }
  throw new Error(`${row.of} ${row.how}: no input clear of its kinks`);
}

/** The distance of x from the nearest of these numbers. */
export const from =
  (...kinks: number[]) =>
  (_: AnyModule, x: Tensor): number =>
    x.data.reduce((least, v) => Math.min(least, ...kinks.map((k) => Math.abs(v - k))), Infinity);

/** Modules that work element by element, on any shape. */
export function elementwise(
  of: string,
  how: string,
  make: (rng: Rng) => AnyModule,
  options: Pick<ModuleRow, "margin" | "domain" | "anyType" | "random"> & { torch?: string | null } = {},
): ModuleRow[] {
  const { torch = `torch.nn.${of}`, ...rest } = options;
  return [[5, 7], [2, 1, 4], [6]].map((shape) => ({
    of,
    how: `${how}[${shape.join(", ")}]`,
    torch,
    make,
    x: [shape],
    ...rest,
  }));
}

/** Modules that work along the last axis, of two at least. */
export function alongRows(of: string, make: () => AnyModule): ModuleRow[] {
  return [
    [5, 4],
    [3, 1],
    [2, 3, 5],
  ].map((shape) => ({ of, how: `[${shape.join(", ")}]`, torch: `torch.nn.${of}`, make, x: [shape], wrong: [[4]] }));
}
