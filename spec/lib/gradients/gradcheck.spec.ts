import { describe, expect, it } from "vitest";
import {
  Add,
  CrossEntropyLoss,
  kernels,
  L2,
  Linear,
  Loss,
  Module,
  MSELoss,
  Objective,
  ReLU,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type Value,
} from "../../../index.ts";
import { assertGradients, assertLossGradients, gradcheck, gradcheckLoss } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(5);
const x = drawn([4, 3], () => rng.normal());

/** y = 2x, whose bprop may be told to lie about one number of dx, or to return something else. */
class Double extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;
  readonly lie: (dx: Tensor) => unknown;

  constructor(lie: (dx: Tensor) => unknown = (dx) => dx) {
    super();
    this.lie = lie;
  }
  fprop(v: Tensor): Tensor {
    this.y = Tensor.reuseLike(this.y, v);
    kernels.scale(this.y, v, 2);
    return this.y;
  }
  bprop(dy: Tensor): Tensor {
    this.dx = Tensor.reuseLike(this.dx, dy);
    kernels.scale(this.dx, dy, 2);
    return this.lie(this.dx) as Tensor;
  }
}

/** A Linear whose weight gradient is wrong in one place. */
class BadLinear extends Linear {
  override bprop(dy: Tensor): Tensor {
    const dx = super.bprop(dy);
    this.weight.grad.data[4] += 1e-5;
    return dx;
  }
}

describe("gradcheck", () => {
  const net = (): Sequential<Module[]> =>
    new Sequential<Module[]>(new Linear(3, 4, { rng: new Rng(1) }), new Tanh(), new Linear(4, 2, { rng: new Rng(2) }));

  it("agrees with right gradients, number by number, by both stencils", () => {
    const report = gradcheck(net(), x);
    expect(report.ok).toBe(true);
    expect(report.checked).toBe(12 + 12 + 4 + 8 + 2);
    expect(report.worst?.error).toBeLessThan(1e-9);
    expect(String(report)).toMatch(/^Sequential: 38 derivatives agree; the worst is .*bprop gives/);
    const central = gradcheck(net(), x, { order: "central" });
    expect(central.ok, String(central)).toBe(true);
    expect(central.worst!.error).toBeGreaterThan(report.worst!.error);
  });

  it("has the error orders it claims: h² and h⁴", () => {
    const worst = (order: "central" | "five-point", h: number): number =>
      gradcheck(new Tanh(), x, { order, h, atol: 1e9 }).worst!.error;
    expect(worst("central", 0.02) / worst("central", 0.01)).toBeCloseTo(4, 1);
    expect(worst("five-point", 0.04) / worst("five-point", 0.02)).toBeGreaterThan(15);
    expect(worst("five-point", 0.04) / worst("five-point", 0.02)).toBeLessThan(17);
  });

  it("names tensor, index and both values of a wrong input gradient", () => {
    const module = new Double((dx) => {
      dx.data[7] += 1;
      return dx;
    });
    const { ok, failures, worst } = gradcheck(module, x);
    expect(ok).toBe(false);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ tensor: "input 0", index: 7 });
    expect(failures[0].analytic - failures[0].numeric).toBeCloseTo(1, 9);
    expect(worst).toEqual(failures[0]);
    const error = refusal(() => assertGradients(module, x));
    expect(error.code).toBe("GRADIENT");
    expect(error.message).toMatch(
      /^Double: ∂E\/∂\(input 0\)\[7\] should be -?[\d.]+, by differences of E, got -?[\d.]+ from bprop$/,
    );
  });

  it("finds a parameter's gradient that is off by 1e-5, and names it by its path", () => {
    const module = new Sequential<Module[]>(new Tanh(), new BadLinear(3, 2, { rng: new Rng(1) }));
    const report = gradcheck(module, x);
    expect(report.failures.map(({ tensor, index }) => `${tensor}[${index}]`)).toEqual(["1.weight[4]"]);
    expect(String(report)).toMatch(
      /^Sequential: 1 of 20 derivatives differ\n {2}1\.weight\[4\]: bprop gives .* \(error 0\.000010\)$/,
    );
  });

  it("shows ten failures and counts the others", () => {
    const report = gradcheck(
      new Double((dx) => (dx.data.fill(9), dx)),
      drawn([5, 5], () => 1),
    );
    expect(report.failures).toHaveLength(25);
    expect(String(report).split("\n")).toHaveLength(12);
    expect(String(report)).toMatch(/… and 15 more$/);
    expect(refusal(() => assertGradients(new Double((dx) => (dx.data.fill(9), dx)), x)).message).toMatch(
      /; 12 of 12 differ$/,
    );
  });

  it("counts a NaN as a failure", () => {
    const report = gradcheck(new Double((dx) => (dx.data.fill(NaN, 2, 3), dx)), x);
    expect(report.failures.map((f) => f.index)).toEqual([2]);
    expect(report.worst?.index).toBe(2);
  });

  it("checks tuples, and leaves int32 inputs alone", () => {
    const report = gradcheck(new Add(), [x, drawn([4, 3], () => 1)]);
    expect([report.ok, report.checked]).toEqual([true, 24]);

    /** Picks rows of a table that is its first input. */
    class Pick extends Module<readonly [Tensor, Tensor], Tensor> {
      x: readonly [Tensor, Tensor] | undefined;
      fprop(v: readonly [Tensor, Tensor]): Tensor {
        this.x = v;
        const [table, index] = v;
        return Tensor.from(
          [...index.data].map((i) => table.data[i]),
          undefined,
          "float64",
        );
      }
      bprop(dy: Tensor): readonly [Tensor, Tensor] {
        const [table, index] = this.x!;
        const dx = Tensor.zeros(table.shape, "float64");
        dy.data.reduce((_, d, k) => (dx.data[index.data[k]] += d), 0);
        return [dx, index];
      }
    }
    const picked = gradcheck(new Pick(), [Tensor.from([1, 2, 3]), Tensor.from([2, 0, 2], [3], "int32")]);
    expect([picked.ok, picked.checked]).toEqual([true, 3]);
  });

  it("checks along random directions at a cost that does not depend on the size", () => {
    let calls = 0;
    class Counted extends Linear {
      override fprop(v: Tensor): Tensor {
        calls++;
        return super.fprop(v);
      }
    }
    const input = drawn([2, 60], () => rng.normal());
    const report = gradcheck(new Counted(60, 50, { rng: new Rng(1) }), input, { projections: 3 });
    expect([report.ok, report.checked, calls]).toEqual([true, 9, 1 + 9 * 4]);

    const bad = gradcheck(new BadLinear(60, 50, { rng: new Rng(1) }), input, { projections: 3 });
    expect(bad.failures.map((f) => f.tensor)).toEqual(["weight", "weight", "weight"]);
    expect(String(bad)).toContain("weight along direction 0: bprop gives");
    const error = refusal(() => assertGradients(new BadLinear(60, 50, { rng: new Rng(1) }), input, { projections: 1 }));
    expect(error.message).toContain("∂E/∂(weight) along direction 0 should be");
  });

  it("changes neither the module nor x, and gives the same report for the same seed", () => {
    const module = net().freeze();
    module.fprop(x);
    const dy = drawn([4, 2], () => 1);
    const before = bits([...module.parameters().flatMap((p) => [p.value, p.grad]), module.bprop(dy), x]);
    const report = gradcheck(module, x, { seed: 3 });
    expect(report.checked).toBe(38);
    expect(bits([...module.parameters().flatMap((p) => [p.value, p.grad]), module.bprop(dy), x])).toBe(before);
    expect(gradcheck(module, x, { seed: 3 })).toEqual(report);
    expect(gradcheck(module, x, { seed: 4 }).worst).not.toEqual(report.worst);
  });

  it("checks the module in evaluation mode on demand", () => {
    const seen: boolean[] = [];
    class Seen extends Double {
      override fprop(v: Tensor): Tensor {
        seen.push(this.training);
        return super.fprop(v);
      }
    }
    const module = new Seen();
    gradcheck(module, x, { eval: true });
    expect(new Set(seen)).toEqual(new Set([false]));
    seen.length = 0;
    gradcheck(module, x);
    expect(new Set(seen)).toEqual(new Set([true]));
  });

  it("shows what a kink does: the mean of both sides", () => {
    const [failure] = gradcheck(new ReLU(), Tensor.zeros([1])).failures;
    expect(failure.analytic).toBe(0);
    expect(failure.numeric).not.toBe(0);
  });

  it("keeps its tolerance: atol + rtol max(|a|, |n|)", () => {
    const off = new Double((dx) => (kernels.scale(dx, dx, 1 + 1e-4), dx));
    expect(gradcheck(off, x).ok).toBe(false);
    expect(gradcheck(off, x, { rtol: 1.1e-4 }).ok).toBe(true);
    expect(gradcheck(off, x, { rtol: 0.9e-4, atol: 0 }).ok).toBe(false);
    expect(gradcheck(off, x, { atol: 1 }).ok).toBe(true);
  });

  it("refuses what cannot be checked", () => {
    const module = new Double();
    const cases: [() => unknown, string, string][] = [
      [() => gradcheck({} as Module, x), "ARGUMENT", "module"],
      [() => gradcheck(module, [1, 2] as unknown as Tensor), "SHAPE", "x"],
      [() => gradcheck(module, undefined as unknown as Tensor), "SHAPE", "x"],
      [() => gradcheck(module, x, { order: "seven" as "central" }), "ARGUMENT", "order"],
      [() => gradcheck(module, x, { order: "toString" as "central" }), "ARGUMENT", "order"],
      [() => gradcheck(module, x, { h: 0 }), "ARGUMENT", "h"],
      [() => gradcheck(module, x, { atol: -1 }), "ARGUMENT", "atol"],
      [() => gradcheck(module, x, { rtol: NaN }), "ARGUMENT", "rtol"],
      [() => gradcheck(module, x, { projections: 1.5 }), "ARGUMENT", "projections"],
      [() => gradcheck(module, x, { seed: -1 }), "ARGUMENT", "seed"],
      [() => gradcheck(module, x, null as unknown as object), "ARGUMENT", "options"],
      [() => gradcheck(new Double(() => undefined), x), "SHAPE", "dx"],
      [() => gradcheck(new Double(() => [x, x]), x), "SHAPE", "dx"],
      [() => gradcheck(new Double(() => Tensor.zeros([3, 4], "float64")), x), "SHAPE", "dx"],
      [() => gradcheck(new Double(() => x), x), "DTYPE", "dx"],
      [() => gradcheckLoss(module as unknown as Loss, x, x), "ARGUMENT", "loss"],
      [() => gradcheckLoss(new MSELoss(), 3 as unknown as Tensor, x), "SHAPE", "y"],
    ];
    for (const [call, code, what] of cases) expect(refusal(call)).toMatchObject({ code, what });
  });
});

describe("gradcheckLoss", () => {
  const t = Tensor.from([2, 0, 1, 1], [4], "int32");

  it("checks every output, with int32 targets as they are, and terms that are not reduced", () => {
    for (const reduction of ["mean", "sum", "none"] as const) {
      const report = gradcheckLoss(new CrossEntropyLoss({ reduction }), x, t);
      expect([report.ok, report.checked]).toEqual([true, 12]);
    }
  });

  it("finds a wrong dy, in scalars and in terms", () => {
    class Wrong<R extends "mean" | "none"> extends CrossEntropyLoss<R> {
      override bprop(dE?: Parameters<CrossEntropyLoss<R>["bprop"]>[0]): Tensor {
        const dy = super.bprop(dE);
        dy.data[5] *= 1.001;
        return dy;
      }
    }
    for (const reduction of ["mean", "none"] as const) {
      const wrong = new Wrong({ reduction });
      expect(gradcheckLoss(wrong, x, t).failures.map(({ tensor, index }) => `${tensor}[${index}]`)).toEqual([
        "output 0[5]",
      ]);
      const error = refusal(() => assertLossGradients(wrong, x, t));
      expect([error.code, error.what]).toEqual(["GRADIENT", "∂E/∂(output 0)[5]"]);
    }
    assertLossGradients(new CrossEntropyLoss(), x, t);
  });

  it("checks the parameters that penalties weigh, and leaves the caller's alone", () => {
    const layer = new Linear(2, 2, { rng: new Rng(1) });
    const objective = new Objective<Tensor, Tensor>(new MSELoss(), [
      new L2(layer.parameters(), 0.1),
      new L2([layer.weight], 1),
    ]);
    objective.fprop(
      x,
      drawn([4, 3], () => 1),
    );
    const dy = objective.bprop();
    const before = bits([dy, ...layer.parameters().flatMap((p) => [p.value, p.grad])]);
    const report = gradcheckLoss(
      objective,
      drawn([1, 3], () => 0.5),
      drawn([1, 3], () => 1),
    );
    expect([report.ok, report.checked]).toEqual([true, 3 + 4 + 2]);
    expect(bits([dy, ...layer.parameters().flatMap((p) => [p.value, p.grad])])).toBe(before);

    class Forgetful extends L2 {
      override bprop(): void {}
    }
    const wrong = new Objective<Tensor, Tensor>(new MSELoss(), [new Forgetful(layer.parameters(), 0.1)]);
    expect(gradcheckLoss(wrong, x, x).failures.map((f) => f.tensor)).toContain("parameter 1");
  });

  it("takes outputs that are tuples", () => {
    /** E = Σ a b */
    class Product extends Loss<readonly [Tensor, Tensor], undefined> {
      y: readonly [Tensor, Tensor] | undefined;
      fprop(y: readonly [Tensor, Tensor]): number {
        this.y = y;
        return y[0].data.reduce((s, v, i) => s + v * y[1].data[i], 0);
      }
      bprop(): readonly [Tensor, Tensor] {
        return [this.y![1], this.y![0]];
      }
    }
    const y: Value = [x, drawn([4, 3], () => 2)];
    const report = gradcheckLoss(new Product(), y as readonly [Tensor, Tensor], undefined);
    expect([report.ok, report.checked]).toEqual([true, 24]);
  });
});
