import { describe, expect, it } from "vitest";
import {
  ConjugateGradient,
  LBFGS,
  Parameter,
  Tensor,
  type DirectionalOptions,
  type Optimizer,
} from "../../../index.ts";
import { strongWolfe, type Place } from "../../../lib/optim/strongwolfe.ts";
import { refusal } from "../../refusal.ts";

type Searching = Optimizer<DirectionalOptions>;

const parameter = (...values: number[]): Parameter => new Parameter(Tensor.from(values, undefined, "float64"));

/** Σ k (w − k)² / 2 over the numbers of all parameters, which count from k = 1. */
function bowl(params: readonly Parameter[], calls = { count: 0 }): () => number {
  return () => {
    calls.count++;
    let [E, k] = [0, 0];
    for (const { value, grad } of params)
      for (let i = 0; i < value.size; i++) {
        k++;
        const d = value.data[i] - k;
        grad.data[i] = k * d;
        E += (k * d * d) / 2;
      }
    return E;
  };
}
const start = (): Parameter[] => [parameter(3, -1), parameter(0.5), parameter(9)];
const values = (params: readonly Parameter[]): number[] => params.flatMap((p) => [...p.value.data]);

const kinds: readonly [string, (params: Parameter[], options?: object) => Searching][] = [
  ["LBFGS", (params, options) => new LBFGS(params, { lineSearch: "strongWolfe", ...options })],
  ["ConjugateGradient", (params, options) => new ConjugateGradient(params, options)],
];

describe.each(kinds)("%s", (name, make) => {
  it("finds the lowest point of a quadratic in a few directions", () => {
    const params = start();
    const calls = { count: 0 };
    const first = make(params, { toleranceGrad: 1e-6 }).step(bowl(params, calls));
    expect(first).toBe(bowl(start())());
    for (const [i, w] of values(params).entries()) expect(w).toBeCloseTo(i + 1, 4);
    expect(calls.count).toBeLessThan(25);
  });

  it("ends at once where the gradient is 0, changing nothing", () => {
    const params = [parameter(1, 2)];
    const calls = { count: 0 };
    const optimizer = make(params);
    expect(optimizer.step(bowl(params, calls))).toBe(0);
    expect([calls.count, ...values(params)]).toEqual([1, 1, 2]);
    expect(Object.keys(optimizer.stateDict()).every((key) => key.startsWith("groups."))).toBe(true);
  });

  it("leaves frozen parameters alone, whatever their gradients, and finds the lowest point of the others", () => {
    const params = start();
    const optimizer = make(params, { maxIter: 2 });
    optimizer.step(bowl(params));
    const kept = params[1].value.item();
    params[1].trainable = false;
    for (let i = 0; i < 10; i++) optimizer.step(bowl(params));
    expect(params[1].value.item()).toBe(kept);
    for (const [i, w] of values(params).entries()) if (i !== 2) expect(w).toBeCloseTo(i + 1, 4);
    params[1].trainable = true;
    for (let i = 0; i < 10; i++) optimizer.step(bowl(params));
    expect(params[1].value.item()).toBeCloseTo(3, 4);
  });

  it("comes back from where E is no number, and goes on", () => {
    const p = parameter(0.5);
    const optimizer = make([p], { lr: 10 });
    /** w − ln w, whose lowest point is 1; NaN where w < 0. */
    const energy = (): number => {
      const w = p.value.item();
      p.grad.data[0] = 1 - 1 / w;
      return w - Math.log(w);
    };
    for (let i = 0; i < 3; i++) optimizer.step(energy);
    expect(p.value.item()).toBeCloseTo(1, 4);
  });

  it("is where it was before a step in which the closure throws, and starts anew", () => {
    const [params, fresh] = [start(), start()];
    const optimizer = make(params, { maxIter: 3 });
    optimizer.step(bowl(params));
    const before = values(params);
    for (const [i, v] of before.entries()) {
      const p = fresh[[0, 0, 1, 2][i]];
      p.value.data[[0, 1, 0, 0][i]] = v;
    }
    let left = 2;
    const failing = (): number => {
      if (left-- === 0) throw new RangeError("enough");
      return bowl(params)();
    };
    expect(() => optimizer.step(failing)).toThrow(RangeError);
    expect(values(params)).toEqual(before);
    optimizer.step(bowl(params));
    make(fresh, { maxIter: 3 }).step(bowl(fresh));
    expect(values(params)).toEqual(values(fresh));
  });

  it("refuses a step without a closure, a closure that gives no number, and groups", () => {
    const params = start();
    const optimizer = make(params);
    const before = values(params);
    for (const closure of [undefined, 3, null]) {
      const { code, path, what } = refusal(() => optimizer.step(closure as never));
      expect([code, path, what]).toEqual(["ARGUMENT", name, "closure"]);
    }
    expect(refusal(() => optimizer.step(() => Tensor.from(1) as never)).what).toBe("what closure returns");
    expect(values(params)).toEqual(before);
    const groups = [{ params: [params[0]] }, { params: [params[1]] }];
    expect(refusal(() => make(groups as never)).code).toBe("ARGUMENT");
    for (const options of [
      { lr: -1 },
      { maxIter: 0 },
      { maxEval: 1.5 },
      { toleranceGrad: NaN },
      { toleranceChange: -1 },
    ])
      expect(refusal(() => make(params, options)).code).toBe("ARGUMENT");
  });

  it("refuses parameters of two precisions, and a change of it after the first step", () => {
    const params = [parameter(3), parameter(4)];
    params[1].to("float32");
    const optimizer = make(params, { maxIter: 1 });
    expect(refusal(() => optimizer.step(bowl(params))).code).toBe("STATE");
    params[1].to("float64");
    optimizer.step(bowl(params));
    for (const p of params) p.to("float32");
    expect(refusal(() => optimizer.step(bowl(params))).code).toBe("STATE");
  });

  it("has a state with PyTorch's names, and refuses another's", () => {
    const params = start();
    const optimizer = make(params, { maxIter: 2 });
    optimizer.step(bowl(params));
    const state = optimizer.stateDict();
    const names = ["0.n_iter", "0.func_evals", "0.t", "0.d", "0.prev_flat_grad"];
    expect(Object.keys(state)).toEqual(expect.arrayContaining(names));
    expect((state["0.d"] as Tensor).shape).toEqual([4]);
    const before = JSON.stringify(state);
    for (const key of names) {
      const { [key]: _, ...rest } = state;
      expect(refusal(() => optimizer.loadStateDict(rest)).code).toBe("STATE_DICT");
    }
    expect(refusal(() => optimizer.loadStateDict({ ...state, "0.d": Tensor.zeros([3]) })).code).toBe("SHAPE");
    expect(refusal(() => optimizer.loadStateDict({ ...state, "0.old_dirs.7": Tensor.zeros([4]) })).code).toBe(
      "STATE_DICT",
    );
    expect(JSON.stringify(optimizer.stateDict())).toBe(before);
  });
});

describe("LBFGS", () => {
  it("without a search goes lr along each direction, and calls the closure once for each", () => {
    const params = [parameter(3)];
    const calls = { count: 0 };
    const optimizer = new LBFGS(params, { lr: 0.5, maxIter: 3, maxEval: 9 });
    optimizer.step(bowl(params, calls));
    expect(calls.count).toBe(3);
    // First η g / |g| = ½, and then, once the curvature is known, half of the way each time.
    expect(values(params)).toEqual([1 + 1.5 / 4]);
  });

  it("remembers historySize changes", () => {
    const params = start();
    const optimizer = new LBFGS(params, { lr: 0.1, maxIter: 6, historySize: 2, toleranceChange: 0 });
    optimizer.step(bowl(params));
    expect(Object.keys(optimizer.stateDict()).filter((key) => key.startsWith("0.old_"))).toEqual([
      "0.old_dirs.0",
      "0.old_stps.0",
      "0.old_dirs.1",
      "0.old_stps.1",
    ]);
  });

  it("refuses other searches", () => {
    for (const options of [{ lineSearch: "strong_wolfe" }, { historySize: 0 }])
      expect(refusal(() => new LBFGS(start(), options as object)).code).toBe("ARGUMENT");
  });
});

describe("strongWolfe", () => {
  /** Functions of one number, with their derivatives. */
  const functions: readonly [string, (t: number) => readonly [E: number, slope: number]][] = [
    ["a parabola", (t) => [(t - 3) * (t - 3), 2 * (t - 3)]],
    ["a far parabola", (t) => [1e-3 * (t - 800) * (t - 800), 2e-3 * (t - 800)]],
    ["a narrow valley", (t) => [1e4 * (t - 0.01) * (t - 0.01), 2e4 * (t - 0.01)]],
    ["Moré and Thuente's first", (t) => [-t / (t * t + 2), (t * t - 2) / (t * t + 2) ** 2]],
    ["a wave", (t) => [Math.sin(5 * t) - 0.5 * t, 5 * Math.cos(5 * t) - 0.5]],
    ["a wall", (t) => (t < 2 ? [-Math.log(1 + t), -1 / (1 + t)] : [Infinity, NaN])],
  ];

  it.each(functions)("holds on %s, wherever it begins", (name, f) => {
    const at = (t: number): Place => {
      const [E, slope] = f(t);
      return { t, E, slope, g: Tensor.zeros([1]) };
    };
    const origin = at(0);
    const sign = Math.sign(-origin.slope);
    const place0 = { ...origin, slope: -Math.abs(origin.slope) };
    for (const begin of [1e-3, 0.1, 1, 10])
      for (const c2 of [0.1, 0.9]) {
        let most = 0;
        const look = (t: number, held: readonly Place[]): Place => {
          most = Math.max(most, held.length);
          const p = at(sign * t);
          return { ...p, t, slope: sign * p.slope };
        };
        const found = strongWolfe(look, place0, begin, 1, { c2 });
        expect(found.E, `${name} from ${begin}`).toBeLessThanOrEqual(place0.E + 1e-4 * found.t * place0.slope);
        if (name !== "a wall") expect(Math.abs(found.slope)).toBeLessThanOrEqual(c2 * Math.abs(place0.slope));
        expect(most).toBeLessThanOrEqual(2);
      }
  });
});
