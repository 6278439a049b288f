import type { AnyModule } from "./module.ts";
import type { Value } from "./value.ts";

/**
 * Puts `call` around one method of one module: it is given the module that was called, what with, and the rest of the call.
 * It stands in the instance, before the class's method: other modules pay nothing. A twin that is made meanwhile has it, too,
 * and is what `call` is given. Returns what takes it away.
 */
export function around(
  module: AnyModule,
  method: "fprop" | "bprop",
  call: (of: AnyModule, v: Value, rest: () => Value) => Value,
): () => void {
  const before = Object.getOwnPropertyDescriptor(module, method);
  const original = module[method] as (this: AnyModule, v: Value) => Value;
  module[method] = function (this: AnyModule, v: Value): Value {
    return call(this, v, () => original.call(this, v));
  };
  return () => {
    delete (module as Partial<AnyModule>)[method];
    if (before !== undefined) Object.defineProperty(module, method, before);
  };
}
