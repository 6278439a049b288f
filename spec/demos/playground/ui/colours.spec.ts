import { describe, expect, it } from "vitest";
import {
  classColour,
  contrast,
  inkOn,
  luminance,
  mapPixels,
  reachOf,
  signed,
  signedPixels,
  type Theme,
} from "../../../../demos/playground/ui/colours.ts";

const themes: readonly Theme[] = ["light", "dark"];

describe.each(themes)("colours, %s", (theme) => {
  it("are blue below 0, orange above, and full from the reach on", () => {
    const [below, zero, above] = [-1, 0, 1].map((v) => signed(theme, v, 1));
    expect(below[2]).toBeGreaterThan(below[0] + 50);
    expect(above[0]).toBeGreaterThan(above[2] + 50);
    expect(signed(theme, 7, 1)).toEqual(above);
    expect(signed(theme, -7, 1)).toEqual(below);
    expect(signed(theme, 0, 0)).toEqual(zero);
    expect(signed(theme, NaN, 1)).not.toEqual(zero);
  });

  it("get steadily farther from zero", () => {
    const zero = luminance(signed(theme, 0, 1));
    for (const sign of [-1, 1]) {
      const away = [0, 0.01, 0.1, 0.3, 0.6, 1].map((v) => Math.abs(luminance(signed(theme, sign * v, 1)) - zero));
      expect(away).toEqual([...away].sort((a, b) => a - b));
      expect(new Set(away).size).toBe(away.length);
    }
  });

  it("leave every number in a cell readable: contrast of 4.5 at least", () => {
    for (let v = -1; v <= 1; v += 0.02) {
      const ground = signed(theme, v, 1);
      expect(contrast(ground, inkOn(ground)), `${v}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("have ten classes that differ", () => {
    const all = Array.from({ length: 10 }, (_, k) => classColour(theme, k).join());
    expect(new Set(all).size).toBe(10);
  });

  it("show a class fuller where it is surer", () => {
    const pixels = mapPixels(theme, [1, 1, 0], [0, 1, 1]);
    const full = classColour(theme, 1);
    const off = (i: number) => Math.abs(pixels[4 * i] - full[0]) + Math.abs(pixels[4 * i + 2] - full[2]);
    expect(off(1)).toBeLessThan(off(0));
    expect(off(1)).toBeLessThan(off(2));
    expect([3, 7, 11].map((i) => pixels[i])).toEqual([255, 255, 255]);
  });

  it("have maps of units in the same scale", () => {
    const [zero, full] = [signed(theme, 0, 2), signed(theme, 2, 2)];
    expect([...signedPixels(theme, [0, 2], 2)]).toEqual([...zero, 255, ...full, 255]);
  });
});

it("the reach is the largest magnitude of what is finite", () => {
  expect(reachOf([1, -3, Infinity, NaN])).toBe(3);
  expect(reachOf([])).toBe(0);
});
