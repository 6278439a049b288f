import { describe, expect, it } from "vitest";
import { Adam, AdamW, Linear, Parameter, Rng, SGD, Tensor } from "../../index.ts";

const rng = new Rng(1);
const parameter = (...values: number[]): Parameter => new Parameter(Tensor.from(values, undefined, "float64"));
const gradient = (p: Parameter, ...values: number[]): void => p.grad.data.set(values);

type AnyOptimizer = SGD | Adam | AdamW;
type Make = (params: Iterable<Parameter>, options?: object) => AnyOptimizer;
const kinds: readonly [string, Make][] = [
  ["SGD", (params, options) => new SGD(params, { lr: 0.1, momentum: 0.9, ...options })],
  ["Adam", (params, options) => new Adam(params, { lr: 0.1, ...options })],
  ["AdamW", (params, options) => new AdamW(params, { lr: 0.1, ...options })],
];

/** The path of one number under gradients that change from step to step. */
function path(make: Make, change?: (step: number, optimizer: AnyOptimizer, p: Parameter) => AnyOptimizer): number[] {
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

it("an optimizer sees no more than its parameters", () => {
  const [a, b] = [new Linear(2, 2, { rng }), new Linear(2, 2, { rng })];
  const before = b.stateDict();
  for (const p of [...a.parameters(), ...b.parameters()]) p.grad.data.fill(1);
  new SGD(a.parameters(), { lr: 1 }).step();
  expect(b.stateDict()).toEqual(before);
});
