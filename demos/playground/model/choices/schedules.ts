import {
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ExponentialLR,
  LinearLR,
  OneCycleLR,
  PolynomialLR,
  ReduceLROnPlateau,
  StepLR,
  type LRScheduler,
  type Optimizer,
} from "fprop";
import type { Choice } from "../configuration.ts";
import { integer, named, number, scale, type Argument, type ChoiceKind } from "./kind.ts";

export type Schedule = LRScheduler | ReduceLROnPlateau;

export interface ScheduleKind extends ChoiceKind<
  (optimizer: Optimizer<object>, args: readonly Argument[]) => Schedule
> {
  /** Whether its step is told E of the epoch. */
  readonly told: boolean;
}

function schedule(
  of: new (optimizer: never, ...args: never[]) => Schedule,
  kind: string,
  words: string,
  fields: ScheduleKind["fields"],
  args: (options: Choice["options"]) => readonly Argument[] = named,
): ScheduleKind {
  return {
    kind,
    words,
    fields,
    args,
    told: kind === "ReduceLROnPlateau",
    make: (optimizer, given) => new of(optimizer as never, ...(given as never[])),
  };
}

const epochs = (key: string, value: number): ScheduleKind["fields"][number] => integer(key, value, 1, 1000);
/** The first option by its place, the others by their names. */
const first =
  (key: string) =>
  ({ [key]: value, ...rest }: Choice["options"]): readonly Argument[] => [value, ...named(rest)];

/** Schedules of the learning rate, which step after each epoch. */
export const schedules: readonly ScheduleKind[] = [
  schedule(
    StepLR,
    "StepLR",
    "η times gamma every few epochs",
    [epochs("stepSize", 30), number("gamma", 0.5, 0, 1)],
    first("stepSize"),
  ),
  schedule(
    ExponentialLR,
    "ExponentialLR",
    "η times gamma after each epoch",
    [number("gamma", 0.99, 0, 1)],
    first("gamma"),
  ),
  schedule(
    CosineAnnealingLR,
    "CosineAnnealingLR",
    "down along a cosine, and up again",
    [epochs("TMax", 100), scale("etaMin", 0, 1e-6, 0.1)],
    first("TMax"),
  ),
  schedule(
    CosineAnnealingWarmRestarts,
    "CosineAnnealingWarmRestarts",
    "down along cosines, from the top each time",
    [epochs("T0", 25), integer("TMult", 1, 1, 4), scale("etaMin", 0, 1e-6, 0.1)],
    first("T0"),
  ),
  schedule(LinearLR, "LinearLR", "from one factor to another", [
    number("startFactor", 0.1, 0, 1),
    number("endFactor", 1, 0, 1),
    epochs("totalIters", 10),
  ]),
  schedule(PolynomialLR, "PolynomialLR", "down to 0 by a power", [epochs("totalIters", 100), number("power", 1, 0, 4)]),
  schedule(ConstantLR, "ConstantLR", "η times a factor at first", [
    number("factor", 0.3, 0, 1),
    epochs("totalIters", 5),
  ]),
  schedule(
    OneCycleLR,
    "OneCycleLR",
    "up and down once",
    [scale("maxLr", 0.1, 1e-5, 10), epochs("totalSteps", 100), number("pctStart", 0.3, 0, 1)],
    ({ maxLr, ...rest }) => [maxLr, { ...rest, cycleMomentum: false }],
  ),
  schedule(ReduceLROnPlateau, "ReduceLROnPlateau", "down where E does not fall any more", [
    number("factor", 0.5, 0, 0.99),
    epochs("patience", 10),
  ]),
];
