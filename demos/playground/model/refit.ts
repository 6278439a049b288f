import type { Layer } from "fprop/io";
import { fieldsOf, fitted, withField } from "./catalogue.ts";
import type { Configuration } from "./configuration.ts";
import { isLayer, layersIn } from "./places.ts";
import { refusalOf } from "./refusal.ts";
import { signature } from "./sources.ts";
import { tryLayer } from "./trial.ts";

/** The configuration with layers that say again what shapes say, wherever they do not fit as they are. */
export function refitted(configuration: Configuration): Configuration {
  const { row } = signature(configuration.data.source);
  return { ...configuration, layers: chain(configuration.layers, row).layers };
}

/** Layers one behind the other, each as it is where it fits, and the shape behind them, if they fit together. */
function chain(
  layers: readonly Layer[],
  row: readonly number[],
): { layers: Layer[]; output: readonly number[] | undefined } {
  let shape: readonly number[] | undefined = row;
  const found = layers.map((layer) => {
    if (shape === undefined) return layer;
    for (const candidate of [() => layer, () => refit(layer, shape!)])
      try {
        const given = candidate();
        shape = tryLayer(given, [0], shape, []);
        return given;
      } catch (error) {
        refusalOf(error);
      }
    shape = undefined;
    return layer;
  });
  return { layers: found, output: shape };
}

/** A layer for this shape: in a block the chain inside of it, which in a Residual has to end as it began. */
function refit(layer: Layer, row: readonly number[]): Layer {
  if (layer.kind === "Residual")
    return { kind: layer.kind, args: layersIn(layer).map((f) => keeping(f, row)) as unknown as Layer["args"] };
  if (layer.kind !== "Sequential") return fitted(layer, row);
  const { layers } = chain(layersIn(layer), row);
  const rest = (layer.args as readonly unknown[]).filter((arg) => !isLayer(arg));
  return { kind: layer.kind, args: [...layers, ...rest] as unknown as Layer["args"] };
}

/** Sizes that layers are free in, and where the shape has them. */
const free: Readonly<Record<string, (row: readonly number[]) => number>> = {
  outFeatures: (row) => row[row.length - 1],
  hiddenSize: (row) => row[row.length - 1],
  outChannels: (row) => row[0],
};

/** A layer for this shape that gives the same shape, if its last size that is free can make it so. */
function keeping(layer: Layer, row: readonly number[]): Layer {
  const given = refit(layer, row);
  if (layer.kind !== "Sequential") return closed(given, row);
  const inside = layersIn(given);
  for (let i = inside.length - 1; i >= 0; i--) {
    const other = closed(inside[i], row);
    if (other === inside[i]) continue;
    return refit(
      {
        kind: given.kind,
        args: (given.args as readonly unknown[]).map((arg) => (arg === inside[i] ? other : arg)) as Layer["args"],
      },
      row,
    );
  }
  return given;
}

/** A layer whose size that is free is the shape's; the very layer where it has none. */
function closed(layer: Layer, row: readonly number[]): Layer {
  const field = fieldsOf(layer).find(({ label }) => Object.hasOwn(free, label));
  return field === undefined ? layer : withField(layer, field.key, free[field.label](row));
}
