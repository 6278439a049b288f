/** Two places behind the point. */
export const round = (x: number): number => Math.round(100 * x) / 100;
/** Three digits, or as many as the whole part has. */
export const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));
const prefixes = ["", "k", "M", "G", "T"];
/** 1.23 GFLOP */
export function scaled(x: number, unit: string): string {
  let k = 0;
  while (x >= 999.5 && k < prefixes.length - 1) [x, k] = [x / 1000, k + 1];
  return `${k === 0 ? round(x) : digits(x)} ${prefixes[k]}${unit}`;
}
