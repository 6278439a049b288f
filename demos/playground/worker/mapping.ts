import { Tensor } from "fprop";
import { limits } from "../model/limits.ts";
import type { Bounds, Maps, UnitMap } from "../model/maps.ts";
import { thresholdOf } from "../model/targets.ts";
import { said } from "./scores.ts";
import type { Session } from "./session.ts";
import { watch } from "./watching.ts";

/** The rectangle around all examples, with a tenth of it on each side. */
export function boundsOf({ sets }: Session): Bounds {
  const axis = (j: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const { x } of [sets.training, sets.test])
      for (let i = j; i < x.size; i += 2) {
        low = Math.min(low, x.data[i]);
        high = Math.max(high, x.data[i]);
      }
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin];
  };
  const [[left, right], [bottom, top]] = [axis(0), axis(1)];
  return { left, right, bottom, top };
}

/** The points in the middles of n × n cells, row by row from the top down: [n², 2]. */
export function grid({ left, right, bottom, top }: Bounds, n: number): Tensor {
  const x = Tensor.zeros([n * n, 2]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      x.data[2 * (i * n + j)] = left + ((j + 0.5) / n) * (right - left);
      x.data[2 * (i * n + j) + 1] = top - ((i + 0.5) / n) * (top - bottom);
    }
  return x;
}

/** What a net of two inputs says everywhere, and each of its units; none for other nets. */
export function mapsOf(session: Session, bounds: Bounds, resolution: number, hidden: number): Maps | undefined {
  const { net, sets, configuration, data } = session;
  const { shape } = sets.training.x;
  if (resolution === 0 || shape.length !== 2 || shape[1] !== 2) return undefined;
  const y = net.predict(grid(bounds, resolution), { batchSize: 512 }) as Tensor;
  const points = resolution * resolution;
  const n = y.size / points;
  const winner = data.classes.length === 0 ? new Uint8Array(0) : said(y, thresholdOf(configuration.loss));
  const margin = Float32Array.from(winner, (k, i) => {
    if (n === 1) return Math.abs(y.data[i] - thresholdOf(configuration.loss));
    let next = -Infinity;
    for (let j = 0; j < n; j++) if (j !== k) next = Math.max(next, y.data[i * n + j]);
    return y.data[i * n + k] - next;
  });
  const last = `${net.layers.length - 1}`;
  return {
    width: resolution,
    height: resolution,
    bounds,
    winner,
    margin,
    outputs: columns(y, last, resolution),
    hidden: hidden === 0 ? [] : hiddenMaps(session, bounds, hidden),
  };
}

/** Units of all layers but the last, whose maps are the outputs. */
function hiddenMaps({ net }: Session, bounds: Bounds, n: number): UnitMap[] {
  const twin = net.twin().eval();
  const last = `${net.layers.length - 1}`;
  const found: UnitMap[] = [];
  watch(twin, {
    left(path, _, y) {
      // What stands inside of a block has no place in the picture of the net.
      if (!path.includes(".") && path !== last && y instanceof Tensor && y.shape.length === 2) {
        const room = Math.min(limits.maps.layerUnits, limits.maps.hiddenUnits - found.length);
        found.push(...columns(y, path, n, room));
      }
      return y;
    },
  });
  twin.fprop(grid(bounds, n));
  return found;
}

/** A map of each column of y [n², …], of the first `most` at most. */
function columns(y: Tensor, path: string, n: number, most = Infinity): UnitMap[] {
  const units = y.size / (n * n);
  return Array.from({ length: Math.min(units, most) }, (_, unit) => ({
    path,
    unit,
    width: n,
    height: n,
    values: Float32Array.from({ length: n * n }, (_, i) => y.data[i * units + unit]),
  }));
}
