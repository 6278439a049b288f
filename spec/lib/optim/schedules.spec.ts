import { describe, expect, it } from "vitest";
import {
  Adam,
  ChainedScheduler,
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  LRScheduler,
  MultiStepLR,
  OneCycleLR,
  Parameter,
  PolynomialLR,
  ReduceLROnPlateau,
  RMSprop,
  Rprop,
  SequentialLR,
  SGD,
  StepLR,
  Tensor,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const optimizer = (lr = 1, momentum = 0): SGD => new SGD([new Parameter(Tensor.from([0]))], { lr, momentum });
/** The first rates of a schedule of an optimizer with rate 1. */
const rates = (make: (o: SGD) => LRScheduler, epochs: number): number[] => {
  const o = optimizer();
  const schedule = make(o);
  return Array.from({ length: epochs }, () => {
    const { lr } = o.groups[0];
    schedule.step();
    return Number(lr.toFixed(12));
  });
};

describe("rates known by hand", () => {
  it.each<[string, (o: SGD) => LRScheduler, number[]]>([
    ["StepLR", (o) => new StepLR(o, 2, { gamma: 0.5 }), [1, 1, 0.5, 0.5, 0.25]],
    ["MultiStepLR", (o) => new MultiStepLR(o, [1, 3, 3]), [1, 0.1, 0.1, 0.001]],
    ["ExponentialLR", (o) => new ExponentialLR(o, 0.5), [1, 0.5, 0.25, 0.125]],
    ["CosineAnnealingLR", (o) => new CosineAnnealingLR(o, 2), [1, 0.5, 0, 0.5, 1]],
    ["CosineAnnealingLR to ½", (o) => new CosineAnnealingLR(o, 2, { etaMin: 0.5 }), [1, 0.75, 0.5]],
    ["warm restarts", (o) => new CosineAnnealingWarmRestarts(o, 2), [1, 0.5, 1, 0.5]],
    ["longer ones", (o) => new CosineAnnealingWarmRestarts(o, 1, { TMult: 2 }), [1, 1, 0.5, 1, 0.853553390593, 0.5]],
    ["PolynomialLR", (o) => new PolynomialLR(o, { totalIters: 2, power: 2 }), [1, 0.25, 0, 0]],
    ["LinearLR", (o) => new LinearLR(o, { startFactor: 0.5, totalIters: 2 }), [0.5, 0.75, 1, 1]],
    ["ConstantLR", (o) => new ConstantLR(o, { factor: 0.5, totalIters: 2 }), [0.5, 0.5, 1, 1]],
    ["LambdaLR", (o) => new LambdaLR(o, (t) => t), [0, 1, 2]],
    ["SequentialLR", (o) => new SequentialLR(o, [new ConstantLR(o), new StepLR(o, 1)], [1]), [0.333333333333, 1, 0.1]],
    [
      "ChainedScheduler",
      (o) => new ChainedScheduler([new StepLR(o, 1), new LinearLR(o)]),
      [0.333333333333, 0.046666666667],
    ],
  ])("%s", (_, make, wanted) => {
    expect(rates(make, wanted.length)).toEqual(wanted);
  });

  it("OneCycleLR", () => {
    const o = optimizer(9, 0.5);
    const schedule = new OneCycleLR(o, 1, { totalSteps: 5, pctStart: 0.6, annealStrategy: "linear", divFactor: 5 });
    const seen = Array.from({ length: 7 }, () => {
      const { lr, momentum } = o.groups[0];
      schedule.step();
      return [lr, momentum].map((v) => Number(v.toFixed(9)));
    });
    const wanted = [
      [0.2, 0.95],
      [0.6, 0.9],
      [1, 0.85],
      [0.50001, 0.9],
      [0.00002, 0.95],
      [0.00002, 0.95],
      [0.00002, 0.95],
    ];
    expect(seen).toEqual(wanted);
    expect(o.groups[0].initialLr).toBe(0.2);
  });

  it("OneCycleLR in a sequence cycles the momentum there, too", () => {
    const o = new Adam([new Parameter(Tensor.from([0]))]);
    const cycle = new OneCycleLR(o, 1, { epochs: 2, stepsPerEpoch: 4 });
    const schedule = new SequentialLR(o, [new ConstantLR(o), cycle], [3]);
    expect(o.groups[0].betas).toEqual([0.95, 0.999]);
    for (let i = 0; i < 5; i++) schedule.step();
    expect(o.groups[0].betas[0]).toBe(cycle.momentum(2, 0));
    expect(new ChainedScheduler([cycle, new ConstantLR(o)]).momentum(2, 0)).toBe(cycle.momentum(2, 0));
  });
});

describe("a schedule", () => {
  it("made anew on the same optimizer starts from the rate it had at first", () => {
    const o = optimizer(0.5);
    const first = new ExponentialLR(o, 0.5);
    first.step();
    new ConstantLR(o, { factor: 1 });
    expect(o.groups[0].lr).toBe(0.5);
  });

  it("keeps its place where the optimizer is loaded into another with another rate", () => {
    const [a, b] = [optimizer(0.5), optimizer(0.1)];
    const schedule = new StepLR(a, 1);
    schedule.step();
    const resumed = new StepLR(b, 1);
    b.loadStateDict(a.stateDict());
    resumed.loadStateDict(schedule.stateDict());
    resumed.step();
    schedule.step();
    expect(b.groups[0].lr).toBe(a.groups[0].lr);
    expect(String(schedule)).toBe("StepLR");
  });

  it("that is refused has changed nothing", () => {
    const o = optimizer(0.5);
    const p = new Parameter(Tensor.from([1]));
    const bad: (() => unknown)[] = [
      () => new StepLR({} as never, 1),
      () => new StepLR(o, 0),
      () => new StepLR(o, 3, { gamma: -1 }),
      () => new MultiStepLR(o, [3, 2]),
      () => new CosineAnnealingLR(o, 1.5),
      () => new CosineAnnealingWarmRestarts(o, 2, { TMult: 0.5 }),
      () => new PolynomialLR(o, { power: NaN }),
      () => new LinearLR(o, { startFactor: 2 }),
      () => new ConstantLR(o, { factor: -1 }),
      () => new LambdaLR(o, [() => 1, () => 1]),
      () => new LambdaLR(o, () => NaN),
      () => new OneCycleLR(o, 1, {}),
      () => new OneCycleLR(o, [1, 1], { totalSteps: 3 }),
      () => new OneCycleLR(o, 1, { totalSteps: 3, annealStrategy: "cosine" as never }),
      () => new OneCycleLR(new Rprop([p]), 1, { totalSteps: 3 }),
      () => new SequentialLR(o, [new StepLR(optimizer(), 1)], []),
      () => new ChainedScheduler([]),
      () => new ReduceLROnPlateau(o, { factor: 1 }),
      () => new ReduceLROnPlateau(o, { mode: "less" as never }),
      () => new ReduceLROnPlateau(o, { minLr: [1, 2] }),
    ];
    for (const call of bad) expect(refusal(call).code, String(call)).toBe("ARGUMENT");
    expect([o.groups[0].lr, o.groups[0].initialLr]).toEqual([0.5, undefined]);
    new OneCycleLR(new RMSprop([p]), 1, { totalSteps: 3 });
    new OneCycleLR(new Rprop([p]), 1, { totalSteps: 3, cycleMomentum: false });
  });
});

describe("ReduceLROnPlateau", () => {
  it("reduces after more than `patience` epochs without improvement, then waits for `cooldown`", () => {
    const o = optimizer();
    const schedule = new ReduceLROnPlateau(o, { factor: 0.5, patience: 1, cooldown: 2 });
    const seen = [3, 3, 3, 3, 3, 3, NaN, 2, 2].map((E) => {
      schedule.step(E);
      return o.groups[0].lr;
    });
    expect(seen).toEqual([1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]);
    expect([schedule.best, schedule.lastEpoch]).toEqual([2, 9]);
  });

  it("goes on from its state, at any epoch", () => {
    const metric = (t: number): number => 1 / (1 + Math.floor(t / 4));
    for (let before = 0; before < 12; before++) {
      const make = (o: SGD): ReduceLROnPlateau => new ReduceLROnPlateau(o, { factor: 0.5, patience: 1, cooldown: 1 });
      const [a, b] = [optimizer(), optimizer()];
      const [schedule, resumed] = [make(a), make(b)];
      for (let t = 0; t < before; t++) schedule.step(metric(t));
      b.loadStateDict(a.stateDict());
      resumed.loadStateDict(JSON.parse(JSON.stringify(schedule.stateDict())) as never);
      for (let t = before; t < 20; t++) {
        schedule.step(metric(t));
        resumed.step(metric(t));
        expect([b.groups[0].lr, resumed.stateDict()]).toEqual([a.groups[0].lr, schedule.stateDict()]);
      }
    }
  });

  it("refuses another's state, changing nothing", () => {
    const schedule = new ReduceLROnPlateau(optimizer());
    schedule.step(1);
    const state = schedule.stateDict();
    for (const bad of [null, {}, { ...state, best: "1" }, { ...state, more: 1 }, { ...state, numBadEpochs: -1 }])
      expect(refusal(() => schedule.loadStateDict(bad as never)).code).toMatch(/^(STATE_DICT|ARGUMENT)$/);
    expect(schedule.stateDict()).toEqual(state);
  });
});
