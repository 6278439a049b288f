import type { Numbers } from "../../tensor.ts";
import * as at from "../wasm/plan.ts";
import { real } from "./real.ts";

/** The windows of a plan in counts, and what they see. */
interface Windows {
  readonly groups: number;
  readonly channels: number;
  readonly filters: number;
  /** Elements of a window in one channel, and in all of a group. */
  readonly taps: number;
  readonly lines: number;
  readonly positions: number;
  /** Elements of a channel. */
  readonly plane: number;
  /** For each element of a window and each position, the element of a channel that is seen; −1 outside. */
  readonly seen: Int32Array;
}

function windowsOf(plan: Numbers): Windows {
  const three = (i: number): number[] => [plan[i], plan[i + 1], plan[i + 2]];
  const volume = (i: number): number => plan[i] * plan[i + 1] * plan[i + 2];
  const [size, kernel, stride] = [three(at.SIZE), three(at.KERNEL), three(at.STRIDE)];
  const [dilation, padding, counts] = [three(at.DILATION), three(at.PADDING), three(at.POSITIONS)];
  const [taps, positions] = [volume(at.KERNEL), volume(at.POSITIONS)];
  const see = (tap: number, position: number): number => {
    let [k, p, place, step] = [tap, position, 0, 1];
    for (let a = 2; a >= 0; a--) {
      const x = (p % counts[a]) * stride[a] + (k % kernel[a]) * dilation[a] - padding[a];
      if (x < 0 || x >= size[a]) return -1;
      place += x * step;
      step *= size[a];
      k = Math.floor(k / kernel[a]);
      p = Math.floor(p / counts[a]);
    }
    return place;
  };
  const seen = Int32Array.from({ length: taps * positions }, (_, i) => see(Math.floor(i / positions), i % positions));
  const { [at.CHANNELS]: channels, [at.GROUPS]: groups, [at.FILTERS]: filters } = plan;
  return { groups, channels, filters, taps, lines: channels * taps, positions, plane: volume(at.SIZE), seen };
}

/** The element of a group's channels that a line of the columns has at a position; −1 outside. */
function placeOf({ taps, positions, plane, seen }: Windows, line: number, position: number): number {
  const place = seen[(line % taps) * positions + position];
  return place < 0 ? -1 : Math.floor(line / taps) * plane + place;
}

export function correlate(y: Numbers, x: Numbers, w: Numbers, b: Numbers | undefined, plan: Numbers, n: number): void {
  const { r } = real(y);
  const windows = windowsOf(plan);
  const { groups, channels, filters, lines, positions, plane } = windows;
  for (let i = 0; i < n * groups; i++)
    for (let p = 0; p < positions; p++)
      for (let f = 0; f < filters; f++) {
        const m = (i % groups) * filters + f;
        let s = b?.[m] ?? 0;
        for (let k = 0; k < lines; k++) {
          const place = placeOf(windows, k, p);
          s = r(s + r(w[m * lines + k] * (place < 0 ? 0 : x[i * channels * plane + place])));
        }
        y[(i * filters + f) * positions + p] = s;
      }
}

export function correlateBackward(
  dx: Numbers,
  dy: Numbers,
  w: Numbers,
  b: Numbers | undefined,
  plan: Numbers,
  n: number,
): void {
  const { r } = real(dx);
  const windows = windowsOf(plan);
  const { groups, channels, filters, lines, positions, plane } = windows;
  for (let j = 0; j < dx.length; j++) dx[j] = b?.[Math.floor(j / plane) % (groups * channels)] ?? 0;
  for (let i = 0; i < n * groups; i++)
    for (let k = 0; k < lines; k++)
      for (let p = 0; p < positions; p++) {
        const place = placeOf(windows, k, p);
        if (place < 0) continue;
        let s = 0;
        for (let f = 0; f < filters; f++)
          s = r(s + r(w[((i % groups) * filters + f) * lines + k] * dy[(i * filters + f) * positions + p]));
        const to = i * channels * plane + place;
        dx[to] = r(dx[to] + s);
      }
}

export function addCorrelateWeights(dw: Numbers, dy: Numbers, x: Numbers, plan: Numbers, n: number): void {
  const { r } = real(dw);
  const windows = windowsOf(plan);
  const { groups, channels, filters, lines, positions, plane } = windows;
  for (let i = 0; i < n * groups; i++)
    for (let k = 0; k < lines; k++)
      for (let p = 0; p < positions; p++) {
        const place = placeOf(windows, k, p);
        const v = place < 0 ? 0 : x[i * channels * plane + place];
        for (let f = 0; f < filters; f++) {
          const to = ((i % groups) * filters + f) * lines + k;
          dw[to] = r(dw[to] + r(dy[(i * filters + f) * positions + p] * v));
        }
      }
}

export function unfold(y: Numbers, x: Numbers, plan: Numbers, n: number): void {
  const { groups, channels, plane, seen } = windowsOf(plan);
  for (let c = 0; c < n * groups * channels; c++)
    for (let i = 0; i < seen.length; i++) y[c * seen.length + i] = seen[i] < 0 ? 0 : x[c * plane + seen[i]];
}

export function fold(x: Numbers, y: Numbers, plan: Numbers, n: number): void {
  const { r } = real(x);
  const { groups, channels, plane, seen } = windowsOf(plan);
  x.fill(0);
  for (let c = 0; c < n * groups * channels; c++)
    for (let i = 0; i < seen.length; i++) {
      const to = c * plane + seen[i];
      if (seen[i] >= 0) x[to] = r(x[to] + y[c * seen.length + i]);
    }
}
