import { Linear, Residual, Sequential, Tanh, type AnyModule } from "fprop";
import { describe, expect, it } from "vitest";
import { layersOf } from "../../../../demos/playground/model/presets.ts";
import { columnsOf } from "../../../../demos/playground/ui/columns.ts";
import { extended, mostPoints, noCurve } from "../../../../demos/playground/ui/curve.ts";
import { extent, thinned } from "../../../../demos/playground/ui/lines.ts";
import { entry, layoutOf, moved, paper, place } from "../../../../demos/playground/ui/paper.ts";
import { boundsOf, decisions, nearest, refined, sureties } from "../../../../demos/playground/ui/plane.ts";

describe("a tensor on paper", () => {
  it("has its last axis to the right and all others downwards", () => {
    expect(paper([2, 3, 4])).toEqual([6, 4]);
    expect(paper([5])).toEqual([1, 5]);
    expect(paper([])).toEqual([1, 1]);
  });

  it("names entries by their indices", () => {
    expect(place([2, 3, 4], 23)).toEqual([1, 2, 3]);
    expect(entry("dW", [8, 2], 5)).toBe("dW[2, 1]");
  });

  it("has numbers where there is room, in lines where a row is long, and a picture otherwise", () => {
    expect(layoutOf([12, 10])).toMatchObject({ rows: 12, columns: 10, wrapped: false, picture: undefined });
    expect(layoutOf([1, 20])).toEqual({ rows: 3, columns: 8, wrapped: true, picture: undefined });
    expect(layoutOf([13, 2]).picture).toEqual({ width: 28, height: 20 });
    expect(layoutOf([64, 64]).picture).toEqual({ width: 5, height: 4 });
    expect(layoutOf([1, 65]).picture).toBeDefined();
  });

  it("is walked by arrow keys, which end at its edges", () => {
    const walk = (keys: string[], from: number) => keys.reduce((at, key) => moved(key, at, 20, 8)!, from);
    expect(walk(["ArrowRight", "ArrowDown"], 0)).toBe(9);
    expect(walk(["ArrowLeft", "ArrowUp"], 0)).toBe(0);
    expect(walk(["End"], 17)).toBe(19);
    expect(walk(["ArrowRight"], 19)).toBe(19);
    expect(walk(["ArrowDown"], 13)).toBe(13);
    expect(walk(["ArrowDown"], 12)).toBe(12);
    expect(walk(["Home"], 13)).toBe(8);
    expect(moved("a", 0, 20, 8)).toBeUndefined();
  });
});

describe("the plane", () => {
  const set = (points: readonly (readonly [number, number])[]) => ({
    shape: [2],
    count: points.length,
    x: Float32Array.from(points.flat()),
    t: new Float32Array(points.length),
    classes: ["0", "1"],
  });

  it("has room around the examples, and around a single one", () => {
    const bounds = boundsOf(
      set([
        [0, 1],
        [2, 3],
      ]),
    );
    expect(bounds.left).toBeCloseTo(-0.2);
    expect(bounds.top).toBeCloseTo(3.2);
    expect(boundsOf(set([[5, 5]])).right).toBeGreaterThan(5);
  });

  it("finds the nearest example as it is seen, in both sets", () => {
    const bounds = { left: 0, right: 100, bottom: 0, top: 1 };
    const [training, test] = [set([[0, 0]]), set([[30, 0.5]])];
    expect(nearest([20, 0.1], bounds, training, test)).toEqual(["training", 0]);
    expect(nearest([20, 0.4], bounds, training, test)).toEqual(["test", 0]);
    expect(nearest([20, 0.4], bounds, training, undefined)).toEqual(["training", 0]);
  });

  it("is refined between nodes, which stay as they are", () => {
    expect([...refined([0, 2, 4, 6], 2, 2, 2)]).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6]);
  });

  it("decides anew between nodes: where two outputs cross, the border is", () => {
    const unit = (values: number[]) => ({ path: "0", unit: 0, width: 2, height: 2, values: Float32Array.from(values) });
    const two = {
      width: 2,
      height: 2,
      winner: Uint8Array.of(0, 1, 0, 1),
      margin: Float32Array.of(1, 3, 1, 3),
      outputs: [unit([1, 0, 1, 0]), unit([0, 3, 0, 3])],
    };
    expect([...decisions(two, 4).winner.slice(0, 5)]).toEqual([0, 0, 1, 1, 1]);
    expect(decisions(two, 4).margin[4]).toBe(3);
    // One output: the border lies where it passes its threshold, which the margin knows.
    expect([...decisions({ ...two, outputs: two.outputs.slice(0, 1) }, 4).winner.slice(0, 5)]).toEqual([0, 0, 1, 1, 1]);
  });

  it("is sure of what is far ahead, in logits as in probabilities", () => {
    for (const scale of [1, 20]) {
      const sure = sureties([0, 0.1 * scale, scale]);
      expect(sure[0]).toBe(0);
      expect(sure[2]).toBeGreaterThan(0.9);
    }
  });
});

describe("curves", () => {
  const score = { loss: 1, accuracy: 1 };
  const points = (from: number, n: number) =>
    Array.from({ length: n }, (_, i) => ({ step: from + i, training: score, test: score, gradientNorms: [] }));

  it("go on, begin anew with another run, and never get longer than they may", () => {
    let curve = extended(noCurve, { run: 1, curve: points(0, 3) });
    curve = extended(curve, { run: 1, curve: points(3, 2) });
    expect(curve.points.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect(extended(curve, { run: 2, curve: points(0, 1) }).points).toHaveLength(1);
    for (let n = 5; n < 9 * mostPoints; n += 37) curve = extended(curve, { run: 1, curve: points(n, 37) });
    expect(curve.points.length).toBeLessThanOrEqual(mostPoints);
    const steps = curve.points.map(({ step }) => step);
    expect(steps[0]).toBe(0);
    expect(new Set(steps.slice(1).map((step, i) => step - steps[i]))).toEqual(new Set([16]));
  });

  it("are thinned without losing a peak", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 7123 ? 99 : i === 7124 ? -99 : 0));
    const line = thinned({ steps: values.map((_, i) => i), values }, 400);
    expect(line.length).toBeLessThanOrEqual(400);
    expect(line).toContainEqual([7123, 99]);
    expect(line).toContainEqual([7124, -99]);
  });

  it("leave out what is no number, and have a range that is not empty", () => {
    expect(thinned({ steps: [0, 1, 2], values: [1, NaN, 3] }, 400)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(extent([{ values: [2, 2] }], false)).toEqual([1.8, 2.2]);
    expect(extent([{ values: [] }], true)).toEqual([0.1, 1]);
    const [low, high] = extent([{ values: [0, 1e-20, 1] }], true);
    expect(low).toBeGreaterThan(1e-9);
    expect(high).toBeGreaterThan(1);
  });
});

describe("the columns of a net", () => {
  const weight = (path: string, shape: number[]) => ({ path, shape, value: new Float32Array(shape[0] * shape[1]) });

  it("are one for each layer with weights; what works on each unit joins it", () => {
    const layers = layersOf(new Linear(2, 8), new Tanh(), new Linear(8, 8), new Linear(8, 1));
    const weights = [weight("0.weight", [8, 2]), weight("2.weight", [8, 8]), weight("3.weight", [1, 8])];
    const columns = columnsOf([2], layers, [[8], [8], [8], [1]], weights);
    expect(columns.map(({ kinds, path }) => [path, ...kinds].join(" "))).toEqual([
      "",
      "1 Linear Tanh",
      "2 Linear",
      "3 Linear",
    ]);
    expect(columns.map((column) => column.weight?.path)).toEqual([undefined, "0.weight", "2.weight", "3.weight"]);
  });

  it("are blocks for what is no vector, and have no edges where there is no matrix between units", () => {
    const block = new Sequential<AnyModule[]>(new Linear(4, 4), new Tanh());
    const layers = layersOf(new Residual(block as AnyModule), new Linear(4, 2));
    const columns = columnsOf(
      [4],
      layers,
      [[4], [2]],
      [weight("0.module.0.weight", [4, 4]), weight("1.weight", [2, 4])],
    );
    expect(columns.map((column) => column.weight?.path)).toEqual([undefined, undefined, "1.weight"]);
    expect(columnsOf([1, 8, 8], [], [], [])[0]).toMatchObject({ shown: 0, units: 64 });
    expect(columnsOf([64], [], [], [])[0]).toMatchObject({ shown: 8, units: 64 });
  });

  it("end where shapes are not known", () => {
    expect(columnsOf([2], layersOf(new Linear(2, 8), new Tanh()), [[8]], [])).toHaveLength(2);
  });
});
