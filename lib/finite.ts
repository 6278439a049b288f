import { around } from "./around.ts";
import { Buffer } from "./buffer.ts";
import { refuse } from "./check.ts";
import * as kernels from "./kernels/index.ts";
import type { AnyModule } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { isValue, leaves, type Value } from "./value.ts";

/** Throws NONFINITE at the first NaN or infinity of a value; what is none, the module itself refuses. */
export function look(who: { toString(): string }, what: string, value: Value): void {
  for (const t of isValue(value) ? leaves(value) : []) {
    if (t.dtype === "int32") continue;
    const largest = t.dtype === "float32" ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
    const i = kernels.firstOutside(t, -largest, largest);
    if (i >= 0) refuse("NONFINITE", who, what, "finite", `${t.data[i]} at index ${i}`);
  }
}

/** A module's own parameters and buffers, and whether there are no modules in it. */
function own(module: AnyModule): {
  parameters: (readonly [string, Parameter])[];
  buffers: (readonly [string, Buffer])[];
  leaf: boolean;
} {
  const children = [...module.entries()];
  const those = <C>(kind: abstract new (...args: never) => C): (readonly [string, C])[] =>
    children.flatMap(([key, child]) => (child instanceof kind ? [[key, child] as const] : []));
  const [parameters, buffers] = [those(Parameter), those(Buffer)];
  return { parameters, buffers, leaf: parameters.length + buffers.length === children.length };
}

/**
 * Puts looks around one module's fprop and bprop, or takes them away: a module that is not watched pays nothing. A container
 * leaves the inputs to the modules inside, which the error then names.
 */
export function checkFinite(module: AnyModule, on: boolean): void {
  delete (module as Partial<AnyModule>).fprop;
  delete (module as Partial<AnyModule>).bprop;
  if (!on) return;
  around(module, "fprop", (of, x, rest) => {
    const { parameters, buffers, leaf } = own(of);
    if (leaf) look(of, "input x", x);
    for (const [key, p] of parameters) look(of, `parameter ${key}`, p.value);
    for (const [key, b] of buffers) look(of, `buffer ${key}`, b.value);
    const y = rest();
    look(of, "output y", y);
    return y;
  });
  around(module, "bprop", (of, dy, rest) => {
    const { parameters, leaf } = own(of);
    if (leaf) look(of, "gradient dy", dy);
    const dx = rest();
    for (const [key, p] of parameters) look(of, `gradient of ${key}`, p.grad);
    look(of, "gradient dx", dx);
    return dx;
  });
}
