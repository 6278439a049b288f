import { ink, type Chart, type Curve } from "./chart.ts";
import type { Point } from "./contour.ts";

/** A grey image of 8 × 8, row by row, with values from 0 to 1. */
export interface Image {
  readonly pixels: ArrayLike<number>;
  /** Stands over it in text. */
  readonly caption?: string;
  /** Of its dots in print; white unless given. */
  readonly colour?: string;
}

const side = 8;
const shades = " ░▒▓█";

/** From 0 to `top`. */
function level(value: number, top: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * top);
}

/** Images as text, four beside each other in 80 columns: a pixel is two characters wide. */
export function imageText(images: readonly Image[]): string {
  const across = 4;
  const pixel = (v: number): string => shades[level(v, shades.length - 1)].repeat(2);
  const lines: string[] = [];
  for (let first = 0; first < images.length; first += across) {
    const beside = (cell: (image: Image) => string): number =>
      lines.push(
        `  ${images
          .slice(first, first + across)
          .map(cell)
          .join("   ")}`.trimEnd(),
      );
    beside(({ caption = "" }) => caption.padEnd(2 * side));
    for (let row = 0; row < side; row++)
      beside(({ pixels }) => Array.from({ length: side }, (_, column) => pixel(pixels[row * side + column])).join(""));
    lines.push("");
  }
  return lines.join("\n");
}

/** Images in rows of `across`, printed as newspapers do: the brighter a pixel, the larger its dot. */
export function halftone(title: string, note: string, images: readonly Image[], across: number): Chart {
  const sizes = 6;
  const pitch = side + 2;
  const down = Math.max(1, Math.ceil(images.length / across));
  const dots = new Map<string, Curve & { readonly points: Point[] }>();
  for (const [i, { pixels, colour = ink.white }] of images.entries())
    for (let p = 0; p < side * side; p++) {
      const size = level(pixels[p], sizes);
      if (size === 0) continue;
      const key = `${colour} ${size}`;
      if (!dots.has(key)) dots.set(key, { colour, dots: 1.05 * Math.sqrt(size / sizes), points: [] });
      const [column, row] = [(i % across) * pitch + (p % side), Math.floor(i / across) * pitch + Math.floor(p / side)];
      dots.get(key)!.points.push([column, -row]);
    }
  return {
    title,
    note,
    square: true,
    x: { from: -1, to: across * pitch - 2, ticks: [] },
    y: { from: 2 - down * pitch, to: 1, ticks: [] },
    curves: [...dots.values()],
  };
}
