import type { ExamplesView } from "../model/examples.ts";
import type { Bounds, Maps } from "../model/maps.ts";
import { reachOf } from "./colours.ts";

/** From 0 where two classes are level to 1 where one is far ahead, whether outputs are logits or probabilities. */
export function sureties(margin: ArrayLike<number>): Float32Array {
  const scale = Math.max(1e-6, Math.min(2, 0.5 * reachOf(margin)));
  return Float32Array.from(margin, (ahead) => Math.tanh(Math.max(0, ahead) / scale));
}

/** A field on a grid between whose nodes there are others, so many times as many, each by the four around it. */
export function refined(field: ArrayLike<number>, width: number, height: number, times: number): Float32Array {
  const [columns, rows] = [(width - 1) * times + 1, (height - 1) * times + 1];
  const fine = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    const up = Math.min(height - 2, Math.floor(r / times));
    const down = r / times - up;
    for (let c = 0; c < columns; c++) {
      const left = Math.min(width - 2, Math.floor(c / times));
      const right = c / times - left;
      const at = up * width + left;
      const above = field[at] + (field[at + 1] - field[at]) * right;
      const below = field[at + width] + (field[at + width + 1] - field[at + width]) * right;
      fine[r * columns + c] = above + (below - above) * down;
    }
  }
  return fine;
}

/** The class that is ahead, and by how much, on a finer grid than outputs were computed on: so borders are lines. */
export function decisions(
  { width, height, winner, margin, outputs }: Pick<Maps, "width" | "height" | "winner" | "margin" | "outputs">,
  times: number,
): { readonly width: number; readonly winner: Uint8Array; readonly margin: Float32Array } {
  const columns = (width - 1) * times + 1;
  if (outputs.length === 1) {
    // One output says class 1 or class 0: ahead of its threshold, or behind.
    const ahead = refined(
      margin.map((m, i) => (winner[i] === 1 ? m : -m)),
      width,
      height,
      times,
    );
    return { width: columns, winner: Uint8Array.from(ahead, (m) => (m > 0 ? 1 : 0)), margin: ahead.map(Math.abs) };
  }
  const fields = outputs.map(({ values }) => refined(values, width, height, times));
  const size = fields[0].length;
  const [first, lead] = [new Uint8Array(size), new Float32Array(size)];
  for (let i = 0; i < size; i++) {
    let [best, second, k] = [-Infinity, -Infinity, 0];
    for (let j = 0; j < fields.length; j++) {
      const v = fields[j][i];
      if (v > best) [best, second, k] = [v, best, j];
      else if (v > second) second = v;
    }
    first[i] = k;
    lead[i] = best - second;
  }
  return { width: columns, winner: first, margin: lead };
}

/** Where examples stand while there is no map yet: the rectangle around them, a little larger. */
export function boundsOf({ x, count }: ExamplesView): Bounds {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    left = Math.min(left, x[2 * i]);
    right = Math.max(right, x[2 * i]);
    bottom = Math.min(bottom, x[2 * i + 1]);
    top = Math.max(top, x[2 * i + 1]);
  }
  const [across, up] = [0.1 * (right - left || 1), 0.1 * (top - bottom || 1)];
  return { left: left - across, right: right + across, bottom: bottom - up, top: top + up };
}

/** The example that is nearest to a point, as it is seen on the map. */
export function nearest(
  [x, y]: readonly [number, number],
  { left, right, bottom, top }: Bounds,
  training: ExamplesView,
  test: ExamplesView | undefined,
): ["training" | "test", number] | undefined {
  let [best, found]: [number, ["training" | "test", number] | undefined] = [Infinity, undefined];
  for (const [name, set] of [
    ["training", training],
    ["test", test],
  ] as const)
    for (let i = 0; i < (set?.count ?? 0); i++) {
      const away = ((set!.x[2 * i] - x) / (right - left)) ** 2 + ((set!.x[2 * i + 1] - y) / (top - bottom)) ** 2;
      if (away < best) [best, found] = [away, [name, i]];
    }
  return found;
}
