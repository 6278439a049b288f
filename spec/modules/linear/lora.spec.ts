import { describe, expect, it } from "vitest";
import { Linear, LoRA, Rng, Tanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("LoRA", () => {
  it("changes nothing at first, and merges into a Linear", () => {
    const base = new Linear(3, 2);
    const module = new LoRA(base, 2, { alpha: 4, rng: new Rng(1) });
    const x = Tensor.from([[1, -2, 3]]);
    expect(module.fprop(x).toArray()).toEqual(base.clone().fprop(x).toArray());
    module.B.weight.value.data.set([1, 2, 3, 4]);
    const y = module.fprop(x);
    const merged = module.merge().fprop(x);
    expect(y.toArray()).not.toEqual(base.clone().fprop(x).toArray());
    for (let i = 0; i < 2; i++) expect(merged.data[i]).toBeCloseTo(y.data[i], 5);
    expect(
      module
        .merge()
        .parameters()
        .every((p) => p.trainable),
    ).toBe(true);
  });
  it("trains the correction alone", () => {
    const module = new LoRA(new Linear(2, 2), 1);
    expect(module.namedParameters().map(([name, p]) => [name, p.trainable])).toEqual([
      ["base_layer.weight", false],
      ["base_layer.bias", false],
      ["lora_A.weight", true],
      ["lora_B.weight", true],
    ]);
    expect(refusal(() => new LoRA(new Tanh() as never, 1)).what).toBe("base");
    expect(refusal(() => new LoRA(new Linear(2, 2), 0)).what).toBe("r");
    expect(refusal(() => new LoRA(new Linear(2, 2), 1, { alpha: NaN })).what).toBe("alpha");
  });
});
