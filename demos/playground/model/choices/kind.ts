import type { Choice } from "../configuration.ts";
import type { Field, FieldKind } from "../field.ts";

/** One class of a table: a loss, an optimizer or a schedule, its controls, and how it is made. */
export interface ChoiceKind<Make> {
  readonly kind: string;
  /** A few words for a menu's second line. */
  readonly words: string;
  /** With their defaults as values. */
  readonly fields: readonly Field[];
  /** What the constructor takes of the options, behind what it is for: as data, so that programs can say it, too. */
  readonly args: (options: Choice["options"]) => readonly Argument[];
  readonly make: Make;
}

export type Argument = number | boolean | string | { readonly [key: string]: Argument | readonly number[] };

const control =
  (kind: FieldKind) =>
  (key: string, value: number, min: number, max: number, more: Partial<Field> = {}): Field => ({
    key,
    label: key,
    kind,
    value,
    min,
    max,
    ...more,
  });

export const number = control("number");
export const integer = control("integer");
export const flag = (key: string, value = false): Field => ({ key, label: key, kind: "flag", value });

/** A number whose slider is logarithmic; min is above 0 for that, but 0 may be typed. */
export const scale = (key: string, value: number, min: number, max: number): Field =>
  number(key, value, min, max, { log: true });

/** All options as one object, or nothing where there are none. */
export const named = (options: Choice["options"]): readonly Argument[] =>
  Object.keys(options).length === 0 ? [] : [options];
