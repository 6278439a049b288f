import type { Layer } from "fprop/io";
import { aside } from "./catalogue.ts";
import type { Place } from "./places.ts";
import { made, pairs } from "./trial.ts";

/** Finds the place of the layer that has the module at a path, or of the innermost one around it. */
export function placesByPath(layers: readonly Layer[]): (path: string) => Place {
  const all = layers.flatMap((layer, i) => {
    const module = aside(() => made(layer, [i]));
    return [...pairs(layer, module, [i], `${i}`)].filter(([, , , m]) => m !== undefined);
  });
  return (path) =>
    all.reduce<Place>(
      (best, [place, own]) =>
        place.length > best.length && (path === own || path.startsWith(`${own}.`)) ? place : best,
      [],
    );
}
