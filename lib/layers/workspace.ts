import type { AnyModule } from "../module.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { Rng } from "../rng.ts";
import { sameShape, Tensor } from "../tensor.ts";

type Fields = Record<string, unknown>;

/** Whether a field of a module holds intermediates: a tensor, or an array of tensors and of places for them. */
function passing(value: unknown): boolean {
  if (value instanceof Tensor) return true;
  if (!Array.isArray(value) || !value.some((v) => v !== undefined)) return false;
  return value.every((v) => v === undefined || v instanceof Tensor);
}

/**
 * The buffers of modules, taken out of them while they are not at work. Modules of one structure and one set of settings
 * can work with the same ones in turn, as one module does with inputs of changing shapes.
 */
export class Workspace {
  private readonly shelves: Fields[] = [];

  /** Does what `work` does, with the buffers in the module meanwhile. */
  during<T>(module: AnyModule, work: () => T): T {
    const modules = module.modules();
    for (const [i, m] of modules.entries()) Object.assign(m, this.shelves[i]);
    try {
      return work();
    } finally {
      for (const [i, m] of modules.entries()) {
        const shelf: Fields = {};
        for (const [key, value] of Object.entries(m))
          if (passing(value)) {
            shelf[key] = value;
            (m as unknown as Fields)[key] = Array.isArray(value) ? [] : undefined;
          }
        this.shelves[i] = shelf;
      }
    }
  }
}

/** Whether two modules differ only in the values of their parameters, and in intermediates. */
export function alike(a: unknown, b: unknown): boolean {
  if (a instanceof Module)
    return (
      b instanceof Module &&
      a.constructor === b.constructor &&
      Object.keys(a).every((k) => alike(field(a, k), field(b, k)))
    );
  if (a instanceof Parameter) return b instanceof Parameter && sameShape(a.value.shape, b.value.shape);
  if (passing(a) || passing(b) || a instanceof Rng) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => alike(v, b[i]));
  return Object.is(a, b);
}
const field = (module: AnyModule, key: string): unknown => (module as unknown as Fields)[key];
