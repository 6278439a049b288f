import { describe } from "../errors.ts";
import type { AnyModule } from "../module.ts";
import { isPlain, namedNumber, wrong } from "./json.ts";

/*
 * What arguments of modules look like in an architecture. What their numbers and words mean, the constructors check.
 */

/** Makes the module that stands at a place of an architecture. */
export interface Reader {
  layer(value: unknown, place: string): AnyModule;
}

/** What an argument may be, in words, and how it is read. */
export interface Form {
  readonly words: string;
  /** Whether it may be missing, and whether it stands for all arguments from here on. */
  readonly optional?: boolean;
  readonly rest?: boolean;
  read(value: unknown, place: string, reader: Reader): unknown;
}

function form(text: string, is: (value: unknown) => boolean): Form {
  return {
    words: text,
    read: (value, place) => (is(value) ? value : wrong(place, "argument", text, describe(value))),
  };
}

/** true or false. */
export const flag: Form = /* @__PURE__ */ form("true or false", (x) => typeof x === "boolean");
/** A word, of which there are few. */
export const word: Form = /* @__PURE__ */ form(
  "a word of at most 100 letters",
  (x) => typeof x === "string" && x.length <= 100,
);
/** A number. */
export const number: Form = {
  words: "a number",
  read: (value, place) =>
    isPlain(value) ? value : (namedNumber(value) ?? wrong(place, "argument", "a number", describe(value))),
};
/** A number, or one for each axis; null where a size is left open. */
export const sizes: Form = /* @__PURE__ */ form("a number, or at most 64 of them, or null", (x) => {
  const isSize = (n: unknown): boolean => n === null || isPlain(n);
  return isSize(x) || (Array.isArray(x) && x.length <= 64 && x.every(isSize));
});
/** Another module. */
export const layer: Form = {
  words: "a module",
  read: (value, place, reader) => reader.layer(value, place),
};

/** Whatever one of two forms is, by the type of the value. */
export function either(type: "string" | "boolean", first: Form, second: Form): Form {
  return {
    words: `${first.words}, or ${second.words}`,
    read: (value, place, reader) => (typeof value === type ? first : second).read(value, place, reader),
  };
}

/** An array of these. */
export function list(of: Form): Form {
  return {
    words: `an array, each ${of.words}`,
    read(value, place, reader) {
      if (!Array.isArray(value)) wrong(place, "argument", this.words, describe(value));
      return value.map((v, i) => of.read(v, `${place}[${i}]`, reader));
    },
  };
}

/** The same, which may also be missing: what options have by default, and what is not there. */
export function optional(of: Form): Form {
  return { ...of, optional: true };
}

/** All arguments from here on. */
export function rest(of: Form): Form {
  return { ...of, rest: true };
}
