import type { ExamplesView } from "../model/examples.ts";
import type { Bounds } from "../model/maps.ts";
import { reachOf } from "./colours.ts";

/** From 0 where two classes are level to 1 where one is far ahead, whether outputs are logits or probabilities. */
export function sureties(margin: ArrayLike<number>): Float32Array {
  const scale = Math.max(1e-6, Math.min(2, 0.5 * reachOf(margin)));
  return Float32Array.from(margin, (ahead) => Math.tanh(Math.max(0, ahead) / scale));
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
