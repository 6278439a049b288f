import { describe, expect, it } from "vitest";
import { Identity, Linear, MixtureOfExperts, Tanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("MixtureOfExperts", () => {
  it("weighs its experts by the softmax of the gate", () => {
    const gate = new Linear(1, 2, { bias: false });
    gate.weight.value.data.set([0, Math.log(3)]);
    const twice = new Linear(1, 1, { bias: false });
    twice.weight.value.data.set([2]);
    const module = new MixtureOfExperts(gate, new Identity(), twice);
    expect(module.fprop(Tensor.from([[1]])).item()).toBeCloseTo(0.25 * 1 + 0.75 * 2, 6);
    module.bprop(Tensor.from([[4]]));
    expect(twice.weight.grad.item()).toBeCloseTo(3, 6);
    // dp = 4 · (1, 2), and dg = p (dp − Σ dp p) = (0.25 (4 − 7), 0.75 (8 − 7))
    for (const [i, v] of [-0.75, 0.75].entries()) expect(gate.weight.grad.data[i]).toBeCloseTo(v, 6);
    expect(module.namedParameters().map(([name]) => name)).toEqual(["gate.weight", "experts.1.weight"]);
  });
  it("refuses gates and experts that do not go together", () => {
    const x = Tensor.zeros([2, 3]);
    expect(refusal(() => new MixtureOfExperts(new Linear(3, 1), new Tanh(), new Identity()).fprop(x)).what).toBe(
      "output of the gate",
    );
    expect(refusal(() => new MixtureOfExperts(new Linear(3, 2), new Tanh(), new Linear(3, 1)).fprop(x)).what).toBe(
      "output of expert 1",
    );
    expect(refusal(() => new MixtureOfExperts(new Linear(3, 2), new Linear(2, 2), new Tanh()).fprop(x)).path).toBe(
      "net.experts.0.Linear(2 → 2)",
    );
    expect(refusal(() => new MixtureOfExperts(new Tanh())).what).toBe("experts");
  });
});
