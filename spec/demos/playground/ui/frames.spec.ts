import { afterEach, expect, it, vi } from "vitest";
import { nextFrame, pauseAfter } from "../../../../demos/playground/ui/frames.ts";

afterEach(() => vi.unstubAllGlobals());

it("waits longer the dearer drawing was, so that it takes a sixth of the time at most", () => {
  for (const cost of [21, 50, 80]) expect(cost / (cost + pauseAfter(cost))).toBeCloseTo(1 / 6, 9);
  expect(pauseAfter(5000)).toBe(400);
  expect(pauseAfter(16)).toBeLessThanOrEqual(20);
});

it("draws once for all that asked, and not again before its pause is over", () => {
  let frames: ((now: number) => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (frame: (now: number) => void) => frames.push(frame));
  const pass = (now: number): void => {
    const these = frames;
    frames = [];
    for (const frame of these) frame(now);
  };
  const drawn: number[] = [];
  let at = 0;
  const draw = (): void => void drawn.push(at);
  nextFrame(draw);
  nextFrame(draw);
  pass(0);
  expect(drawn).toEqual([0]);
  pass(60); // drawing took 60 ms
  nextFrame(draw);
  for (at = 116; at <= 500; at += 16) pass(at);
  expect(drawn).toHaveLength(2);
  expect(drawn[1]).toBeGreaterThanOrEqual(360);
  expect(drawn[1]).toBeLessThan(377);
  pass((at = 600));
  nextFrame(draw, true);
  pass((at = 616));
  expect(drawn[2]).toBe(616);
});
