import { Linear, Residual, Sequential, Tanh, Tensor, type AnyModule } from "fprop";
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { limits } from "../../../../demos/playground/model/limits.ts";
import { configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import { boundsOf, grid, mapsOf } from "../../../../demos/playground/worker/mapping.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";

const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;

describe("maps", () => {
  it("lie around all examples", () => {
    const session = new Session(preset("spirals"));
    const { left, right, bottom, top } = boundsOf(session);
    for (const { x } of [session.sets.training, session.sets.test])
      for (let i = 0; i < x.size; i += 2) {
        expect(x.data[i] > left && x.data[i] < right).toBe(true);
        expect(x.data[i + 1] > bottom && x.data[i + 1] < top).toBe(true);
      }
    const points = grid({ left: 0, right: 4, bottom: 10, top: 12 }, 2);
    expect([...points.data]).toEqual([1, 11.5, 3, 11.5, 1, 10.5, 3, 10.5]);
  });

  it("have the net's outputs, the class that wins, and by how much", () => {
    const session = new Session(preset("three-arms"));
    for (let i = 0; i < 100; i++) session.step();
    const bounds = boundsOf(session);
    const maps = mapsOf(session, bounds, 9, 0)!;
    const y = session.net.predict(grid(bounds, 9)) as Tensor;
    expect(maps.outputs.length).toBe(3);
    for (let i = 0; i < 81; i++) {
      const row = [0, 1, 2].map((k) => y.data[3 * i + k]);
      expect(maps.outputs.map(({ values }) => values[i])).toEqual(row);
      const best = row.indexOf(Math.max(...row));
      expect(maps.winner[i]).toBe(best);
      const next = Math.max(...row.filter((_, k) => k !== best));
      expect(maps.margin[i]).toBe(Math.fround(row[best] - next));
    }
    expect(maps.hidden).toEqual([]);
  });

  it("of one output part the classes where the loss does", () => {
    const session = new Session(preset("saturation"));
    const maps = mapsOf(session, boundsOf(session), 8, 0)!;
    for (const [i, v] of maps.outputs[0].values.entries()) {
      expect(maps.winner[i]).toBe(Number(v > 0.5));
      expect(maps.margin[i]).toBeCloseTo(Math.abs(v - 0.5), 6);
    }
    const plane = mapsOf(new Session(preset("delta")), boundsOf(new Session(preset("delta"))), 8, 4)!;
    expect([plane.winner.length, plane.margin.length, plane.outputs.length]).toEqual([0, 0, 1]);
  });

  it("of hidden units are those of every layer but the last, blocks as a whole, as far as there is room", () => {
    const block = new Residual(new Sequential<AnyModule[]>(new Linear(4, 4), new Tanh()) as AnyModule);
    const session = new Session(
      configurationOf(dataFor("moons"), [new Linear(2, 4), block as AnyModule, new Linear(4, 2)]),
    );
    const bounds = boundsOf(session);
    const { hidden } = mapsOf(session, bounds, 4, 6)!;
    expect([...new Set(hidden.map(({ path }) => path))]).toEqual(["0", "1"]);
    expect(hidden.length).toBe(8);
    const y = session.net.layers[0].predict(grid(bounds, 6)) as Tensor;
    expect(hidden[2].values[7]).toBe(y.data[4 * 7 + 2]);
    const wide = new Session(preset("overfitting"));
    const maps = mapsOf(wide, boundsOf(wide), 4, 4)!;
    expect(maps.hidden.length).toBe(4 * limits.maps.layerUnits);
    const first = wide.net.layers[0].predict(grid(boundsOf(wide), 4)) as Tensor;
    expect(maps.hidden[5].values[3]).toBe(first.data[3 * first.shape[1] + 5]);
    const deep = configurationOf(
      dataFor("moons"),
      Array.from({ length: 15 }, () => new Linear(2, 2)).flatMap((l) => [l, new Tanh()]),
    );
    expect(mapsOf(new Session(deep), boundsOf(wide), 4, 4)!.hidden.length).toBeLessThanOrEqual(limits.maps.hiddenUnits);
  });

  it("are none of nets that see more than a plane", () => {
    const digits = new Session(preset("convolution"));
    expect(mapsOf(digits, { left: 0, right: 1, bottom: 0, top: 1 }, 8, 8)).toBeUndefined();
    const session = new Session(preset("relu"));
    expect(mapsOf(session, boundsOf(session), 0, 8)).toBeUndefined();
  });
});
