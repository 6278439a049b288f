// Series of sizes and times in logarithmic panels, side by side: dots for what was measured, a line for what the count of
// operations predicts from the largest size down. The distance of a dot above the line is overhead.

export interface Series {
  readonly name: string;
  readonly sizes: readonly number[];
  /** In whatever unit: only ratios are drawn. */
  readonly times: readonly number[];
  readonly flops: readonly number[];
}

const [SIDE, LEFT, TOP, BELOW, GAP] = [200, 50, 40, 34, 24];

/** A picture of the series, in the colours of the reader's theme. */
export function panels(series: readonly Series[]): string {
  const width = series.length * (LEFT + SIDE + GAP);
  const height = TOP + SIDE + BELOW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="monospace" font-size="11">`,
    `<style>.page { fill: #fff } text { fill: #111 } .axis { stroke: #999; fill: none } .count { stroke: #b3261e; fill: none; stroke-width: 1.5 } .dot { fill: #1f5fa8 }
@media (prefers-color-scheme: dark) { .page { fill: #14171c } text { fill: #eee } .count { stroke: #ff8a80 } .dot { fill: #8ab4f8 } }</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...series.map((one, i) => panel(one, i * (LEFT + SIDE + GAP) + LEFT)),
    "</svg>",
    "",
  ].join("\n");
}

function panel({ name, sizes, times, flops }: Series, left: number): string {
  const end = sizes.length - 1;
  const counted = flops.map((n) => (times[end] * n) / flops[end]);
  const [low, high] = [Math.min(...times, ...counted), Math.max(...times, ...counted)];
  const along = (value: number, from: number, to: number): number => Math.log(value / from) / Math.log(to / from);
  const x = (size: number): string => (left + SIDE * along(size, sizes[0], sizes[end])).toFixed(1);
  const y = (time: number): string => (TOP + SIDE * (1 - along(time, low, high))).toFixed(1);
  const line = counted.map((time, i) => `${x(sizes[i])},${y(time)}`).join(" ");
  const powers = Array.from({ length: Math.floor(Math.log10(high / low)) + 1 }, (_, k) => 10 ** k);
  return [
    `<text x="${left}" y="${TOP - 18}">${name}</text>`,
    `<path class="axis" d="M${left} ${TOP}V${TOP + SIDE}H${left + SIDE}"/>`,
    ...powers.map((k) => `<text x="${left - 6}" y="${y(low * k)}" text-anchor="end">${k}</text>`),
    ...[0, end].map((i) => `<text x="${x(sizes[i])}" y="${TOP + SIDE + 16}" text-anchor="middle">${sizes[i]}</text>`),
    `<polyline class="count" points="${line}"/>`,
    ...sizes.map((size, i) => `<circle class="dot" cx="${x(size)}" cy="${y(times[i])}" r="3"/>`),
  ].join("\n");
}
