import { describe, expect, it } from "vitest";
import { contours, simplified, type Point } from "../../demos/show/contour.ts";

/** Positive for loops that run one way round, negative for the other. */
function area(loop: readonly Point[]): number {
  return loop.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = loop[(i + 1) % loop.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function field(width: number, height: number, f: (x: number, y: number) => number): number[] {
  return Array.from({ length: width * height }, (_, i) => f(i % width, Math.floor(i / width)));
}

describe("contours", () => {
  it("outlines a disc, and its complement as the border with a hole", () => {
    const disc = field(41, 41, (x, y) => 15 - Math.hypot(x - 20, y - 20));
    const inner = contours(disc, 41, 41, 0);
    expect(inner.length).toBe(1);
    expect(Math.abs(area(inner[0]))).toBeCloseTo(Math.PI * 225, -1);
    for (const [x, y] of inner[0]) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(15, 1);

    const outside = contours(
      disc.map((v) => -v),
      41,
      41,
      0,
    );
    const areas = outside.map(area).sort((a, b) => Math.abs(a) - Math.abs(b));
    expect(areas.length).toBe(2);
    expect(Math.sign(areas[0])).toBe(-Math.sign(areas[1]));
    expect(Math.abs(areas[1])).toBeCloseTo(1600, 6);
    expect(Math.abs(areas[0] + areas[1])).toBeCloseTo(1600 - Math.PI * 225, -1);
  });

  it("crosses between nodes where the field does", () => {
    const [loop] = contours([0, 4, 0, 4], 2, 2, 1);
    const xs = loop.map(([x]) => x);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([0.25, 1]);
  });

  it("gives the whole grid, nothing, and two corners that touch", () => {
    const whole = contours(
      field(5, 4, () => 1),
      5,
      4,
      0,
    );
    expect(whole.map((loop) => Math.abs(area(loop)))).toEqual([12]);
    expect(
      contours(
        field(5, 4, () => -1),
        5,
        4,
        0,
      ),
    ).toEqual([]);
    expect(contours([1, -1, -1, 1], 2, 2, 0).map((loop) => Math.abs(area(loop)))).toEqual([0.125, 0.125]);
  });
});

describe("simplified", () => {
  it("keeps a square's corners alone, and no point of the loop farther away than the tolerance", () => {
    const square = contours(
      field(9, 9, () => 1),
      9,
      9,
      0,
    )[0];
    expect(square.length).toBeGreaterThan(30);
    expect(simplified(square, 0.1).length).toBeLessThanOrEqual(6);
    expect(Math.abs(area(simplified(square, 0.1)))).toBe(64);

    const circle = Array.from({ length: 400 }, (_, i): Point => [
      50 * Math.cos((i * Math.PI) / 200),
      50 * Math.sin((i * Math.PI) / 200),
    ]);
    const fewer = simplified(circle, 0.5);
    expect(fewer.length).toBeLessThan(60);
    expect(area(fewer) / area(circle)).toBeGreaterThan(0.98);
  });
});
