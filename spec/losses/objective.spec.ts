import { describe, expect, it } from "vitest";
import { ElasticNet, L1, L2, MSELoss, Objective, Parameter, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("Objective", () => {
  const [y, t] = [Tensor.from([1, 5]), Tensor.from([2, 2])];

  it("is the loss and its penalties, which it reports apart and derives for the parameters", () => {
    const w = new Parameter(Tensor.from([3, -2, 0]));
    const objective = new Objective(new MSELoss(), [new L1([w], 0.5), new L2([w], 0.25)]);
    expect(objective.fprop(y, t)).toBe(5 + 2.5 + 3.25);
    expect([objective.data, objective.penalty]).toEqual([5, 5.75]);
    expect(objective.bprop().toArray()).toEqual([-1, 3]);
    expect(w.grad.toArray()).toEqual([0.5 + 1.5, -0.5 - 1, 0]);
    expect(objective.bprop(2).toArray()).toEqual([-2, 6]);
    expect(w.grad.toArray()).toEqual([6, -4.5, 0]);
  });

  it("weighs both norms in an ElasticNet", () => {
    const w = new Parameter(Tensor.from([3, -2]));
    const penalty = new ElasticNet([w], 0.5, 0.25);
    expect(penalty.fprop()).toBe(2.5 + 3.25);
    penalty.bprop();
    expect(w.grad.toArray()).toEqual([2, -1.5]);
  });

  it("refuses terms that are not reduced to a number, and things that are no penalties", () => {
    const none = new MSELoss({ reduction: "none" }) as unknown as MSELoss;
    expect(refusal(() => new Objective(none, []).fprop(y, t))).toMatchObject({ code: "ARGUMENT", path: "Objective" });
    expect(refusal(() => new Objective(new MSELoss(), [{} as L1])).code).toBe("ARGUMENT");
    expect(refusal(() => new Objective({} as MSELoss, [])).code).toBe("ARGUMENT");
  });
});
