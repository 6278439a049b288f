import { describe, refuse } from "../errors.ts";

/** What JSON has. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Refuses a place of an architecture. */
export function wrong(place: string, what: string, expected: string, got: string): never {
  refuse("FORMAT", place, what, expected, got);
}

/** Whether it is an object of its own keys alone. */
export function isObject(x: unknown): x is Readonly<Record<string, unknown>> {
  if (typeof x !== "object" || x === null || Array.isArray(x)) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** The number that `numberAsJson` has put in other words. */
export function namedNumber(x: unknown): number | undefined {
  return isObject(x) && Object.keys(x).join() === "number" ? words.get(x.number) : undefined;
}

/** `x` is an object of these keys, of which those with a ? may be missing. */
export function checkKeys(x: unknown, place: string, what: string, keys: readonly string[]): asserts x is object {
  const names = keys.map((key) => key.replace("?", ""));
  const expected = names.length === 0 ? "an empty object" : `an object of ${names.join(", ")}`;
  if (!isObject(x)) wrong(place, what, expected, describe(x));
  const unknown = Object.keys(x).find((key) => !names.includes(key));
  if (unknown !== undefined) wrong(place, what, expected, `one with ${describe(unknown)}`);
  const missing = keys.find((key) => !key.endsWith("?") && !Object.hasOwn(x, key));
  if (missing !== undefined) wrong(place, what, expected, `one without ${describe(missing)}`);
}

/** Numbers that JSON has no words for. */
const words: ReadonlyMap<unknown, number> = /* @__PURE__ */ new Map([
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
]);
/** A number that JSON has the word for. */
export const isPlain = (x: unknown): boolean => typeof x === "number" && Number.isFinite(x) && !Object.is(x, -0);

/** A number as JSON, but NaN: what it has no words for is `{ "number": "Infinity" }`, `"-Infinity"` or `"-0"`. */
export function numberAsJson(x: number): Json | undefined {
  if (isPlain(x)) return x;
  return Number.isNaN(x) ? undefined : { number: Object.is(x, -0) ? "-0" : String(x) };
}

/**
 * The first key that stands twice in one object of a valid JSON text. JSON.parse keeps the last of such, so that two
 * readers may see two files in one.
 */
export function duplicateKey(text: string): string | undefined {
  // For each object or array that is open, the keys seen so far; undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let key = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{" || c === "[") open.push(c === "{" ? new Set() : undefined);
    else if (c === "}" || c === "]") open.pop();
    if (c === "{" || c === ",") key = open[open.length - 1] !== undefined;
    else if (c === "[" || c === ":") key = false;
    if (c !== '"') continue;
    let end = i + 1;
    while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    if (key) {
      const name = JSON.parse(text.slice(i, end + 1)) as string;
      const seen = open[open.length - 1]!;
      if (seen.has(name)) return name;
      seen.add(name);
    }
    i = end;
  }
  return undefined;
}
