import { describe, expect, it } from "vitest";
import type { Epoch } from "../../../index.ts";
import { ProgressBar } from "../../../node.ts";

const epoch: Epoch = {
  epoch: 2,
  epochs: 3,
  step: 20,
  loss: 0.123456,
  metrics: { accuracy: 0.5 },
  validation: { loss: 2, metrics: { accuracy: 1 } },
  lr: 0.1,
};

function made(
  isTTY: boolean,
  columns = 100,
): { bar: (lines?: boolean) => ProgressBar; text: () => string; clock: { time: number } } {
  let text = "";
  const clock = { time: 0 };
  const screen = { isTTY, columns, write: (part: string) => (text += part) };
  return {
    bar: (lines = false) => new ProgressBar({ epochs: 3, lines, screen, now: () => clock.time }),
    text: () => text,
    clock,
  };
}

describe("ProgressBar", () => {
  it("draws how far it is, how fast, and how long it takes, ten times a second", () => {
    const { bar, text, clock } = made(true);
    const own = bar();
    for (let step = 1; step <= 30; step++) {
      own.step({ epoch: 1, step, batch: step, batches: 40, loss: 0.5 });
      clock.time += 50;
    }
    const lines = text()
      .split("\r")
      .filter((line) => line !== "");
    expect(lines.length).toBe(15);
    // 28 steps in 1.4 seconds, and 11 and twice 40 to go.
    expect(lines.at(-1)).toBe("epoch 1/3   ━━━━━━━━━━━━━━━───── 29/40   20.0 steps/s   0:05 left   E 0.5000");
  });

  it("clears its line for that of an epoch", () => {
    const { bar, text } = made(true);
    const own = bar();
    own.step({ epoch: 1, step: 1, batch: 1, batches: undefined, loss: 3 });
    own.epoch(epoch);
    expect(
      text().endsWith("epoch 2/3   E 0.1235   accuracy 0.5000   validation E 2.000   validation accuracy 1.000\n"),
    ).toBe(true);
    const [, drawn, cleared] = text().split("\r");
    expect(drawn).toBe("epoch 1/3   batch 1   0.00 steps/s   E 3.000");
    expect(cleared).toBe(" ".repeat(drawn.length));
  });

  it("is no wider than the screen, and silent where there is none", () => {
    const narrow = made(true, 30);
    narrow.bar().step({ epoch: 1, step: 1, batch: 1, batches: 4, loss: 3 });
    expect(narrow.text().slice(1).length).toBe(29);
    const { bar, text } = made(false);
    bar().step({ epoch: 1, step: 1, batch: 1, batches: 4, loss: 3 });
    bar().epoch(epoch);
    expect(text()).toBe("");
    bar(true).epoch(epoch);
    expect(text()).toMatch(/^epoch 2\/3 /);
  });
});
