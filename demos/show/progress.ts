import { latest, type Run } from "../run.ts";
import * as format from "./format.ts";

/** Share of the steps that are done. */
export function done(run: Run): number {
  return latest(run).step / run.steps;
}

/** A bar that is full when all is done. */
export function bar(share: number, width: number, plain: boolean): string {
  const [full, empty] = plain ? ["#", "."] : ["━", "─"];
  const filled = Math.round(share * width);
  return full.repeat(filled) + empty.repeat(width - filled);
}

/** Step, rate and time left, in columns that keep their width; `elapsed` seconds have passed since the start. */
export function progressText(run: Run, elapsed: number): string {
  const share = done(run);
  const steps = format.count(run.steps);
  return [
    `${Math.round(share * 100)} %`.padStart(5),
    `step ${format.count(latest(run).step).padStart(steps.length)} of ${steps}`,
    format.rate(latest(run).step / run.seconds).padStart(8),
    `${format.duration((elapsed * (1 - share)) / share)} left`.padStart(10),
  ].join("  ");
}

/** One line for outputs that cannot be drawn over. */
export function progressLine(run: Run, elapsed: number): string {
  const { loss, accuracy } = latest(run);
  const values = `loss ${format.loss(loss).padEnd(8)}  accuracy ${format.percent(accuracy).padStart(6)}`;
  return `${progressText(run, elapsed)}  ${values}`;
}

/** Dots of a curve through `values` (from 0 below to 1 above), of which the first `values.length / of` columns are known. */
function dots(values: readonly number[], of: number, width: number, height: number): boolean[][] {
  const grid = Array.from({ length: height }, () => new Array<boolean>(width).fill(false));
  const row = (v: number): number => Math.round((1 - Math.min(1, Math.max(0, v))) * (height - 1));
  const known = Math.round((values.length / of) * width);
  let before: number | undefined;
  for (let column = 0; column < known; column++) {
    const here = row(values[Math.floor((column / known) * values.length)]);
    // From beside the dot before down or up to this one, so that the curve has no gaps.
    const from = before === undefined || before === here ? here : before < here ? before + 1 : before - 1;
    for (let r = Math.min(from, here); r <= Math.max(from, here); r++) grid[r][column] = true;
    before = here;
  }
  return grid;
}

/** The curve in `height` lines of `width` characters: of braille dots, 2 × 4 to a character, or of stars. */
export function curve(values: readonly number[], of: number, width: number, height: number, plain: boolean): string[] {
  if (plain) return dots(values, of, width, height).map((line) => line.map((dot) => (dot ? "*" : " ")).join(""));
  const grid = dots(values, of, 2 * width, 4 * height);
  // Bits of the dots of a character, row by row: Unicode numbers them 1 to 8, column by column, the lowest row last.
  const bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => {
      const set = bits.filter((_, i) => grid[4 * row + (i >> 1)][2 * column + (i & 1)]);
      return String.fromCharCode(0x2800 + set.reduce((sum, bit) => sum + bit, 0));
    }).join(""),
  );
}
