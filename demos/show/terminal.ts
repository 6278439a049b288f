import { WriteStream } from "node:tty";
import { classColours, decisionMap, mix, night, pointNodes, white, winner, type Colour } from "./map.ts";
import type { Run } from "../run.ts";

/** Where text goes: process.stdout, or an array in a test. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** What the output can show. */
export interface Terminal {
  /** Whether lines can be drawn over; else they can only follow each other. */
  readonly redraws: boolean;
  /** Whether anything but plain characters may be used, and with how many colours. */
  readonly colours: 0 | 256 | 16777216;
  readonly columns: number;
  readonly rows: number;
}

/** NO_COLOR, FORCE_COLOR, TERM and COLORTERM are understood as Node does. */
export function terminal(out: Output, env: NodeJS.ProcessEnv): Terminal {
  const tty = out.isTTY === true;
  const asked = tty || env.FORCE_COLOR !== undefined;
  const depth = asked ? WriteStream.prototype.getColorDepth.call(undefined, env) : 1;
  const { columns = 80, rows = 24 } = out;
  return {
    redraws: tty && env.TERM !== "dumb" && columns >= 72 && rows >= 16,
    // Terminals that own to 16 colours, such as the console of Linux, show the nearest of them for each of the 256.
    colours: depth === 1 ? 0 : depth === 24 ? 16777216 : 256,
    columns,
    rows,
  };
}

export const reset = "\x1b[0m";

/** Puts the cursor at the start of the line `lines` further up. */
export function up(lines: number): string {
  return `\x1b[${lines}F`;
}

/** A line that leaves nothing of what it is drawn over. */
export function overwriting(line: string): string {
  return `${line}\x1b[K\n`;
}

export function bold(text: string, { colours }: Terminal): string {
  return colours === 0 ? text : `\x1b[1m${text}\x1b[22m`;
}

export function faint(text: string, { colours }: Terminal): string {
  return colours === 0 ? text : `\x1b[2m${text}\x1b[22m`;
}

/** The colours that 256 of them have besides the first 16: a cube of 6 × 6 × 6, and greys. */
const palette: readonly Colour[] = [
  ...Array.from({ length: 216 }, (_, i): Colour => {
    const level = (n: number): number => (n === 0 ? 0 : 55 + 40 * n);
    return [level(Math.floor(i / 36)), level(Math.floor(i / 6) % 6), level(i % 6)];
  }),
  ...Array.from({ length: 24 }, (_, i): Colour => [8 + 10 * i, 8 + 10 * i, 8 + 10 * i]),
];

/** The numbers of the colours that `nearest` was asked for: a map has few of them many times. */
const known = new Map<string, number>();

/** The number, among 256, of the colour nearest to this one. */
function nearest(colour: Colour): number {
  const distance = (other: Colour): number => other.reduce((sum, v, i) => sum + (v - colour[i]) ** 2, 0);
  const key = colour.join();
  const number =
    known.get(key) ??
    16 + palette.reduce((best, other, i) => (distance(other) < distance(palette[best]) ? i : best), 0);
  known.set(key, number);
  return number;
}

/** The end of an escape sequence that sets this colour. */
function code(colour: Colour, colours: 256 | 16777216): string {
  return colours === 256 ? `5;${nearest(colour)}` : `2;${colour.join(";")}`;
}

/** The decision map in `rows` lines, each of twice as many columns, with the training points on it. */
export function mapLines(run: Run, rows: number, { colours }: Terminal): string[] {
  return colours === 0 ? plainMap(run, rows) : blockMap(run, rows, colours);
}

/** Two square pixels to a character: ▀ in the colour of the upper one on the colour of the lower. */
function blockMap(run: Run, rows: number, colours: 256 | 16777216): string[] {
  const size = 2 * rows;
  const map = decisionMap(run, size, size);
  const points = pointNodes(run, map, run.training.t.size < 10 ? 1 : 0);
  const pixel = (node: number): string => {
    const point = points.get(node);
    if (point !== undefined) return code(mix(classColours[point], white, 0.25), colours);
    const k = winner(map, node);
    // Darkest along the border between two classes, where the net is undecided.
    const sure = Math.min(1, map.margins[k][node] / 4);
    return code(mix(night, classColours[k], 0.15 + 0.45 * sure), colours);
  };
  return Array.from({ length: rows }, (_, row) => {
    let line = "";
    let colour = "";
    for (let column = 0; column < size; column++) {
      const node = 2 * row * size + column;
      const next = `\x1b[38;${pixel(node)};48;${pixel(node + size)}m`;
      line += next === colour ? "▀" : `${next}▀`;
      colour = next;
    }
    return line + reset;
  });
}

/** A character for the regions of each class, and one for its points. */
const characters = [
  [".", "o"],
  ["-", "#"],
  [" ", "x"],
] as const;

function plainMap(run: Run, rows: number): string[] {
  const columns = 2 * rows;
  const map = decisionMap(run, columns, rows);
  const points = pointNodes(run, map);
  const character = (node: number): string => {
    const point = points.get(node);
    return point === undefined ? characters[winner(map, node)][0] : characters[point][1];
  };
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => character(row * columns + column)).join(""),
  );
}
