import { around } from "./around.ts";
import { FpropError } from "./errors.ts";
import { Buffer } from "./buffer.ts";
import type { AnyModule } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { Rng } from "./rng.ts";
import { numberBytes, Tensor } from "./tensor.ts";
import { leaves, mapValue, type Value } from "./value.ts";

/** Bytes of what a module itself holds, those of the modules in it not counted. */
export interface Held {
  /** Parameters and their gradients, and buffers. */
  readonly state: number;
  /** y, dx and whatever else the module has made on its way there and back: not what it was given. */
  readonly intermediates: number;
}

/** The bytes of a tensor's numbers. */
export const bytesOf = (t: Tensor): number => t.size * numberBytes(t.dtype);

/** What two tensors have in common where one is a part of the other, or the same under another shape. */
const placeOf = (t: Tensor): object => t.block ?? t.data.buffer;

/**
 * What each module in a net holds after a step, which is an fprop and a bprop of that net; state that several share is
 * held by the first of them. While it goes on, the modules say what they are given, which is not theirs; afterwards they are as before.
 */
export function memoryOf(net: AnyModule, step: () => void): ReadonlyMap<AnyModule, Held> {
  const given = new Map<AnyModule, Set<object>>(net.modules().map((module) => [module, new Set()]));
  // A twin that is made meanwhile is a part of whoever made it.
  const note = (to: AnyModule, v: Value, rest: () => Value): Value => {
    for (const t of leaves(v)) given.get(to)?.add(placeOf(t));
    return rest();
  };
  const undo = [...given.keys()].flatMap((module) => [around(module, "fprop", note), around(module, "bprop", note)]);
  try {
    step();
  } finally {
    for (const restore of undo) restore();
  }
  const [counted, outside] = [new Set<object>(), given.get(net)!];
  const apart = new Set<object>([...given.keys()].flatMap((module) => [...module.entries()].map(([, child]) => child)));
  const intermediates = new Map<AnyModule, number>();
  // From the inside out: of what a container shares with a module in it, that module is the maker.
  for (const [module, places] of [...given].toReversed()) {
    const made = new Map<object, number>();
    for (const t of tensorsIn(module, apart)) {
      const place = placeOf(t);
      if (!places.has(place) && !outside.has(place) && !counted.has(place))
        made.set(place, Math.max(made.get(place) ?? 0, bytesOf(t)));
    }
    for (const place of made.keys()) counted.add(place);
    intermediates.set(
      module,
      [...made.values()].reduce((a, b) => a + b, 0),
    );
  }
  const found = [...given.keys()].map((module) => {
    let state = 0;
    for (const [, child] of module.entries()) {
      if (!(child instanceof Parameter || child instanceof Buffer) || counted.has(child)) continue;
      counted.add(child);
      state += (child instanceof Parameter ? 2 : 1) * bytesOf(child.value);
    }
    return [module, { state, intermediates: intermediates.get(module)! }] as const;
  });
  return new Map(found);
}

/** Bytes in the size of the batch: fixed + perRow · batch. */
export interface Formula {
  readonly fixed: number;
  readonly perRow: number;
}

/** Sizes of the batch that are tried: a line through the first two, which the third has to lie on. */
const tried = [2, 3, 5] as const;

/**
 * The bytes of each module of a net in a training step, in the order of `modules()`, as formulas in the size of the batch:
 * found by steps of clones on some rows of x, or as many copies of them. Undefined for a module whose bytes are no such
 * formula, as where what is computed depends on the numbers; and as a whole for a net that has its batch in another place
 * than the first, or does not take the batches that are tried.
 */
export function stepFormulas(net: AnyModule, x: Value): (Formula | undefined)[] | undefined {
  if (net.modules().some((m) => (m as { batchFirst?: boolean }).batchFirst === false)) return undefined;
  if (leaves(x).some((t) => t.shape.length === 0)) return undefined;
  const bytes: number[][] = [];
  try {
    for (const batch of tried) {
      const rows = mapValue(x, (t) => repeated(t, batch));
      const copy = net.clone().train(); // a new one, that keeps nothing of other batches
      const held = memoryOf(copy, () => {
        const y = copy.fprop(rows) as Value;
        copy.bprop(mapValue(y, (t) => Tensor.zeros(t.shape, t.dtype)));
      });
      bytes.push([...held.values()].map(({ state, intermediates }) => state + intermediates));
    }
  } catch (error) {
    if (error instanceof FpropError) return undefined;
    throw error;
  }
  const [few, more, most] = bytes;
  return few.map((first, i) => {
    const perRow = (more[i] - first) / (tried[1] - tried[0]);
    const fixed = first - tried[0] * perRow;
    return fixed >= 0 && most[i] === fixed + tried[2] * perRow ? { fixed, perRow } : undefined;
  });
}

/** So many rows of t, from the first again after the last. */
function repeated(t: Tensor, rows: number): Tensor {
  const y = Tensor.zeros([rows, ...t.shape.slice(1)], t.dtype);
  const width = y.size / rows;
  for (let i = 0; i < rows; i++) {
    const from = (i % t.shape[0]) * width;
    y.data.set(t.data.subarray(from, from + width), i * width);
  }
  return y;
}

/**
 * The tensors in a module's fields, however deep, but not those of what is found in the net and counts for itself. What is
 * not found there is a part of the module: the cells of an LSTM, a weight that is computed.
 */
function tensorsIn(module: AnyModule, apart: ReadonlySet<object>): Tensor[] {
  const seen = new Set<object>([module]);
  const found: Tensor[] = [];
  const pending: unknown[] = Object.values(module);
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Tensor) found.push(value);
    else if (!apart.has(value) && !(value instanceof Rng) && !ArrayBuffer.isView(value))
      pending.push(...(value instanceof Map ? value.values() : Object.values(value)));
  }
  return found;
}
