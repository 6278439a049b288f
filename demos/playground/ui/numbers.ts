/** Numbers as they stand on the page: a true minus sign, no more digits than say something. */

const minus = (text: string): string => text.replaceAll("-", "−");

/** The power of ten that a tensor's numbers are shown in, so that they have room in cells: 0 where they do without. */
export function exponentOf(reach: number): number {
  return reach > 0 && reach < Infinity && (reach < 0.05 || reach >= 1000) ? Math.floor(Math.log10(reach)) : 0;
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** × 10⁻⁶ */
export const power = (exponent: number): string =>
  `× 10${exponent < 0 ? "⁻" : ""}${String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => raised[Number(digit)])}`;

/** In a cell of a heat map, at most five characters wide: 0.25, −1.3, 12, 2e−5. */
export function cell(v: number): string {
  if (Number.isNaN(v)) return "NaN";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  if (size === 0) return "0";
  if (size < 0.0005 || size >= 1e4) return minus(v.toExponential(0).replace("e+", "e"));
  if (size < 0.095) return minus(v.toFixed(3).replace("0.", "."));
  if (size < 9.995) return minus(v.toFixed(2));
  return minus(size < 99.95 ? v.toFixed(1) : v.toFixed(0));
}

/** At a line of a chart: 0.01, 1e−4, 25. */
export function tick(v: number): string {
  const size = Math.abs(v);
  return size !== 0 && (size < 0.001 || size >= 1e5)
    ? minus(Number(v.toPrecision(2)).toExponential().replace("e+", "e"))
    : minus(String(Number(v.toPrecision(6))));
}

/** In a formula or beside a curve: four digits. */
export function short(v: number): string {
  if (!Number.isFinite(v)) return cell(v);
  if (v === 0) return "0";
  const size = Math.abs(v);
  return minus(size < 0.001 || size >= 1e5 ? v.toExponential(2).replace("e+", "e") : String(Number(v.toPrecision(4))));
}

/** Where two derivatives are compared: ten digits. */
export function long(v: number): string {
  if (!Number.isFinite(v)) return cell(v);
  const size = Math.abs(v);
  return minus(size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(9).replace("e+", "e") : v.toFixed(10));
}

export const percent = (share: number): string =>
  share === 1 ? "100 %" : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;

export const wholePercent = (share: number): string => `${Math.round(share * 100)} %`;

export const count = (n: number): string => Math.round(n).toLocaleString("en-US").replaceAll(",", "\u202f");

/** [32, 2] as it stands between modules. */
export const shape = (sizes: readonly number[]): string => `[${sizes.join(", ")}]`;

/** Equal steps of 1, 2 or 5 times a power of ten that cover low … high, about `steps` of them. */
export function ticks(low: number, high: number, steps: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((m) => m * power >= rough)! * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten that lie in low … high, both positive, and if there are fewer than two, steps of 1, 2, 5. */
export function logTicks(low: number, high: number): number[] {
  const found: number[] = [];
  for (let p = Math.floor(Math.log10(low)); p <= Math.ceil(Math.log10(high)); p++)
    for (const m of [1, 2, 5]) {
      const v = Number(`${m}e${p}`);
      if (v >= low * 0.999 && v <= high * 1.001) found.push(v);
    }
  const powers = found.filter((v) => /^1(e|0*$)/.test(String(v)) || /^0\.0*1$/.test(String(v)));
  return powers.length >= 2 ? thin(powers, 5) : thin(found, 5);
}

function thin(values: readonly number[], most: number): number[] {
  const every = Math.ceil(values.length / most);
  return values.filter((_, i) => i % every === 0);
}
