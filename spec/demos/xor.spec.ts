import { BCEWithLogitsLoss, type Tensor } from "fprop";
import { expect, it } from "vitest";
import { t, trainXor, x } from "../../demos/xor.ts";

it("learns XOR to a loss below 0.001 from each of 100 seeds", { timeout: 60_000 }, () => {
  const loss = new BCEWithLogitsLoss();
  const losses = Array.from({ length: 100 }, (_, seed) => loss.fprop(trainXor(seed).predict(x) as Tensor, t));
  const failed = losses.flatMap((E, seed) => (E < 1e-3 ? [] : [`seed ${seed}: ${E}`]));
  expect(failed).toEqual([]);
});

it("tells of every step, once", () => {
  const told: number[] = [];
  let last = Infinity;
  trainXor(1, ({ step, steps, loss }) => {
    told.push(step);
    expect(steps).toBe(500);
    last = loss;
  });
  expect(told).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  expect(last).toBeLessThan(1e-3);
});
