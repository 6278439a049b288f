import type { Point } from "./contour.ts";
import { path, short, type Box } from "./svg.ts";

/** The colours of curves, told apart by colour-blind eyes too. */
export const ink = {
  blue: "#7fa6ff",
  orange: "#ffb05c",
  green: "#4fd6a8",
  pink: "#f58fb8",
  white: "#eef2f9",
  grey: "#77849b",
} as const;

export interface Curve {
  /** Stands in the legend, where there is one. */
  readonly label?: string;
  readonly colour: string;
  /** A curve of several pieces has gaps: values that are no finite numbers make them. */
  readonly points: readonly Point[];
  readonly dashed?: boolean;
  readonly width?: number;
  readonly opacity?: number;
  /** Dots instead of a line, of this width. */
  readonly dots?: number;
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** What a tick is called; its number unless given. */
  readonly name?: (tick: number) => string;
  readonly label?: string;
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  /** Stands under the title. */
  readonly note?: string;
  /** One scale for both axes, of which one shows more than it says; the widths of dots are in their unit, too. */
  readonly square?: boolean;
}

/** The n numbers from `from` to `to` at even distances. */
export function range(from: number, to: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
}

/** Lines of the legend. */
const line = 18;

function labelled(curves: readonly Curve[]): Curve[] {
  return curves.filter(({ label }) => label !== undefined);
}

/** What stands above the plot takes so much height. */
function headOf({ y, curves }: Chart): number {
  return 52 + line * labelled(curves).length + (y.label === undefined ? 0 : 16);
}

/** A chart in its box: title, note and legend in the `head` above the plot, tick labels left of it and below. */
function chart(given: Chart, { x: left, y: top, width, height }: Box, head: number): string {
  const plot: Box = { x: left + 40, y: top + head, width: width - 44, height: height - head - 40 };
  const { title, note, x, y, curves } = given.square ? squared(given, plot) : given;
  const across = (v: number): number => ((v - x.from) / (x.to - x.from)) * plot.width;
  const down = (v: number): number => (1 - (v - y.from) / (y.to - y.from)) * plot.height;
  const text = (kind: string, at: Point, words: string, more = ""): string =>
    `<text class="${kind}" x="${short(at[0])}" y="${short(at[1])}"${more}>${escaped(words)}</text>`;
  const middle = ' text-anchor="middle"';
  const bottom = plot.y + plot.height;
  return [
    text("title", [left, top + 14], title),
    ...(note === undefined ? [] : [text("note", [left, top + 34], note)]),
    ...labelled(curves).map(({ label, ...curve }, i) => {
      const at = top + 52 + line * i;
      const sample = curve.dots === undefined ? `h22` : `m11 0h0`;
      return `<path${stroke(curve)} d="M${short(left)} ${short(at)}${sample}"/>${text("note", [left + 30, at + 4], label!)}`;
    }),
    ...x.ticks.map((v) => {
      const at = plot.x + across(v);
      const line = `<path class="grid" d="M${short(at)} ${short(plot.y)}V${short(bottom)}"/>`;
      return line + text("tick", [at, bottom + 15], (x.name ?? String)(v).replace("-", "−"), middle);
    }),
    ...y.ticks.map((v) => {
      const at = plot.y + down(v);
      const line = `<path class="grid" d="M${short(plot.x)} ${short(at)}H${short(plot.x + plot.width)}"/>`;
      return line + text("tick", [plot.x - 6, at + 4], (y.name ?? String)(v).replace("-", "−"), ' text-anchor="end"');
    }),
    text("tick", [plot.x + plot.width / 2, bottom + 31], x.label ?? "", middle),
    text("tick", [plot.x, plot.y - 6], y.label ?? ""),
    // A nested svg cuts off what leaves the plot.
    `<svg x="${short(plot.x)}" y="${short(plot.y)}" width="${short(plot.width)}" height="${short(plot.height)}">`,
    ...curves.map((curve) => {
      const places = curve.points.map(([u, v]): Point => [across(u), limited(down(v), plot.height)]);
      const pieces = curve.dots === undefined ? unbroken(places).map(path) : places.map((p) => `${path([p])}h0`);
      return `<path${stroke(curve)} d="${pieces.join("")}"/>`;
    }),
    "</svg>",
  ].join("\n");
}

function squared(of: Chart, { width, height }: Box): Chart {
  const { x, y, curves } = of;
  const scale = Math.min(width / (x.to - x.from), height / (y.to - y.from));
  const shown = (axis: Axis, length: number): Axis => {
    const [middle, reach] = [(axis.from + axis.to) / 2, length / scale / 2];
    return { ...axis, from: middle - reach, to: middle + reach };
  };
  const sized = ({ dots, ...curve }: Curve): Curve =>
    dots === undefined ? curve : { ...curve, dots: Math.round(dots * scale * 10) / 10 };
  return { ...of, x: shown(x, width), y: shown(y, height), curves: curves.map(sized) };
}

/** Far outside the plot all heights look the same, and short numbers do. */
function limited(v: number, height: number): number {
  return Math.min(9 * height, Math.max(-9 * height, v));
}

function unbroken(points: readonly Point[]): Point[][] {
  const pieces: Point[][] = [[]];
  for (const p of points)
    if (p.every(Number.isFinite)) pieces[pieces.length - 1].push(p);
    else pieces.push([]);
  return pieces.filter((piece) => piece.length > 0);
}

function stroke({ colour, dashed, width = 2.5, opacity, dots }: Omit<Curve, "points" | "label">): string {
  const looks = dashed ? ' stroke-dasharray="6 5"' : "";
  const faint = opacity === undefined ? "" : ` stroke-opacity="${opacity}"`;
  return ` class="curve" stroke="${colour}" stroke-width="${dots ?? width}"${looks}${faint}`;
}

function escaped(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** Charts in columns and rows as one SVG file, which has its own ground and so suits any page. */
export function sheet(
  label: string,
  columns: number,
  each: { width: number; height: number },
  charts: readonly Chart[],
): string {
  const [margin, gap] = [32, 36];
  const rows = Math.ceil(charts.length / columns);
  const width = 2 * margin + columns * each.width + (columns - 1) * gap;
  const height = 2 * margin + rows * each.height + (rows - 1) * gap;
  // In one row all plots begin at the same height.
  const heads = Array.from({ length: rows }, (_, r) =>
    Math.max(...charts.slice(r * columns, (r + 1) * columns).map(headOf)),
  );
  const boxes = charts.map((_, i) => ({
    x: margin + (i % columns) * (each.width + gap),
    y: margin + Math.floor(i / columns) * (each.height + gap),
    ...each,
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">
<style>
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:#9aa7bd}
.title{font-size:17px;font-weight:600;fill:#f2f5fa}.tick{font-size:12px}.note{fill:#c3cddd}
.curve{fill:none;stroke-linejoin:round;stroke-linecap:round}.grid{stroke:#2b3548}
</style>
<rect width="${width}" height="${height}" rx="16" fill="#151b29"/>
${charts.map((c, i) => chart(c, boxes[i], heads[Math.floor(i / columns)])).join("\n")}
</svg>
`;
}
