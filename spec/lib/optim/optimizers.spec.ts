import { describe, expect, it } from "vitest";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  Linear,
  Lion,
  NAdam,
  Parameter,
  RAdam,
  RMSprop,
  Rng,
  Rprop,
  SGD,
  Tensor,
  type Scheduled,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const rng = new Rng(1);
const parameter = (...values: number[]): Parameter => new Parameter(Tensor.from(values, undefined, "float64"));
const gradient = (p: Parameter, ...values: number[]): void => p.grad.data.set(values);

type Make = (params: Iterable<Parameter>, options?: object) => Scheduled;
const kinds: readonly [string, Make][] = [
  ["SGD", (params, options) => new SGD(params, { lr: 0.1, momentum: 0.9, ...options })],
  ["Adam", (params, options) => new Adam(params, { lr: 0.1, ...options })],
  ["AdamW", (params, options) => new AdamW(params, { lr: 0.1, ...options })],
  ["RMSprop", (params, options) => new RMSprop(params, { lr: 0.1, momentum: 0.5, centered: true, ...options })],
  ["Adagrad", (params, options) => new Adagrad(params, { lr: 0.1, ...options })],
  ["Adadelta", (params, options) => new Adadelta(params, { lr: 0.1, ...options })],
  ["Adamax", (params, options) => new Adamax(params, { lr: 0.1, ...options })],
  ["NAdam", (params, options) => new NAdam(params, { lr: 0.1, ...options })],
  ["RAdam", (params, options) => new RAdam(params, { lr: 0.1, ...options })],
  ["Lion", (params, options) => new Lion(params, { lr: 0.1, betas: [0.9, 0.5], weightDecay: 0.3, ...options })],
];

/** The path of one number under gradients that change from step to step. */
function path(make: Make, change?: (step: number, optimizer: Scheduled, p: Parameter) => Scheduled): number[] {
  const p = parameter(1);
  let optimizer = make([p]);
  return Array.from({ length: 8 }, (_, i) => {
    gradient(p, [0.5, -1, 2, 0.25][i % 4]);
    optimizer = change?.(i, optimizer, p) ?? optimizer;
    optimizer.step();
    return p.value.item();
  });
}

describe.each(kinds)("%s", (name, make) => {
  it("changes values against their gradients, and leaves the gradients as they are", () => {
    const p = parameter(1, 1, 1);
    gradient(p, 2, -2, 0);
    const optimizer = make([p], { weightDecay: 0 });
    optimizer.step();
    expect(p.value.data[0]).toBeLessThan(1);
    expect(p.value.data[1]).toBeGreaterThan(1);
    expect(p.value.data[2]).toBe(1);
    expect(p.grad.toArray()).toEqual([2, -2, 0]);
    optimizer.zeroGrad();
    expect(p.grad.toArray()).toEqual([0, 0, 0]);
    expect(String(optimizer)).toBe(name);
  });

  it("takes generators, and a parameter that comes twice once", () => {
    const [p, q] = [parameter(1), parameter(1)];
    const once = make([q]);
    const twice = make([p, p].values());
    gradient(p, 1);
    gradient(q, 1);
    for (const o of [once, twice]) o.step();
    expect(p.value.item()).toBe(q.value.item());
    expect(twice.groups.map((g) => g.params.length)).toEqual([1]);
  });

  it("leaves frozen parameters alone, values and memory", () => {
    const p = parameter(1);
    const optimizer = make([p]);
    gradient(p, 1);
    p.trainable = false;
    optimizer.step();
    expect(p.value.item()).toBe(1);
    p.trainable = true;
    optimizer.step();
    const fresh = parameter(1);
    gradient(fresh, 1);
    make([fresh]).step();
    expect(p.value.item()).toBe(fresh.value.item());
  });

  it("remembers from step to step", () => {
    const kept = path(make);
    const forgetful = path(make, (_i, _o, p) => make([p]));
    expect(kept[0]).toBe(forgetful[0]);
    expect(kept.at(-1)).not.toBe(forgetful.at(-1));
  });

  it("obeys options that are changed between steps", () => {
    const constant = path(make);
    const changed = path(make, (i, o) => {
      if (i === 4) o.groups[0].lr = 0.01;
      return o;
    });
    expect(changed.slice(0, 4)).toEqual(constant.slice(0, 4));
    for (let i = 4; i < 8; i++) expect(changed[i]).not.toBe(constant[i]);
    const still = path(make, (i, o) => {
      if (i === 4) o.groups[0].lr = 0;
      return o;
    });
    expect(new Set(still.slice(3)).size).toBe(1);
  });

  it("refuses an option that makes no sense, at the start and at a step, nothing being changed", () => {
    const p = parameter(1);
    gradient(p, 1);
    for (const options of [{ lr: -1 }, { lr: NaN }, { weightDecay: -0.1 }, { lr: "0.1" }])
      expect(() => make([p], options)).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
    const q = parameter(2);
    gradient(q, 1);
    const optimizer = make([{ params: [q] }, { params: [p] }] as unknown as Parameter[]);
    optimizer.groups[1].lr = Infinity;
    expect(() => optimizer.step()).toThrow(expect.objectContaining({ code: "ARGUMENT", what: "lr" }));
    expect([p.value.item(), q.value.item()]).toEqual([1, 2]);
  });

  it("refuses to go on after a change of precision, nothing being changed", () => {
    const [p, q] = [parameter(1), parameter(1)];
    const optimizer = make([p, q]);
    for (const t of [p, q]) gradient(t, 1);
    optimizer.step();
    const before = p.value.item();
    q.to("float32");
    expect(() => optimizer.step()).toThrow(
      expect.objectContaining({
        code: "STATE",
        message: `${name}: the parameters should be float64 as at the first step (make the optimizer after net.to(…)), got float32`,
      }),
    );
    expect(p.value.item()).toBe(before);
    q.to("float64");
    optimizer.step();
    expect(p.value.item()).not.toBe(before);
  });

  it("may be made before a change of precision, as long as it has not stepped", () => {
    const p = parameter(1);
    const optimizer = make([p]);
    p.to("float32");
    gradient(p, 1);
    optimizer.step();
    expect(p.value.item()).toBeLessThan(1);
  });

  it("calls a closure before its step, and returns its E", () => {
    const [p, q] = [parameter(1), parameter(1)];
    gradient(q, 3);
    make([q]).step();
    const E = make([p]).step(() => {
      gradient(p, 3);
      return 7;
    });
    expect([E, p.value.item()]).toEqual([7, q.value.item()]);
    const { code, what } = refusal(() => make([p]).step(3 as never));
    expect([code, what]).toEqual(["ARGUMENT", "closure"]);
  });

  it("takes groups, whose options stand before its own", () => {
    const [p, q] = [parameter(1), parameter(1)];
    const optimizer = make([{ params: [p] }, { params: [q], lr: 0 }] as unknown as Parameter[]);
    for (const t of [p, q]) gradient(t, 1);
    optimizer.step();
    expect(optimizer.groups.map((g) => g.lr)).toEqual([0.1, 0]);
    expect(p.value.item()).toBeLessThan(1);
    expect(q.value.item()).toBe(1);
    optimizer.zeroGrad();
    expect([p.grad.item(), q.grad.item()]).toEqual([0, 0]);
  });

  it.each([
    ["nothing", []],
    ["an empty group", [{ params: [] }]],
    ["numbers", [1, 2]],
    ["groups without parameters", [{ lr: 1 }]],
    ["groups of numbers", [{ params: [3] }]],
    ["parameters and groups at once", [parameter(1), { params: [parameter(2)] }]],
    ["null", [null]],
  ])("refuses %s for parameters", (_, params) => {
    expect(() => make(params as Parameter[])).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
  });

  it("refuses a parameter in two groups", () => {
    const p = parameter(1);
    const groups = [{ params: [p] }, { params: [parameter(2), p] }];
    expect(() => make(groups as unknown as Parameter[])).toThrow(
      expect.objectContaining({ code: "DUPLICATE", path: name }),
    );
  });
});

describe("SGD", () => {
  it("without momentum goes lr times the gradient, with decay the value's share more", () => {
    const p = parameter(2, -3);
    gradient(p, 0.5, 1);
    new SGD([p], { lr: 0.5 }).step();
    expect(p.value.toArray()).toEqual([1.75, -3.5]);
    new SGD([p], { lr: 0.5, weightDecay: 0.25 }).step();
    expect(p.value.toArray()).toEqual([1.75 - 0.5 * (0.5 + 0.4375), -3.5 - 0.5 * (1 - 0.875)]);
  });

  it("starts its velocity with the first gradient that it moves by", () => {
    const p = parameter(0);
    const optimizer = new SGD([p], { lr: 1, dampening: 0.5 });
    gradient(p, 1);
    optimizer.step();
    expect(p.value.item()).toBe(-1);
    optimizer.groups[0].momentum = 0.5;
    optimizer.step();
    expect(p.value.item()).toBe(-2);
    optimizer.step();
    expect(p.value.item()).toBe(-3);
    gradient(p, 0);
    optimizer.step();
    expect(p.value.item()).toBe(-3.5);
  });

  it.each([{ momentum: -1 }, { dampening: 2 }, { nesterov: true }, { nesterov: true, momentum: 0.9, dampening: 0.1 }])(
    "refuses %j",
    (options) => {
      expect(() => new SGD([parameter(1)], { lr: 0.1, ...options })).toThrow(
        expect.objectContaining({ code: "ARGUMENT" }),
      );
    },
  );
});

describe.each([
  ["Adam", Adam],
  ["AdamW", AdamW],
] as const)("%s", (_, Kind) => {
  it("goes lr at its first step, whatever the size of the gradient", () => {
    const p = parameter(1, 1, 1);
    gradient(p, 1e-3, -5, 1e6);
    new Kind([p], { lr: 0.25, weightDecay: 0 }).step();
    for (const [i, wanted] of [0.75, 1.25, 0.75].entries()) expect(p.value.data[i]).toBeCloseTo(wanted, 5);
  });

  it.each([{ betas: [0.9] }, { betas: [1, 0.9] }, { betas: [0.9, -0.1] }, { betas: 0.9 }, { eps: -1 }, { eps: NaN }])(
    "refuses %j",
    (options) => {
      expect(() => new Kind([parameter(1)], options as object)).toThrow(expect.objectContaining({ code: "ARGUMENT" }));
    },
  );
});

/** Where 1 goes in steps with these gradients. */
function steps(make: (params: Parameter[]) => Scheduled, ...gradients: number[]): number[] {
  const p = parameter(1);
  const optimizer = make([p]);
  return gradients.map((g) => {
    gradient(p, g);
    optimizer.step();
    return p.value.item();
  });
}

const close = (got: readonly number[], ...wanted: number[]): void => {
  for (const [i, w] of wanted.entries()) expect(got[i]).toBeCloseTo(w, 12);
};

describe("steps known by hand", () => {
  it("RMSprop divides by the root of the mean square, centered by the deviation", () => {
    close(
      steps((p) => new RMSprop(p, { lr: 0.1, alpha: 0.75, eps: 0 }), 4, -4),
      0.8,
      0.8 + 0.1 / Math.sqrt(0.4375),
    );
    close(
      steps((p) => new RMSprop(p, { lr: 0.1, alpha: 0.5, eps: 1, centered: true }), 2),
      1 - 0.1,
    );
    close(
      steps((p) => new RMSprop(p, { lr: 0.1, alpha: 0, eps: 0, momentum: 0.5 }), 3, 3),
      0.9,
      0.9 - 0.15,
    );
  });

  it("RMSprop's deviation is never less than 0, whatever rounding makes of it", () => {
    const p = new Parameter(Tensor.from([1]));
    const optimizer = new RMSprop([p], { lr: 1e-6, alpha: 0.9, centered: true });
    for (let i = 0; i < 500; i++) {
      gradient(p, 0.1);
      optimizer.step();
    }
    expect(p.value.item()).toBeLessThan(1);
  });

  it("Adagrad adds up squares", () => {
    close(
      steps((p) => new Adagrad(p, { lr: 0.1, eps: 0 }), 3, 4),
      0.9,
      0.9 - 0.1 * (4 / 5),
    );
    close(
      steps((p) => new Adagrad(p, { lr: 0.1, eps: 0, initialAccumulatorValue: 16 }), 3),
      1 - 0.1 * (3 / 5),
    );
    close(
      steps((p) => new Adagrad(p, { lr: 0.1, eps: 0, lrDecay: 1 }), 3, 4),
      0.9,
      0.9 - 0.05 * (4 / 5),
    );
  });

  it("Adadelta has its own units", () => {
    close(
      steps((p) => new Adadelta(p, { rho: 0.5, eps: 2 }), 2),
      1 - (Math.sqrt(2) / 2) * 2,
    );
  });

  it("Adamax goes lr at its first step, and less while it remembers a larger gradient", () => {
    close(
      steps((p) => new Adamax(p, { lr: 0.1, betas: [0, 0.5], eps: 0 }), 8, 1),
      0.9,
      0.9 - 0.1 / 4,
    );
  });

  it("NAdam looks ahead", () => {
    const [now, next] = [1, 2].map((t) => 0.9 * (1 - 0.5 * 0.96 ** (t * 0.004)));
    const wanted = 1 - 0.1 * (1 + (next / (1 - now * next)) * 0.1);
    close(
      steps((p) => new NAdam(p, { lr: 0.1, eps: 0 }), 5),
      wanted,
    );
  });

  it("RAdam begins as momentum does, undivided, and divides from the sixth step on", () => {
    const path = steps((p) => new RAdam(p, { lr: 0.1 }), 5, 5, 5, 5, 5, 5);
    close(path, 0.5, 0, -0.5, -1, -1.5);
    expect(path[5]).toBeGreaterThan(-1.6);
  });

  it("Lion goes lr by the sign, and decays beside it", () => {
    close(
      steps((p) => new Lion(p, { lr: 0.1, weightDecay: 1 }), 100, 1, -9999, 0),
      0.8,
      0.62,
      0.658,
      0.6922,
    );
    close(
      steps((p) => new Lion(p, { lr: 0.1 }), 0),
      1,
    );
  });

  it("Rprop's steps grow while the sign stays, shrink where it changes, and wait there once", () => {
    const make = (p: Parameter[]): Scheduled => new Rprop(p, { lr: 0.1 });
    close(steps(make, 9, 0.1, -5, -5, -5), 0.9, 0.78, 0.78, 0.84, 0.912);
    close(
      steps((p) => new Rprop(p, { lr: 0.1, stepSizes: [0.09, 0.11] }), 1, 1, -1, -1),
      0.9,
      0.79,
      0.79,
      0.88,
    );
  });

  it("ASGD takes the mean from t0 on", () => {
    const p = parameter(1);
    const optimizer = new ASGD([p], { lr: 0.5, lambd: 0, t0: 1 });
    const seen = [1, 1, -3, 2].map((g) => {
      gradient(p, g);
      optimizer.step();
      return [p.value.item(), (optimizer.stateDict()["0.ax"] as Tensor).item()];
    });
    expect(seen).toEqual([
      [0.5, 0.5],
      [0, 0],
      [1.5, 1.5],
      [0.5, 1],
    ]);
  });

  it("ASGD's rate falls, and the parameter with it", () => {
    close(
      steps((p) => new ASGD(p, { lr: 0.5, lambd: 0.5, alpha: 1 }), 0, 0),
      0.75,
      0.75 * (1 - 0.5 * (0.5 / 1.25)),
    );
  });

  it.each<[string, () => unknown]>([
    ["Rprop", () => new Rprop([parameter(1)], { etas: [1, 1.2] })],
    ["Rprop", () => new Rprop([parameter(1)], { etas: [0.5, 0.9] })],
    ["Rprop", () => new Rprop([parameter(1)], { stepSizes: [1, 0.5] })],
    ["RMSprop", () => new RMSprop([parameter(1)], { alpha: -1 })],
    ["Adagrad", () => new Adagrad([parameter(1)], { initialAccumulatorValue: -1 })],
    ["Adadelta", () => new Adadelta([parameter(1)], { rho: 1.5 })],
    ["NAdam", () => new NAdam([parameter(1)], { momentumDecay: -1 })],
    ["Lion", () => new Lion([parameter(1)], { betas: [1, 0.9] })],
    ["ASGD", () => new ASGD([parameter(1)], { t0: -1 })],
  ])("%s refuses options that make no sense", (name, call) => {
    const { code, path } = refusal(call);
    expect([code, path]).toEqual(["ARGUMENT", name]);
  });
});

describe("the state of an optimizer", () => {
  const optimizer = (...options: object[]): Adam => {
    const made = new Adam(
      [{ params: [parameter(1, 2)] }, { params: [parameter(3)], lr: 0.1, amsgrad: true }],
      ...options,
    );
    made.groups[1].params[0].trainable = false;
    made.step();
    made.groups[1].params[0].trainable = true;
    made.step();
    return made;
  };

  it("has PyTorch's names, by the number of the parameter, and the options that are numbers", () => {
    const state = optimizer().stateDict();
    expect(Object.keys(state)).toEqual([
      "0.step",
      "0.exp_avg",
      "0.exp_avg_sq",
      "1.step",
      "1.exp_avg",
      "1.exp_avg_sq",
      "1.max_exp_avg_sq",
      ...["lr", "betas.0", "betas.1", "eps", "weightDecay"].map((name) => `groups.0.${name}`),
      ...["lr", "betas.0", "betas.1", "eps", "weightDecay"].map((name) => `groups.1.${name}`),
    ]);
    expect([state["0.step"], state["1.step"], state["groups.1.lr"]]).toEqual([2, 1, 0.1]);
  });

  it("is rounded to the precision of the parameters", () => {
    const narrow = new Adam([new Parameter(Tensor.from([1, 2]))], { lr: 0.1 });
    const wide = new Adam([parameter(1, 2)]);
    gradient(wide.groups[0].params[0], 0.1, 0.2);
    wide.step();
    narrow.loadStateDict(wide.stateDict());
    const [got, wanted] = [narrow, wide].map((o) => o.stateDict()["0.exp_avg"] as Tensor);
    expect(got.dtype).toBe("float32");
    expect(got.toArray()).toEqual(Array.from(wanted.data, Math.fround));
    expect(narrow.groups[0].lr).toBe(1e-3);
  });

  const good = optimizer().stateDict();
  const { "0.exp_avg": _m, ...noMoment } = good;
  const { "0.step": _s, ...noStep } = good;
  const { "groups.1.lr": _lr, ...noRate } = good;
  it.each<[string, unknown, string]>([
    ["nothing", null, "STATE_DICT"],
    ["a name too many", { ...good, "0.exp": Tensor.zeros([2]) }, "STATE_DICT"],
    ["a parameter too many", { ...good, "2.step": 1 }, "STATE_DICT"],
    ["a group too many", { ...good, "groups.2.lr": 1 }, "STATE_DICT"],
    ["a tensor too few", noMoment, "STATE_DICT"],
    ["no step", noStep, "STATE_DICT"],
    ["a rate too few", noRate, "STATE_DICT"],
    ["a tensor of another shape", { ...good, "0.exp_avg": Tensor.zeros([3]) }, "SHAPE"],
    ["a tensor of integers", { ...good, "0.exp_avg": Tensor.zeros([2], "int32") }, "DTYPE"],
    ["a number for a tensor", { ...good, "1.exp_avg": 3 }, "SHAPE"],
    ["a tensor for a number", { ...good, "1.step": Tensor.from([3]) }, "STATE_DICT"],
    ["half a step", { ...good, "1.step": 1.5 }, "ARGUMENT"],
    ["an option that makes no sense", { ...good, "groups.1.betas.0": 2 }, "ARGUMENT"],
  ])("with %s is refused, and nothing is changed", (_, state, code) => {
    const made = optimizer();
    const before = JSON.stringify(made.stateDict());
    expect(refusal(() => made.loadStateDict(state as never)).code).toBe(code);
    expect(JSON.stringify(made.stateDict())).toBe(before);
  });

  it("forgets, if that is what it says", () => {
    const made = optimizer();
    made.loadStateDict(new Adam(made.groups.map(({ params }) => ({ params }))).stateDict());
    expect(Object.keys(made.stateDict()).filter((name) => !name.startsWith("groups"))).toEqual([]);
    expect(made.groups[1].lr).toBe(1e-3);
  });

  it("Adam's corrections go by the betas of the step, however they were before", () => {
    const [p, q] = [parameter(1), parameter(1)];
    const [changed, constant] = [
      new Adam([p], { lr: 0.1, eps: 0, betas: [0.5, 0.999] }),
      new Adam([q], { lr: 0.1, eps: 0 }),
    ];
    for (const o of [changed, constant]) {
      gradient(o.groups[0].params[0], 1);
      o.step();
      o.groups[0].betas = [0.9, 0.999];
    }
    // m̂ of a constant gradient is (m β₁ + (1 − β₁) g) / (1 − β₁²): PyTorch's, whatever made m.
    changed.step();
    constant.step();
    close([p.value.item() - q.value.item()], -0.1 * ((0.5 * 0.9 + 0.1) / 0.19 - 1));
  });
});

it("an optimizer sees no more than its parameters", () => {
  const [a, b] = [new Linear(2, 2, { rng }), new Linear(2, 2, { rng })];
  const before = b.stateDict();
  for (const p of [...a.parameters(), ...b.parameters()]) p.grad.data.fill(1);
  new SGD(a.parameters(), { lr: 1 }).step();
  expect(b.stateDict()).toEqual(before);
});
