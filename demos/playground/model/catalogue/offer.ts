import { Module, type AnyModule } from "fprop";
import type { Formula } from "../trace.ts";

/** A class of modules that the builder offers: from one tensor to one tensor. */
export interface Offer {
  readonly kind: string;
  /**
   * A module as it is when it is added behind something of this shape, the batch left out; what the constructor does not
   * take, it refuses, and what fprop does not take, fprop does.
   */
  readonly make: (row: readonly number[]) => AnyModule;
  /** Names of the arguments in front of the options, "" for one that is a layer. */
  readonly args: readonly string[];
  /** Of arguments and options, those that the shape decides. */
  readonly shaped: readonly string[];
  readonly formula: Formula;
}

export interface Group {
  readonly title: string;
  readonly offers: readonly Offer[];
}

/**
 * An offer; `args` has the names of arguments in a row, with a star behind those that the shape decides:
 *
 *     offer("Linear", "inFeatures*, outFeatures", ...)
 */
export function offer(
  kind: string,
  args: string,
  make: Offer["make"],
  [y, dx, words]: readonly [y: string, dx: string, words: string],
  parameters: Formula["parameters"] = {},
): Offer {
  const names = args === "" ? [] : args.split(",").map((name) => name.trim());
  return {
    kind,
    make,
    args: names.filter((name) => !name.startsWith("+")).map((name) => name.replace("*", "")),
    shaped: names.filter((name) => name.endsWith("*")).map((name) => name.replace(/[+*]/g, "")),
    formula: { y, dx, words, parameters },
  };
}

/** The last size of a shape. */
export const last = (row: readonly number[]): number => row[row.length - 1];

/** Whether something is a module: of what the fields of one hold. */
export const isModule = (value: unknown): value is AnyModule => value instanceof Module;
