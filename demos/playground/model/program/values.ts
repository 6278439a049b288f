import type { Layer } from "fprop/io";
import { isLayer } from "../places.ts";

/** A value of JSON as a program writes it: keys without quotes where they are names. */
export function valueOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, v]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${valueOf(v)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A layer as `new Kind(…)`; the classes that it is made of are added to `uses`. */
export function expressionOf({ kind, args }: Layer, uses: Set<string>): string {
  uses.add(kind);
  if (kind === "RadialBasis") {
    uses.add("Tensor");
    return `new RadialBasis(Tensor.zeros(${valueOf(args[0])}), ${valueOf(args[1])})`;
  }
  const said = (args as readonly unknown[]).map((arg) => argumentOf(arg, uses));
  return `new ${kind}(${said.filter((text) => text !== "{}").join(", ")})`;
}

/** An argument, in which modules may stand: options of theirs, too. */
function argumentOf(arg: unknown, uses: Set<string>): string {
  if (isLayer(arg)) return expressionOf(arg, uses);
  if (typeof arg !== "object" || arg === null || Array.isArray(arg)) return valueOf(arg);
  const entries = Object.entries(arg).map(([key, v]) => `${key}: ${argumentOf(v, uses)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
