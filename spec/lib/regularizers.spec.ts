import { describe, expect, it } from "vitest";
import {
  BCELoss,
  CrossEntropyLoss,
  ElasticNet,
  L1,
  L2,
  Linear,
  MSELoss,
  Objective,
  Parameter,
  Regularizer,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  type Loss,
} from "../../index.ts";

const parameter = (values: number[]): Parameter => new Parameter(Tensor.from(values, undefined, "float64"));

/** Two parameters with Σ |w| = 6.5 and Σ w² = 14.25, one entry being 0. */
const two = (): [Parameter, Parameter] => [parameter([1, -2, 0]), parameter([3, -0.5])];

const kinds: readonly [string, (ps: Iterable<Parameter>) => Regularizer, number, number[], number[]][] = [
  ["L1", (ps) => new L1(ps, 0.5), 3.25, [0.5, -0.5, 0], [0.5, -0.5]],
  ["L2", (ps) => new L2(ps, 0.5), 7.125, [1, -2, 0], [3, -0.5]],
  ["ElasticNet", (ps) => new ElasticNet(ps, 0.5, 0.25), 3.25 + 3.5625, [1, -1.5, 0], [2, -0.75]],
];

describe.each(kinds)("%s", (name, make, value, da, db) => {
  it("has the value and the gradient known by hand", () => {
    const [a, b] = two();
    const penalty = make([a, b]);
    expect(penalty.fprop()).toBe(value);
    penalty.bprop();
    expect([a.grad.toArray(), b.grad.toArray()]).toEqual([da, db]);
    expect(String(penalty)).toBe(name);
  });

  it("adds to the gradients, by the factor it is given", () => {
    const [a, b] = two();
    a.grad.data.fill(10);
    make([a, b]).bprop(-2);
    expect(a.grad.toArray()).toEqual(da.map((d) => 10 - 2 * d));
    expect(b.grad.toArray()).toEqual(db.map((d) => 0 - 2 * d));
  });

  it("counts a parameter once, and a frozen one in the value alone", () => {
    const [a, b] = two();
    b.trainable = false;
    const penalty = make([a, b, a].values());
    expect(penalty.fprop()).toBe(value);
    penalty.bprop();
    expect([a.grad.toArray(), b.grad.toArray()]).toEqual([da, [0, 0]]);
  });

  it("follows its parameters into another precision", () => {
    const [a, b] = two();
    const penalty = make([a, b]);
    a.to("float32");
    expect(penalty.fprop()).toBe(value);
    penalty.bprop();
    expect([a.grad.dtype, a.grad.toArray()]).toEqual(["float32", da]);
  });

  it("refuses parameters that are none", () => {
    expect(() => make([])).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
    expect(() => make([3 as unknown as Parameter])).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
    expect(() => make(two()).bprop(NaN)).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
  });
});

it.each([-1, NaN, Infinity, "1"])("a λ of %s is refused", (lambda) => {
  const l = lambda as number;
  const refusal = expect.objectContaining({ code: "ARGUMENT" }) as unknown;
  expect(() => new L1(two(), l)).toThrow(refusal);
  expect(() => new L2(two(), l)).toThrow(refusal);
  expect(() => new ElasticNet(two(), l, 0)).toThrow(refusal);
  expect(() => new ElasticNet(two(), 0, l)).toThrow(refusal);
});

describe("Objective", () => {
  const rng = new Rng(1);
  const make = () => new Sequential(new Linear(3, 4, { rng }), new Tanh(), new Linear(4, 2, { rng })).to("float64");
  const x = Tensor.from(
    Array.from({ length: 15 }, () => rng.normal()),
    [5, 3],
    "float64",
  );
  const t = Tensor.from([0, 1, 1, 0, 1], [5], "int32");

  it("is the loss and its penalties, which it reports apart", () => {
    const net = make();
    const [l1, l2] = [new L1(net.parameters(), 0.01), new L2(net.layers[0].parameters(), 0.1)];
    const objective = new Objective(new CrossEntropyLoss(), [l1, l2]);
    const E = objective.fprop(net.fprop(x), t);
    expect(objective.data).toBe(new CrossEntropyLoss().fprop(net.fprop(x), t));
    expect(objective.penalty).toBe(l1.fprop() + l2.fprop());
    expect(E).toBe(objective.data + objective.penalty);
    expect(objective.penalty).toBeGreaterThan(0);
    expect(new Objective(new MSELoss(), []).fprop(x, x)).toBe(0);
  });

  it("adds the derivatives of its penalties to those of the loss, and gives dy of the loss alone", () => {
    const [net, plain] = [make(), make()];
    plain.loadStateDict(net.stateDict());
    const objective = new Objective(new CrossEntropyLoss(), [new L2(net.parameters(), 0.25)]);
    const loss = new CrossEntropyLoss();
    objective.fprop(net.fprop(x), t);
    loss.fprop(plain.fprop(x), t);
    const dy = objective.bprop(3);
    expect(dy.toArray()).toEqual(loss.bprop(3).toArray());
    net.bprop(dy);
    plain.bprop(loss.bprop(3));
    for (const [i, p] of plain.parameters().entries()) {
      const got = net.parameters()[i].grad.data;
      for (const [j, g] of [...p.grad.data].entries()) expect(got[j]).toBeCloseTo(g + 3 * 0.5 * p.value.data[j], 12);
    }
  });

  it("shrinks the weights that it weighs down", () => {
    const sizes = [0, 0.05].map((lambda) => {
      const net = make();
      net.loadStateDict(start);
      const objective = new Objective(new CrossEntropyLoss(), [new L2(net.parameters(), lambda)]);
      const optimizer = new SGD(net.parameters(), { lr: 0.2 });
      for (let i = 0; i < 100; i++) {
        optimizer.zeroGrad();
        objective.fprop(net.fprop(x), t);
        net.bprop(objective.bprop());
        optimizer.step();
      }
      return new L2(net.parameters(), 1).fprop();
    });
    expect(sizes[1]).toBeLessThan(0.5 * sizes[0]);
  });
  const start = make().stateDict();

  it("refuses what is no loss, no penalty, or not reduced to a number", () => {
    const refusal = expect.objectContaining({ code: "ARGUMENT", path: "Objective" }) as unknown;
    expect(() => new Objective({} as Loss, [])).toThrow(refusal);
    expect(() => new Objective(new MSELoss(), [1 as unknown as Regularizer])).toThrow(refusal);
    const unreduced = new BCELoss({ reduction: "none" }) as unknown as Loss;
    const half = Tensor.from([0.5]);
    expect(() => new Objective(unreduced, []).fprop(half, half)).toThrow(refusal);
  });
});
