import { describe, expect, it } from "vitest";
import {
  BCEWithLogitsLoss,
  DeltaRule,
  heap,
  Linear,
  MSELoss,
  Parameter,
  PerceptronRule,
  PolynomialFeatures,
  RadialBasis,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  WeightPerturbation,
  type LinearLayer,
} from "../../index.ts";
import { refusal } from "../refusal.ts";
import { bits, drawn } from "../values.ts";

/** A layer whose weights are 0. */
function fresh(inFeatures: number, outFeatures: number, bias = true): Linear {
  const layer = new Linear(inFeatures, outFeatures, { bias });
  for (const p of layer.parameters()) p.value.data.fill(0);
  return layer;
}

const values = (layer: Linear): Tensor[] => layer.parameters().map((p) => p.value);

const corners = Tensor.from([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const xor = Tensor.from([[0], [1], [1], [0]]);

describe("PerceptronRule", () => {
  it("leaves, adds and subtracts", () => {
    const layer = fresh(2, 1);
    const rule = new PerceptronRule(layer);
    const after = (phi: number[], t: number): unknown[] => [
      rule.step(Tensor.from([phi]), Tensor.from([[t]])),
      ...layer.weight.value.data,
      ...layer.bias!.value.data,
    ];
    expect(after([2, 3], 1)).toEqual([0, 0, 0, 0]); // on at y = 0, rightly
    expect(after([2, 3], 0)).toEqual([1, -2, -3, -1]);
    expect(after([1, 1], 0)).toEqual([0, -2, -3, -1]);
    expect(after([1, 5], 1)).toEqual([1, -1, 2, 0]);
    expect(rule.mistakes).toBe(2);
  });

  it("learns each output node by itself, one example after the other", () => {
    const rng = new Rng(1);
    const phi = drawn([40, 3], () => rng.normal());
    const t = drawn([40, 4], () => rng.integer(2));
    const all = fresh(3, 4);
    const rule = new PerceptronRule(all, { lr: 0.5 });
    rule.step(phi, t);
    rule.step(phi, t);
    let mistakes = 0;
    for (let k = 0; k < 4; k++) {
      const one = fresh(3, 1);
      const single = new PerceptronRule(one, { lr: 0.5 });
      for (let i = 0; i < 80; i++)
        single.step(phi.rows(i % 40, (i % 40) + 1), Tensor.from([[t.data[(i % 40) * 4 + k]]]));
      expect(bits(one.weight.value)).toBe(bits(all.weight.value.rows(k, k + 1)));
      expect(one.bias!.value.item()).toBe(all.bias!.value.data[k]);
      mistakes += single.mistakes;
    }
    expect(rule.mistakes).toBe(mistakes);
  });

  it("takes targets in {0, 1} and in {−1, 1} for the same", () => {
    const rng = new Rng(2);
    const phi = drawn([30, 2], () => rng.normal());
    const t = drawn([30, 2], () => rng.integer(2));
    const [a, b] = [fresh(2, 2), fresh(2, 2)];
    new PerceptronRule(a).step(phi, t);
    new PerceptronRule(b).step(
      phi,
      drawn(
        [30, 2],
        (
          (i) => () =>
            2 * t.data[i++] - 1
        )(0),
      ),
    );
    expect(bits(values(a))).toBe(bits(values(b)));
  });

  it("makes at most (R / γ)² mistakes on data that a plane parts, whatever their order (Novikoff)", () => {
    let mistakes = 0;
    for (let seed = 0; seed < 50; seed++) {
      const rng = new Rng(seed);
      // A plane through 0 with unit normal u, and points that keep a distance of at least 0.1 from it.
      const u = Array.from({ length: 3 }, () => rng.normal());
      const length = Math.hypot(...u);
      const side = (p: readonly number[]): number => p.reduce((s, v, k) => s + (v * u[k]) / length, 0);
      const points: number[][] = [];
      while (points.length < 60) {
        const p = [1, rng.uniform(-3, 3), rng.uniform(-3, 3)];
        if (Math.abs(side(p)) >= 0.1) points.push(p);
      }
      const gamma = Math.min(...points.map((p) => Math.abs(side(p))));
      const R = Math.max(...points.map((p) => Math.hypot(...p)));
      const rule = new PerceptronRule(fresh(3, 1, false));
      const [phi, t] = [Tensor.from(points), Tensor.from(points.map((p) => [side(p) > 0 ? 1 : -1]))];
      while (rule.step(phi, t) > 0) expect(rule.mistakes).toBeLessThanOrEqual((R / gamma) ** 2);
      expect(rule.step(phi, t)).toBe(0);
      mistakes += rule.mistakes;
    }
    expect(mistakes).toBeGreaterThan(500);
  });

  it("never ends on XOR, and soon on products or radial basis functions of its inputs", () => {
    const line = new PerceptronRule(fresh(2, 1));
    for (let i = 0; i < 200; i++) expect(line.step(corners, xor)).toBeGreaterThan(0);
    for (const basis of [new PolynomialFeatures(2), new RadialBasis(corners, 0.5)]) {
      const phi = basis.fprop(corners);
      const rule = new PerceptronRule(fresh(phi.shape[1], 1));
      let passes = 0;
      while (rule.step(phi, xor) > 0) expect(++passes).toBeLessThan(50);
    }
  });

  it("parts three classes with one output node each", () => {
    const rng = new Rng(3);
    const middles = [
      [0, 4],
      [4, -2],
      [-4, -2],
    ];
    const phi = drawn(
      [90, 2],
      (
        (i) => () =>
          middles[(i >> 1) % 3][i++ % 2] + rng.uniform(-1, 1)
      )(0),
    );
    const t = drawn(
      [90, 3],
      (
        (i) => () =>
          Number(Math.floor(i / 3) % 3 === i++ % 3)
      )(0),
    );
    const layer = fresh(2, 3);
    const rule = new PerceptronRule(layer);
    let passes = 0;
    while (rule.step(phi, t) > 0) expect(++passes).toBeLessThan(50);
    expect([...layer.fprop(phi).data].map((y) => Number(y >= 0))).toEqual([...t.data]);
  });

  it("refuses targets that are neither, before anything has changed", () => {
    const layer = fresh(2, 1);
    const rule = new PerceptronRule(layer);
    for (const wrong of [
      [1, 0, -1, 1],
      [0.5, 1, 0, 0],
      [NaN, 1, 0, 0],
      [2, 1, 0, 0],
    ])
      expect(refusal(() => rule.step(corners, Tensor.from(wrong, [4, 1])))).toMatchObject({
        code: "TARGET",
        expected: "in {0, 1} or in {−1, 1}",
      });
    expect(values(layer).every((w) => w.data.every((v) => v === 0))).toBe(true);
    expect(rule.mistakes).toBe(0);
  });
});

describe("DeltaRule", () => {
  it("is w ← w − η (y − t) φ, and tells ½ Σ (y − t)²", () => {
    const layer = fresh(2, 1);
    const rule = new DeltaRule(layer, { lr: 0.25 });
    expect(rule.step(Tensor.from([[2, -1]]), Tensor.from([[4]]))).toBe(8);
    expect(values(layer).map((w) => [...w.data])).toEqual([[2, -1], [1]]);
  });

  it.each(["float32", "float64"] as const)("is SGD on the squared error, bit for bit, in %s", (dtype) => {
    const rng = new Rng(4);
    const [phi, t] = [drawn([50, 5], () => rng.normal()).to(dtype), drawn([50, 3], () => rng.normal()).to(dtype)];
    const layer = new Linear(5, 3, { rng }).to(dtype);
    const other = layer.clone();
    const lr = 0.037;
    const rule = new DeltaRule(layer, { lr });
    const loss = new MSELoss({ reduction: "sum" });
    const sgd = new SGD(other.parameters(), { lr: lr / 2 });
    for (let i = 0; i < 150; i++) {
      const [x, ti] = [phi, t].map((a) => a.rows(i % 50, (i % 50) + 1));
      sgd.zeroGrad();
      const E = loss.fprop(other.fprop(x), ti);
      other.bprop(loss.bprop());
      sgd.step();
      expect(Math.abs(rule.step(x, ti) / (E / 2) - 1)).toBeLessThan(1e-6);
      expect(bits(values(layer)), `step ${i}`).toBe(bits(values(other)));
    }
  });

  it("comes to the least squares", () => {
    const rng = new Rng(5);
    const phi = drawn([200, 2], () => rng.uniform(-1, 1));
    const t = drawn(
      [200, 1],
      (
        (i) => () =>
          3 * phi.data[2 * i] - phi.data[2 * i++ + 1] + 0.5
      )(0),
    );
    const layer = fresh(2, 1);
    const rule = new DeltaRule(layer, { lr: 0.1 });
    for (let i = 0; i < 20; i++) rule.step(phi, t);
    const [w, b] = values(layer);
    for (const [i, v] of [...w.data, ...b.data].entries()) expect(v).toBeCloseTo([3, -1, 0.5][i], 5);
  });
});

describe.each([
  ["PerceptronRule", (layer: LinearLayer, lr: number) => new PerceptronRule(layer, { lr })],
  ["DeltaRule", (layer: LinearLayer, lr: number) => new DeltaRule(layer, { lr })],
])("%s", (name, make) => {
  it("leaves frozen parameters, φ and t alone, and goes without a bias", () => {
    const rng = new Rng(6);
    const phi = drawn([20, 3], () => rng.normal());
    const t = drawn([20, 2], () => rng.integer(2));
    const before = bits([phi, t]);
    const layer = new Linear(3, 2, { rng });
    const [weight, bias] = values(layer).map(bits);
    layer.weight.trainable = false;
    make(layer, 0.1).step(phi, t);
    expect(bits(layer.weight.value)).toBe(weight);
    expect(bits(layer.bias!.value)).not.toBe(bias);
    make(fresh(3, 2, false), 0.1).step(phi, t);
    expect(bits([phi, t])).toBe(before);
    expect(String(make(layer, 0.1))).toBe(name);
  });

  it("allocates nothing on the heap once warm", () => {
    const rule = make(fresh(2, 1), 0.1);
    rule.step(corners, xor);
    const { used } = heap;
    for (let i = 0; i < 20; i++) rule.step(corners, xor);
    expect(heap.used).toBe(used);
  });

  it("refuses layers, rates and forms it cannot use, before anything has changed", () => {
    for (const layer of [undefined, null, 3, {}, { weight: corners }, { weight: fresh(2, 1).weight, bias: 3 }])
      expect(refusal(() => make(layer as never, 0.1))).toMatchObject({ code: "ARGUMENT", path: name, what: "layer" });
    for (const lr of [-1, NaN, Infinity]) expect(refusal(() => make(fresh(2, 1), lr))).toMatchObject({ what: "lr" });

    const layer = fresh(2, 1);
    const rule = make(layer, 0.1);
    const calls: [string, () => unknown][] = [
      ["SHAPE", () => rule.step(xor, xor)],
      ["SHAPE", () => rule.step(corners, corners)],
      ["SHAPE", () => rule.step(corners, xor.rows(0, 3))],
      ["SHAPE", () => rule.step(corners.reshape([1, 4, 2]), xor)],
      ["SHAPE", () => rule.step(undefined as never, xor)],
      ["SHAPE", () => rule.step(corners, undefined as never)],
      ["DTYPE", () => rule.step(corners.to("float64"), xor)],
      ["DTYPE", () => rule.step(corners, xor.to("int32"))],
    ];
    for (const [code, call] of calls) expect(refusal(call)).toMatchObject({ code, path: name });
    rule.lr = -1;
    expect(refusal(() => rule.step(corners, xor))).toMatchObject({ code: "ARGUMENT", what: "lr" });
    expect(values(layer).every((w) => w.data.every((v) => v === 0))).toBe(true);
  });
});

describe("WeightPerturbation", () => {
  it("learns XOR without a gradient, with the same bits for one seed", () => {
    const run = (): { E: number; right: boolean; trainer: WeightPerturbation; bits: string } => {
      const rng = new Rng(1);
      const net = new Sequential(new Linear(2, 4, { rng }), new Tanh(), new Linear(4, 1, { rng }));
      const loss = new BCEWithLogitsLoss();
      const trainer = new WeightPerturbation(net.parameters(), { std: 0.3, rng });
      const E = trainer.step(() => loss.fprop(net.fprop(corners), xor), 2000);
      expect(loss.fprop(net.fprop(corners), xor)).toBe(E);
      const right = [...net.predict(corners).data].every((y, i) => y > 0 === xor.data[i] > 0);
      for (const p of net.parameters()) expect(p.grad.data.every((v) => v === 0)).toBe(true);
      return {
        E,
        right,
        trainer,
        bits: net
          .parameters()
          .map((p) => bits(p.value))
          .join(),
      };
    };
    const { E, right, trainer, bits: weights } = run();
    expect(E).toBeLessThan(0.001);
    expect(right).toBe(true);
    expect(trainer.tried).toBe(2000);
    expect(trainer.kept).toBeGreaterThan(200);
    expect(trainer.kept).toBeLessThan(1500);
    expect(run().bits).toBe(weights);
  });

  it("changes one weight by σ ε, keeps that where E falls, and takes it back where it does not", () => {
    const p = new Parameter(Tensor.from([1, 2, 3]));
    const before = [...p.value.data];
    const trainer = new WeightPerturbation([p], { std: 0.01, rng: new Rng(2) });
    let calls = 0;
    expect(trainer.step(() => calls++, 5)).toBe(0);
    expect(calls).toBe(6);
    expect([[...p.value.data], trainer.tried, trainer.kept]).toEqual([before, 5, 0]);
    // Neither where E stays, nor where it is NaN.
    for (const next of [1, NaN]) {
      const values = [1, next];
      expect(trainer.step(() => values.shift()!)).toBe(1);
    }
    expect([[...p.value.data], trainer.kept]).toEqual([before, 0]);
  });

  it("keeps every change that improves, of all weights alike, and none of frozen ones", () => {
    const [a, b, frozen] = [2, 6, 4].map((n) => new Parameter(Tensor.zeros([n])));
    frozen.trainable = false;
    const trainer = new WeightPerturbation([a, frozen, b, a], { std: 0.5, rng: new Rng(3) });
    const moved = Array.from({ length: 8 }, () => 0);
    const steps: number[] = [];
    for (let k = 0; k < 4000; k++) {
      const old = [...a.value.data, ...b.value.data];
      let E = 1;
      expect(trainer.step(() => E--)).toBe(0);
      const changed = [...a.value.data, ...b.value.data].flatMap((v, i) => (v === old[i] ? [] : [[i, v - old[i]]]));
      expect(changed).toHaveLength(1);
      moved[changed[0][0]]++;
      steps.push(changed[0][1]);
    }
    for (const n of moved) expect(Math.abs(n - 500)).toBeLessThan(100);
    expect(Math.abs(steps.reduce((s, v) => s + v, 0) / 4000)).toBeLessThan(0.03);
    expect(Math.sqrt(steps.reduce((s, v) => s + v * v, 0) / 4000)).toBeCloseTo(0.5, 1);
    expect(frozen.value.data.every((v) => v === 0)).toBe(true);
    expect([trainer.tried, trainer.kept]).toEqual([4000, 4000]);
  });

  it("leaves nothing changed where the function throws, not even the numbers that come next", () => {
    const [p, rng] = [new Parameter(Tensor.from([1, 2])), new Rng(4)];
    const trainer = new WeightPerturbation([p], { rng });
    const [before, state] = [bits(p.value), rng.state];
    for (const call of [1, 2, 7]) {
      let calls = 0;
      const energy = (): number => {
        if (++calls === call) throw new RangeError("no more");
        return -calls;
      };
      expect(() => trainer.step(energy, 10)).toThrow(new RangeError("no more"));
      expect(calls).toBe(call);
      expect([bits(p.value), rng.state, trainer.tried, trainer.kept]).toEqual([before, state, 0, 0]);
    }
  });

  it("refuses what it cannot use, and has changed nothing", () => {
    const p = new Parameter(Tensor.from([1]));
    const frozen = new Parameter(Tensor.from([1]));
    frozen.trainable = false;
    const trainer = new WeightPerturbation([p]);
    const cases: [() => unknown, string, string][] = [
      [() => new WeightPerturbation(1 as unknown as Parameter[]), "ARGUMENT", "params"],
      [() => new WeightPerturbation([]), "ARGUMENT", "params"],
      [() => new WeightPerturbation([p, {} as Parameter]), "ARGUMENT", "params[1]"],
      [() => new WeightPerturbation([p], { std: -1 }), "ARGUMENT", "std"],
      [() => new WeightPerturbation([p], { rng: {} as Rng }), "ARGUMENT", "rng"],
      [() => trainer.step(1 as unknown as () => number), "ARGUMENT", "energy"],
      [() => trainer.step(() => 1, 0), "ARGUMENT", "tries"],
      [() => trainer.step(() => NaN), "NONFINITE", "E"],
      [() => trainer.step(() => "1" as unknown as number), "ARGUMENT", "what energy returns"],
      [() => new WeightPerturbation([frozen]).step(() => 1), "STATE", "step"],
    ];
    for (const [call, code, what] of cases) expect(refusal(call)).toMatchObject({ code, what });
    trainer.std = NaN;
    expect(refusal(() => trainer.step(() => 1)).what).toBe("std");
    expect([p.value.item(), trainer.tried]).toEqual([1, 0]);
  });
});
