import { Buffer } from "./buffer.ts";
import { Module, type AnyModule } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { Rng } from "./rng.ts";
import { Tensor } from "./tensor.ts";
import { leaves, type Value } from "./value.ts";

/** Bytes of what a module itself holds, those of the modules in it not counted. */
export interface Held {
  /** Parameters and their gradients, and buffers. */
  readonly state: number;
  /** y, dx and whatever else the module has made on its way there and back: not what it was given. */
  readonly intermediates: number;
}

/** The bytes of a tensor's numbers. */
export const bytesOf = (t: Tensor): number => t.size * (t.dtype === "float64" ? 8 : 4);

/** What two tensors have in common where one is a part of the other, or the same under another shape. */
const placeOf = (t: Tensor): object => t.block ?? t.data.buffer;

/**
 * What each module in a net holds after a step, which is an fprop and a bprop of that net; what several share is held by the
 * first of them. While it goes on, the modules say what they are given, which is not theirs; afterwards they are as before.
 */
export function memoryOf(net: AnyModule, step: () => void): ReadonlyMap<AnyModule, Held> {
  const given = new Map<AnyModule, Set<object>>(net.modules().map((module) => [module, new Set()]));
  const undo = [...given].flatMap(([module, places]) => {
    const note = (v: Value): void => leaves(v).forEach((t) => places.add(placeOf(t)));
    return [before(module, "fprop", note), before(module, "bprop", note)];
  });
  try {
    step();
  } finally {
    for (const restore of undo) restore();
  }
  const counted = new Set<object>();
  const intermediates = new Map<AnyModule, number>();
  // From the inside out: of what a container shares with a module in it, that module is the maker.
  for (const [module, places] of [...given].toReversed()) {
    const made = new Map<object, number>();
    for (const t of tensorsIn(module)) {
      const place = placeOf(t);
      if (!places.has(place) && !counted.has(place)) made.set(place, Math.max(made.get(place) ?? 0, bytesOf(t)));
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
      if (child instanceof Module || counted.has(child)) continue;
      counted.add(child);
      state += (child instanceof Parameter ? 2 : 1) * bytesOf(child.value);
    }
    return [module, { state, intermediates: intermediates.get(module)! }] as const;
  });
  return new Map(found);
}

/** Has a method of one module tell its argument first; returns what takes that back. */
function before(module: AnyModule, method: "fprop" | "bprop", tell: (v: Value) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(module, method);
  const original = module[method].bind(module) as (v: Value) => Value;
  module[method] = (v: Value): Value => {
    tell(v);
    return original(v);
  };
  return () => {
    delete (module as Partial<AnyModule>)[method];
    if (own !== undefined) Object.defineProperty(module, method, own);
  };
}

/** The tensors in a module's fields, however deep, but not those of its state and of modules in it. */
function tensorsIn(module: AnyModule): Tensor[] {
  const seen = new Set<object>([module]);
  const found: Tensor[] = [];
  const pending: unknown[] = Object.values(module);
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Tensor) found.push(value);
    else if (
      !(value instanceof Module || value instanceof Parameter || value instanceof Buffer || value instanceof Rng) &&
      !ArrayBuffer.isView(value)
    )
      pending.push(...(value instanceof Map ? value.values() : Object.values(value)));
  }
  return found;
}
