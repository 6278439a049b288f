import type { CurvePoint, Report } from "../model/report.ts";

/** What has been told of one run. */
export interface Curve {
  readonly run: number;
  readonly points: readonly CurvePoint[];
  /** Only every so many of the points that came are kept. */
  readonly every: number;
  /** How many points came. */
  readonly seen: number;
}

export const noCurve: Curve = { run: -1, points: [], every: 1, seen: 0 };

/** Above that, every other point goes: a run may last for days. */
export const mostPoints = 2000;

/** The curve with a report's points, or the beginning of another run's. */
export function extended(curve: Curve, { run, curve: more }: Pick<Report, "run" | "curve">): Curve {
  const { points, every, seen } = run === curve.run ? curve : noCurve;
  const all = [...points, ...more.filter((_, i) => (seen + i) % every === 0)];
  if (all.length <= mostPoints) return { run, points: all, every, seen: seen + more.length };
  // The first of the points that came is kept, and every so many after it: so the rule stays that of `seen`.
  return { run, points: all.filter((_, i) => i % 2 === 0), every: 2 * every, seen: seen + more.length };
}
