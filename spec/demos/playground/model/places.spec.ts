import { describe, expect, it } from "vitest";
import { Linear, Residual, Sequential, Tanh, type AnyModule } from "fprop";
import { inserted, layerAt, placesOf, raised, replaced } from "../../../../demos/playground/model/places.ts";
import { layersOf } from "../../../../demos/playground/model/presets.ts";

const layers = layersOf(
  new Linear(2, 3),
  new Residual(new Sequential<AnyModule[]>(new Linear(3, 3), new Tanh()) as AnyModule),
  new Linear(3, 2),
);
const kindsOf = (of: typeof layers): string[] =>
  [...placesOf(of)].map(([place, { kind }]) => `${place.join(".")} ${kind}`);

describe("places of layers", () => {
  it("are paths of indices, the outer layer first", () => {
    expect(kindsOf(layers)).toEqual([
      "0 Linear",
      "1 Residual",
      "1.0 Sequential",
      "1.0.0 Linear",
      "1.0.1 Tanh",
      "2 Linear",
    ]);
    expect(layerAt(layers, [1, 0, 1])?.kind).toBe("Tanh");
    expect(layerAt(layers, [1, 1])).toBeUndefined();
    expect(layerAt(layers, [7, 0])).toBeUndefined();
  });

  it("can be emptied, filled, and exchanged with the one before", () => {
    const [relu] = layersOf(new Tanh());
    expect(kindsOf(inserted(layers, [1, 0, 0], relu))).toContain("1.0.0 Tanh");
    expect(kindsOf(inserted(layers, [3], relu)).at(-1)).toBe("3 Tanh");
    expect(kindsOf(replaced(layers, [1, 0, 0], []))).toEqual([
      "0 Linear",
      "1 Residual",
      "1.0 Sequential",
      "1.0.0 Tanh",
      "2 Linear",
    ]);
    expect(kindsOf(raised(layers, [1, 0, 1]))).toEqual([
      "0 Linear",
      "1 Residual",
      "1.0 Sequential",
      "1.0.0 Tanh",
      "1.0.1 Linear",
      "2 Linear",
    ]);
    expect(raised(layers, [0])).toEqual(layers);
    expect(raised(layers, [9])).toEqual(layers);
    // What was there is not written to.
    expect(kindsOf(layers).length).toBe(6);
  });
});
