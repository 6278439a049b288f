import { refuse } from "../check.ts";
import { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { StateReader, type TrainingState } from "./statereader.ts";

/** Parameters with settings of their own, which stand before the optimizer's. */
export type Group<Options> = Partial<Options> & { readonly params: Iterable<Parameter> };

/** A group as the optimizer has it: with all options, and with the rate at epoch 0 where a schedule has seen it. */
export type Settings<Options> = Options & { readonly params: readonly Parameter[]; initialLr?: number };

/**
 * Changes parameters by their gradients.
 *
 *     optimizer.zeroGrad();     before the gradients of a step are added up
 *     optimizer.step();         afterwards
 *
 * Takes parameters, or groups of them with options of their own: `[{ params: head, lr: 0.1 }, { params: body }]`.
 * The options of `groups` may be changed between steps, as schedules do. Frozen parameters are left alone.
 *
 * `stateDict` has all that the next steps depend on beside values and gradients, so that training goes on with the same
 * bits: what is remembered of parameter i, counted through all groups, under PyTorch's names (`0.exp_avg`), and options
 * that are numbers (`groups.0.lr`). Options that are none are those that the optimizer was made with.
 */
export abstract class Optimizer<Options extends object> {
  readonly groups: readonly Settings<Options>[];

  constructor(params: Iterable<Parameter> | Iterable<Group<Options>>, defaults: Options) {
    if (!(Symbol.iterator in Object(params)))
      refuse("ARGUMENT", this, "params", "Parameters or groups of them", params);
    const list = [...params];
    const groups = list.every((p) => p instanceof Parameter) ? [{ params: list }] : (list as Group<Options>[]);
    this.groups = groups.map((group, i) => {
      if (typeof group !== "object" || group === null || !(Symbol.iterator in Object(group.params)))
        refuse("ARGUMENT", this, `params[${i}]`, "a Parameter or a group { params, … }", group);
      const merged = { ...defaults, ...group, params: [...new Set(group.params)] };
      for (const p of merged.params)
        if (!(p instanceof Parameter)) refuse("ARGUMENT", this, `params[${i}]`, "of Parameters", p);
      return merged;
    });
    const all = this.groups.flatMap((g) => g.params);
    if (all.length === 0) refuse("ARGUMENT", this, "params", "at least one Parameter", "none");
    if (new Set(all).size < all.length) refuse("DUPLICATE", this, "params", "each in one group", "one in several");
    for (const group of this.groups) this.check(group);
  }

  /**
   * Changes the parameters. A closure, which sets all gradients to 0, runs fprop and bprop, and returns E, is called
   * first; those that search along a direction call it again and again. Returns its first E.
   */
  abstract step(closure?: () => number): number | undefined;

  /** Throws ARGUMENT for options that make no sense. */
  protected abstract check(options: Options): void;
  /** What is remembered, by path; tensors are the optimizer's own. */
  protected abstract memory(): Iterable<[path: string, value: Tensor | number]>;
  /** Reads what `memory` gave, and returns what puts it in the place of what is remembered now. */
  protected abstract read(from: StateReader): () => void;

  zeroGrad(): void {
    for (const group of this.groups) for (const p of group.params) p.zeroGrad();
  }

  /** Copies of all that training goes on from, by path. */
  stateDict(): TrainingState {
    const remembered = [...this.memory()].map(([path, v]) => [path, v instanceof Tensor ? v.clone() : v] as const);
    return Object.fromEntries([...remembered, ...this.groups.flatMap((group, i) => numbersOf(group, i))]);
  }

  /**
   * Takes over a state dict of the same parameters, tensors rounded to the precision of theirs: all of it, or nothing
   * where something does not fit.
   * @throws FpropError STATE_DICT, SHAPE, DTYPE, ARGUMENT
   */
  loadStateDict(state: TrainingState): void {
    const from = new StateReader(this, state);
    const groups = this.groups.map((group, i) => readNumbers(group, i, from));
    const recall = this.read(from);
    from.end();
    for (const group of groups) this.check(group);
    for (const [i, group] of groups.entries()) Object.assign(this.groups[i], group);
    recall();
  }

  protected get all(): readonly Parameter[] {
    return this.groups.flatMap((group) => group.params);
  }

  protected checkClosure(closure: unknown): void {
    if (typeof closure !== "function") refuse("ARGUMENT", this, "closure", "a function that gives E", closure);
  }

  toString(): string {
    return this.constructor.name;
  }
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((v) => typeof v === "number");

/** The options of a group that are numbers, alone or in arrays, by path. */
function numbersOf(group: object, i: number): [path: string, value: number][] {
  return Object.entries(group).flatMap(([key, value]: [string, unknown]): [string, number][] => {
    if (typeof value === "number") return [[`groups.${i}.${key}`, value]];
    return isNumbers(value) ? value.map((v, k) => [`groups.${i}.${key}.${k}`, v]) : [];
  });
}

/** A group with the numbers of a state dict for its own. */
function readNumbers<Options>(group: Settings<Options>, i: number, from: StateReader): Settings<Options> {
  const read: Record<string, unknown> = { ...group };
  if (from.has(`groups.${i}.initialLr`)) read.initialLr = 0;
  for (const [key, value] of Object.entries(read)) {
    if (typeof value === "number") read[key] = from.number(`groups.${i}.${key}`);
    else if (isNumbers(value)) read[key] = value.map((_, k) => from.number(`groups.${i}.${key}.${k}`));
  }
  return read as Settings<Options>;
}
