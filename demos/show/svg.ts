import type { Run } from "../run.ts";
import { contours, simplified, type Point } from "./contour.ts";
import { decisionMap } from "./map.ts";

/**
 * Parts of SVG pictures. Their colours come from the style sheet around them: .map (the ground of a map), .region0 … and
 * .points0 … (the classes), .halo (around points), .curve, .grid, and text.
 */

/** A rectangle of a picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A number for an attribute: to a tenth, and no more characters than needed. */
export function short(v: number): string {
  return String(Math.round(v * 10) / 10 || 0);
}

/** Path data through points: the first absolute, the others from one to the next, without a sum of rounding errors. */
export function path(points: readonly Point[]): string {
  let [atX, atY] = [0, 0];
  return points
    .map(([x, y], i) => {
      const [toX, toY] = [Math.round(x * 10), Math.round(y * 10)];
      const step = i === 0 ? `M${toX / 10} ${toY / 10}` : `l${(toX - atX) / 10} ${(toY - atY) / 10}`;
      [atX, atY] = [toX, toY];
      return step.replace(" -", "-");
    })
    .join("");
}

/** How sure the net is, in logits, from one tint of a class's region to the next. */
const levels = [0, 2, 5];

/** The decision map with the training points on it. */
export function mapPicture(run: Run, box: Box): string {
  const rows = 90;
  const columns = Math.round((rows * box.width) / box.height);
  const map = decisionMap(run, columns, rows, box.width / box.height);
  const at = ([column, row]: Point): Point => [
    box.x + (column / (columns - 1)) * box.width,
    box.y + (row / (rows - 1)) * box.height,
  ];
  const regions = map.margins.flatMap((ahead, k) =>
    levels.map((level) => {
      const loops = contours(ahead, columns, rows, level).map((loop) => `${path(simplified(loop.map(at), 0.25))}z`);
      return `<path class="region${k}" d="${loops.join("")}"/>`;
    }),
  );
  const { x, t } = run.training;
  const points = map.margins.flatMap((_, k) => {
    const dots: string[] = [];
    for (let i = 0; i < t.size; i++)
      if (t.data[i] === k) dots.push(`${path([at(map.place(x.data[2 * i], x.data[2 * i + 1]))])}h0`);
    const size = t.size < 10 ? 14 : 4;
    const dotted = (name: string, width: number): string =>
      `<path class="${name}" stroke-width="${width}" stroke-linecap="round" fill="none" d="${dots.join("")}"/>`;
    return [dotted("halo", size + 1.6), dotted(`points${k}`, size)];
  });
  const ground = `<rect class="map" x="${short(box.x)}" y="${short(box.y)}" width="${short(box.width)}" height="${short(box.height)}"/>`;
  return [ground, ...regions, ...points].join("\n");
}

/** A label on the left of a curve, at a height from 0 (below) to 1 (above). */
export interface Tick {
  readonly label: string;
  readonly height: number;
}

/** A curve through values at even distances, from 0 (below) to 1 (above); the labels stand left of the box. */
export function curvePicture(values: readonly number[], ticks: readonly Tick[], box: Box): string {
  const y = (v: number): number => box.y + (1 - Math.min(1, Math.max(0, v))) * box.height;
  const right = box.x + box.width;
  const lines = ticks.map(
    ({ label, height }) =>
      `<path class="grid" d="M${short(box.x)} ${short(y(height))}H${short(right)}"/>` +
      `<text class="tick" x="${short(box.x - 6)}" y="${short(y(height) + 3.5)}" text-anchor="end">${label}</text>`,
  );
  const points = values.map((v, i): Point => [box.x + (i / (values.length - 1)) * box.width, y(v)]);
  return [...lines, `<path class="curve" d="${path(points)}"/>`].join("\n");
}

/** Height of a loss on a logarithmic scale from 0.00005 to 1. */
function lossHeight(loss: number): number {
  return 1 - Math.log10(loss) / Math.log10(0.00005);
}

export function lossHeights({ samples }: Run): number[] {
  return samples.map(({ loss }) => lossHeight(loss));
}

export const lossTicks: readonly Tick[] = ["1", "0.1", "0.01", "0.001", "0.0001"].map((label) => ({
  label,
  height: lossHeight(Number(label)),
}));

export const accuracyTicks: readonly Tick[] = [
  { label: "100 %", height: 1 },
  { label: "50 %", height: 0.5 },
  { label: "0 %", height: 0 },
];
