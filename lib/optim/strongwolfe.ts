import type { Tensor } from "../tensor.ts";

/** A place on a line: how far along it is, E there, the slope of E along the line, and the gradient. */
export interface Place {
  readonly t: number;
  readonly E: number;
  readonly slope: number;
  readonly g: Tensor;
}

/** The lowest point of the cubic that has the values and slopes of two places, within bounds; without one, their middle. */
function lowest(a: Place, b: Place, low = Math.min(a.t, b.t), high = Math.max(a.t, b.t)): number {
  const d1 = a.slope + b.slope - (3 * (a.E - b.E)) / (a.t - b.t);
  const d2 = Math.sqrt(d1 * d1 - a.slope * b.slope);
  const [from, to] = a.t <= b.t ? [a, b] : [b, a];
  const t = to.t - (to.t - from.t) * ((to.slope + d2 - d1) / (to.slope - from.slope + 2 * d2));
  return Number.isNaN(t) ? (low + high) / 2 : Math.min(Math.max(t, low), high);
}

/**
 * A step t along a direction that satisfies the strong Wolfe conditions, as PyTorch's and Torch7's (Nocedal and Wright,
 * 2006, algorithms 3.5 and 3.6; minFunc by Schmidt):
 *
 *     E(t) ≤ E(0) + c₁ t E′(0)          |E′(t)| ≤ c₂ |E′(0)|
 *
 * First it goes on, each time to the lowest point of a cubic, until the last two places have such a step between them;
 * then it draws these together. `at(t, held)` evaluates the place t, and may write its gradient to any tensor but
 * those of the places held: two at most. What is returned is the best place of `maxEvaluations`.
 *
 * @param start the place t = 0
 * @param t where it begins
 * @param size the largest number of the direction, in size
 */
export function strongWolfe(
  at: (t: number, held: readonly Place[]) => Place,
  start: Place,
  t: number,
  size: number,
  { c1 = 1e-4, c2 = 0.9, tolerance = 1e-9, maxEvaluations = 25 } = {},
): Place {
  const tooHigh = (p: Place): boolean => p.E > start.E + c1 * p.t * start.slope;
  const flat = (p: Place): boolean => Math.abs(p.slope) <= -c2 * start.slope;

  let previous = start;
  let place = at(t, [start]);
  let count = 0;
  while (count < maxEvaluations) {
    if (tooHigh(place) || (count > 1 && place.E >= previous.E)) break;
    if (flat(place)) return place;
    if (place.slope >= 0) break;
    const next = lowest(previous, place, place.t + 0.01 * (place.t - previous.t), 10 * place.t);
    previous = place;
    place = at(next, [start, previous]);
    count++;
  }

  const bracket = [previous, place];
  let low = previous.E <= place.E ? 0 : 1;
  let stuck = false;
  while (count < maxEvaluations && Math.abs(bracket[1].t - bracket[0].t) * size >= tolerance) {
    const left = Math.min(bracket[0].t, bracket[1].t);
    const right = Math.max(bracket[0].t, bracket[1].t);
    let next: number = lowest(bracket[0], bracket[1]);
    // What comes close to an end twice, or out at it, goes a tenth of the way from there.
    const margin = 0.1 * (right - left);
    const close = Math.min(right - next, next - left) < margin;
    const moved: boolean = close && (stuck || next >= right || next <= left);
    if (moved) next = Math.abs(next - right) < Math.abs(next - left) ? right - margin : left + margin;
    stuck = close && !moved;

    place = at(next, bracket);
    count++;
    if (tooHigh(place) || place.E >= bracket[low].E) {
      bracket[1 - low] = place;
      low = bracket[0].E <= bracket[1].E ? 0 : 1;
    } else {
      if (flat(place)) return place;
      if (place.slope * (bracket[1 - low].t - bracket[low].t) >= 0) bracket[1 - low] = bracket[low];
      bracket[low] = place;
    }
  }
  return bracket[low];
}
