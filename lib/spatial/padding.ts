import { checkInteger, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import type { Layout } from "./gathering.ts";
import { planeOf } from "./planes.ts";

/** One width for all sides, or one for each: left, right and, in planes, top, bottom, as PyTorch orders them. */
export type Sides = number | readonly number[];

/** A rule for what stands outside: its place in a row of n numbers for place i < 0 or ≥ n; −1 for a constant. */
interface Rule {
  readonly outside: (i: number, n: number) => number;
  /** The widest padding of n numbers. */
  readonly most: (n: number) => number;
  /** The least: below 0, where padding may also take off. */
  readonly least: number;
}

/** A constant; a negative padding takes numbers off. */
export const constantly: Rule = { outside: () => -1, most: () => Infinity, least: -Infinity };
/** The numbers inside as a mirror on the last one shows them. */
export const reflected: Rule = {
  outside: (i, n) => (i < 0 ? -i : 2 * (n - 1) - i),
  most: (n) => n - 1,
  least: 0,
};
/** The last number, again and again. */
export const replicated: Rule = { outside: (i, n) => (i < 0 ? 0 : n - 1), most: () => Infinity, least: 0 };
/** The numbers of the other end. */
export const circular: Rule = { outside: (i, n) => (i < 0 ? i + n : i - n), most: (n) => n, least: 0 };

/** The layout of planes with a padding, by the rule for what stands outside. */
export function padded(who: string, dims: number, padding: Sides, { outside, most, least }: Rule): Layout {
  const sides: unknown = typeof padding === "number" ? new Array<number>(2 * dims).fill(padding) : padding;
  const names = dims === 1 ? "[left, right]" : "[left, right, top, bottom]";
  if (!Array.isArray(sides) || sides.length !== 2 * dims)
    refuse("ARGUMENT", who, "padding", `a number or ${names}`, padding);
  for (const n of sides as number[]) {
    checkInteger(who, "padding", n);
    if (n < least) refuse("ARGUMENT", who, "padding", `at least ${least}`, n);
  }
  const [left, right, top = 0, bottom = 0] = sides as number[];
  const along = (n: number, before: number, after: number): number[] =>
    Array.from({ length: Math.max(before + n + after, 0) }, (_, o) => {
      const i = o - before;
      return i >= 0 && i < n ? i : outside(i, n);
    });
  return {
    text: (sides as number[]).join(", "),
    of: sides as number[],
    plan(whose, x) {
      const [h, w] = planeOf(whose, x, dims);
      const [rows, columns] = [along(h, top, bottom), along(w, left, right)];
      const fits = Math.max(left, right) <= most(w) && Math.max(top, bottom) <= most(h);
      if (!fits || rows.length === 0 || columns.length === 0)
        refuse(
          "SHAPE",
          whose,
          "x",
          `large enough for a padding of ${shapeText(sides as number[])}`,
          shapeText(x.shape),
        );
      return {
        to: [x.shape[1], ...(dims === 1 ? [] : [rows.length]), columns.length],
        index: places(rows, columns, w),
      };
    },
  };
}

/** The places of rows × columns in planes of width w; −1 where either is. */
export function places(rows: readonly number[], columns: readonly number[], w: number): number[] {
  return rows.flatMap((r) => columns.map((c) => (r < 0 || c < 0 ? -1 : r * w + c)));
}
