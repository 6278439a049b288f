/** One line of a chart: values against steps. */
export interface Line {
  readonly name: string;
  /** Of the style sheet: train, test, a, b, layer0 … */
  readonly style: string;
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** At most `most` points of a line, the least and the largest of each stretch among them, so that no peak is lost. */
export function thinned(
  { steps, values }: Pick<Line, "steps" | "values">,
  most: number,
): [step: number, value: number][] {
  const points: [number, number][] = [];
  const stretch = Math.max(1, Math.ceil((2 * values.length) / most));
  for (let from = 0; from < values.length; from += stretch) {
    const to = Math.min(values.length, from + stretch);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) continue;
      if (!(values[i] >= values[low])) low = i;
      if (!(values[i] <= values[high])) high = i;
    }
    for (const i of stretch === 1 ? [from] : [Math.min(low, high), Math.max(low, high)])
      if (Number.isFinite(values[i])) points.push([steps[i], values[i]]);
  }
  return points;
}

/** The ends of all lines' values: on a log scale those that are positive, and never an empty stretch. */
export function extent(lines: readonly Pick<Line, "values">[], log: boolean): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of lines)
    for (let i = 0; i < values.length; i++) {
      const v = values[i];
      if (!Number.isFinite(v) || (log && v <= 0)) continue;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  if (log) return [Math.max(low, high * 1e-8) / 1.2, high * 1.2];
  const margin = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  return [low - margin, high + margin];
}
