import * as fprop from "../index.ts";
import { Loss, LRScheduler, Module, Optimizer, Parameter, Regularizer, Tensor, type AnyModule } from "../index.ts";
import { activations } from "./cases/activations.ts";
import { attention } from "./cases/attention.ts";
import { bases } from "./cases/bases.ts";
import { containers } from "./cases/containers.ts";
import { convolution } from "./cases/convolution.ts";
import { linear } from "./cases/linear.ts";
import { normalisation } from "./cases/normalisation.ts";
import { recurrents } from "./cases/recurrent.ts";
import { pooling } from "./cases/pooling.ts";
import { shaping } from "./cases/shaping.ts";
import type { LossRow } from "./cases/lossrow.ts";
import { losses as fewlosses } from "./cases/losses.ts";
import { morelosses } from "./cases/morelosses.ts";
import type { ModuleRow } from "./cases/row.ts";
import { optimizers, regularizers, schedules } from "./cases/training.ts";

/**
 * The table on which every law of laws.spec.ts runs. A new module or loss gets its row in the file of its family; an
 * export without one fails the suite.
 */

export { optimizers, regularizers, schedules };
export { inputOf, type ModuleRow } from "./cases/row.ts";
export type { AnyLoss, LossRow } from "./cases/lossrow.ts";

export const losses: readonly LossRow[] = [...fewlosses, ...morelosses];

export const modules: readonly ModuleRow[] = [
  ...activations,
  ...attention,
  ...bases,
  ...containers,
  ...linear,
  ...normalisation,
  ...recurrents,
  ...convolution,
  ...pooling,
  ...shaping,
];

/** The names of all exports that are subclasses of `base`. */
export function exported(base: abstract new (...args: never) => unknown): string[] {
  return Object.entries(fprop).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof base ? [name] : [],
  );
}

/** What must have rows, and the rows there are. */
export const tables = [
  ["Module", exported(Module), modules],
  ["Loss", exported(Loss), losses],
  ["Regularizer", exported(Regularizer), regularizers],
  ["Optimizer", exported(Optimizer), optimizers],
  ["LRScheduler", exported(LRScheduler), schedules],
] as const;

/** All parameters of a module, and their gradients, as values to compare. */
export const weights = (module: AnyModule): Tensor[] => module.parameters().map((p) => p.value);
export const gradients = (module: { parameters(): Parameter[] }): Tensor[] => module.parameters().map((p) => p.grad);
