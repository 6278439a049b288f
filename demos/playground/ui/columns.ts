import type { Layer } from "fprop/io";
import { layersIn } from "../model/places.ts";
import type { WeightsOf } from "../model/report.ts";

/** A column of the network's picture: units that stand below each other, or one block for what is no vector. */
export interface Column {
  /** The path of the layer whose output it is; none for x. */
  readonly path: string | undefined;
  /** What makes it of the column before: Linear, Tanh. */
  readonly kinds: readonly string[];
  /** Of one example. */
  readonly shape: readonly number[];
  /** How many units there are, and how many of them have room; a block has none. */
  readonly units: number;
  readonly shown: number;
  /** The weights from the column before, [units, units before], if there are some that are drawn as edges. */
  readonly weight: WeightsOf | undefined;
}

export const mostUnits = 8;

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/**
 * The columns of a net: x, then one for each layer with weights or another shape. A layer that works on each unit by
 * itself joins the column of what it works on. `shapes` are those of the layers' outputs, without the batch.
 */
export function columnsOf(
  input: readonly number[],
  layers: readonly Layer[],
  shapes: readonly (readonly number[])[],
  weights: readonly WeightsOf[],
): Column[] {
  const byPath = new Map(weights.map((w) => [w.path, w]));
  const columns: Column[] = [column(undefined, [], input, undefined)];
  for (const [i, layer] of layers.entries()) {
    const shape = shapes[i];
    if (shape === undefined) break;
    const before = columns[columns.length - 1];
    const weight = byPath.get(`${i}.weight`);
    const edges =
      weight !== undefined && before.shown > 0 && shape.length === 1 && same(weight.shape, [shape[0], before.units])
        ? weight
        : undefined;
    const joins =
      edges === undefined && columns.length > 1 && layersIn(layer).length === 0 && same(shape, before.shape);
    if (joins) columns[columns.length - 1] = { ...before, path: String(i), kinds: [...before.kinds, layer.kind] };
    else columns.push(column(String(i), [layer.kind], shape, edges));
  }
  return columns;
}

function column(
  path: string | undefined,
  kinds: readonly string[],
  shape: readonly number[],
  weight: WeightsOf | undefined,
): Column {
  const units = shape.reduce((product, size) => product * size, 1);
  return { path, kinds, shape, units, shown: shape.length === 1 ? Math.min(units, mostUnits) : 0, weight };
}
