import type { ChoiceKind } from "./choices/kind.ts";
import { losses, type LossKind } from "./choices/losses.ts";
import { optimizers, type OptimizerKind } from "./choices/optimizers.ts";
import { schedules, type ScheduleKind } from "./choices/schedules.ts";
import type { Choice } from "./configuration.ts";
import type { Field } from "./field.ts";
import { decline } from "./refusal.ts";

export { losses, optimizers, schedules };

export type ChoiceName = "loss" | "optimizer" | "schedule";

/** The tables by what they are for. */
const tables: Readonly<Record<ChoiceName, readonly ChoiceKind<unknown>[]>> = {
  loss: losses,
  optimizer: optimizers,
  schedule: schedules,
};

/** A choice with all its defaults; "none" is a schedule, too. */
export function chosen(name: ChoiceName, kind: string, options: Choice["options"] = {}): Choice {
  if (name === "schedule" && kind === "none") return { kind, options: {} };
  const { fields } = find(tables[name], name, kind);
  const defaults = fields.map(({ key, value }) => [key, value as Choice["options"][string]] as const);
  return { kind, options: { ...Object.fromEntries(defaults), ...options } };
}

/** The controls of a choice, with its values in them. */
export function choiceFields(name: ChoiceName, { kind, options }: Choice): Field[] {
  if (name === "schedule" && kind === "none") return [];
  return find(tables[name], name, kind).fields.map((field) => ({ ...field, value: options[field.key] ?? field.value }));
}

export const lossKind = ({ kind }: Choice): LossKind => find(losses, "loss", kind);
export const optimizerKind = ({ kind }: Choice): OptimizerKind => find(optimizers, "optimizer", kind);
/** Of a choice that is not "none". */
export const scheduleKind = ({ kind }: Choice): ScheduleKind => find(schedules, "schedule", kind);

function find<K extends ChoiceKind<unknown>>(table: readonly K[], name: string, kind: string): K {
  return (
    table.find((k) => k.kind === kind) ??
    decline("CONFIGURATION", `There is no ${name} of the kind "${kind}" to choose from.`)
  );
}
