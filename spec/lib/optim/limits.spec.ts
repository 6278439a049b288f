import { describe, expect, it } from "vitest";
import {
  Adam,
  clipGradNorm,
  clipGradValue,
  Dropout,
  findLR,
  LBFGS,
  Linear,
  LSTM,
  MaxNorm,
  MSELoss,
  NonNegative,
  Parameter,
  Rng,
  Select,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  type Scheduled,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const parameter = (values: number[] | number[][], gradient: number[] = []): Parameter => {
  const p = new Parameter(Tensor.from(values, undefined, "float64"));
  p.grad.data.set(gradient);
  return p;
};

describe("clipGradNorm", () => {
  it.each([
    [1, 12, [-1.5, 2, 2.5]],
    [2, Math.sqrt(50), [-3, 4, 5]],
    [3, Math.cbrt(216), [-3, 4, 5]],
    [Infinity, 5, [-3, 4, 5]],
  ])("of order %d", (normType, norm) => {
    const params = [parameter([0, 0], [-3, 4]), parameter([0], [5])];
    expect(clipGradNorm(params, 1e9, { normType })).toBeCloseTo(norm, 12);
    expect(params.map((p) => p.grad.toArray())).toEqual([[-3, 4], [5]]);
    expect(clipGradNorm(params.values(), norm / 2, { normType })).toBeCloseTo(norm, 12);
    const clipped = params.flatMap((p) => [...p.grad.data]);
    for (const [i, g] of [-1.5, 2, 2.5].entries()) expect(clipped[i]).toBeCloseTo(g, 6);
  });

  it("leaves frozen parameters out", () => {
    const params = [parameter([0], [3]), parameter([0], [4])];
    params[1].trainable = false;
    expect(clipGradNorm(params, 1)).toBe(3);
    expect(params[1].grad.item()).toBe(4);
  });

  it("makes all NaN where one is, or refuses, changing nothing", () => {
    const params = [parameter([0], [NaN]), parameter([0], [4])];
    expect(refusal(() => clipGradNorm(params, 1, { errorIfNonfinite: true })).code).toBe("NONFINITE");
    expect(params[1].grad.item()).toBe(4);
    expect(clipGradNorm(params, 1)).toBeNaN();
    expect(params[1].grad.item()).toBeNaN();
  });

  it("refuses bad arguments", () => {
    const p = parameter([0], [1]);
    for (const call of [
      () => clipGradNorm([3 as never], 1),
      () => clipGradNorm([p], -1),
      () => clipGradNorm([p], 1, { normType: 0 }),
      () => clipGradValue([p], NaN),
      () => clipGradValue(p as never, 1),
    ])
      expect(refusal(call).code).toBe("ARGUMENT");
  });
});

it("clipGradValue brings every number within bounds", () => {
  const [p, frozen] = [parameter([0, 0, 0], [-3, 0.5, 2]), parameter([0], [9])];
  frozen.trainable = false;
  clipGradValue([p, frozen], 1);
  expect([p.grad.toArray(), frozen.grad.item()]).toEqual([[-1, 0.5, 1], 9]);
});

describe("constraints", () => {
  it("MaxNorm shortens the rows that are too long, and leaves the others as they are", () => {
    const p = parameter([
      [3, 4],
      [0.3, 0.4],
      [0, 0],
    ]);
    const [vector, frozen] = [parameter([-2, 0.5]), parameter([[9, 9]])];
    frozen.trainable = false;
    const constraint = new MaxNorm([p, vector, frozen], 1);
    constraint.apply();
    expect(p.value.rows(1, 3).toArray()).toEqual([
      [0.3, 0.4],
      [0, 0],
    ]);
    expect(p.value.data[0]).toBeCloseTo(0.6, 6);
    expect(p.value.data[1]).toBeCloseTo(0.8, 6);
    expect(vector.value.data[0]).toBeCloseTo(-1, 6);
    expect(vector.value.data[1]).toBe(0.5);
    expect(frozen.value.toArray()).toEqual([[9, 9]]);
    const after = bits(p.value);
    constraint.apply();
    expect(bits(p.value)).toBe(after);
    expect(String(constraint)).toBe("MaxNorm");
  });

  it("NonNegative makes 0 of what is below", () => {
    const p = parameter([-1, 2, 0, -0.5]);
    new NonNegative([p]).apply();
    expect(p.value.toArray()).toEqual([0, 2, 0, 0]);
  });

  it("refuse bad arguments", () => {
    for (const call of [
      () => new MaxNorm([], 1),
      () => new MaxNorm([parameter([1])], -1),
      () => new NonNegative([1 as never]),
    ])
      expect(refusal(call).code).toBe("ARGUMENT");
  });
});

describe("findLR", () => {
  const rng = new Rng(1);
  const net = new Sequential(
    new LSTM(3, 4, { rng }),
    new Select(1, -1),
    new Dropout(0.2, { rng: new Rng(2) }),
    new Tanh(),
    new Linear(4, 1, { rng }),
  );
  const batches = Array.from({ length: 7 }, (_, i) => {
    const x = drawn([8, 2, 3], () => rng.normal());
    return [
      x,
      Tensor.from(Array.from({ length: 8 }, (_v, k) => [x.data[6 * k] - x.data[6 * k + 1 + (i % 2)]])),
    ] as const;
  });
  const everything = (optimizer: Scheduled): string =>
    JSON.stringify([
      Object.values(net.stateDict()).map(bits),
      net.parameters().map((p) => bits(p.grad)),
      net.namedStreams().map(([, stream]) => stream.state),
      optimizer.stateDict(),
      net.modules().map((m) => m.training),
    ]);

  it.each<[string, (params: Parameter[]) => Scheduled]>([
    ["SGD", (params) => new SGD(params, { lr: 0.1, momentum: 0.5 })],
    ["Adam", (params) => new Adam(params)],
    ["LBFGS", (params) => new LBFGS(params, { maxIter: 1 })],
  ])("with %s shows where E falls, and leaves everything as it was", (_, make) => {
    const optimizer = make(net.parameters());
    const loss = new MSELoss();
    for (const [x, t] of batches.slice(0, 2))
      optimizer.step(() => {
        optimizer.zeroGrad();
        const E = loss.fprop(net.fprop(x), t);
        net.bprop(loss.bprop());
        return E;
      });
    const [x] = batches[2];
    const y = net.fprop(x).clone();
    const before = everything(optimizer);
    const { lrs, losses, smoothed, suggestion } = findLR(net, loss, optimizer, batches, { start: 1e-5, steps: 40 });
    expect(everything(optimizer)).toBe(before);
    expect(() => net.bprop(y)).not.toThrow();
    expect(lrs.length).toBeGreaterThan(10);
    expect([lrs[0], losses.length, smoothed.length]).toEqual([1e-5, lrs.length, lrs.length]);
    if (lrs.length === 40) expect(lrs[39]).toBeCloseTo(10, 10);
    expect(lrs[9] / lrs[8]).toBeCloseTo(lrs[1] / lrs[0], 10);
    expect(suggestion).toBeGreaterThan(1e-5);
    expect(lrs).toContain(suggestion);
    expect(smoothed[0]).toBeCloseTo(losses[0], 12);
  });

  it("stops where E blows up", () => {
    const p = new Linear(1, 1, { rng });
    const data = [[Tensor.from([[1], [3]]), Tensor.from([[1], [-2]])]] as const;
    const { lrs, losses } = findLR(p, new MSELoss(), new SGD(p.parameters(), { lr: 1 }), data, {
      end: 1e9,
      smoothing: 0,
    });
    expect(lrs.length).toBeLessThan(95);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it("leaves everything as it was where something throws", () => {
    const optimizer = new Adam(net.parameters());
    const before = everything(optimizer);
    const bad = [...batches.slice(0, 3), [batches[0][0], Tensor.zeros([1])] as const];
    expect(refusal(() => findLR(net, new MSELoss(), optimizer, bad)).code).toBe("SHAPE");
    expect(everything(optimizer)).toBe(before);
    const once = batches.slice(0, 3).values();
    for (const call of [
      () => findLR(net, new MSELoss(), optimizer, []),
      () => findLR(net, new MSELoss(), optimizer, once),
      () => findLR(net, new MSELoss(), optimizer, 3 as never),
      () => findLR(net, new MSELoss(), {} as never, batches),
      () => findLR(net, new MSELoss(), optimizer, batches, { start: 0 }),
      () => findLR(net, new MSELoss(), optimizer, batches, { end: 1e-9 }),
      () => findLR(net, new MSELoss(), optimizer, batches, { steps: 1 }),
    ])
      expect(refusal(call).code).toBe("ARGUMENT");
    expect(everything(optimizer)).toBe(before);
  });
});
