import { checkCount, refuse } from "../../check.ts";

/** `milestones` are epochs in rising order. */
export function checkMilestones(who: { toString(): string }, milestones: readonly number[]): void {
  if (!Array.isArray(milestones)) refuse("ARGUMENT", who, "milestones", "an array of epochs", milestones);
  for (const [i, epoch] of (milestones as readonly number[]).entries())
    checkCount(who, `milestones[${i}]`, epoch, i === 0 ? 0 : milestones[i - 1]);
}

/** How many milestones have been reached. */
export function passed(milestones: readonly number[], epoch: number): number {
  return milestones.filter((m) => m <= epoch).length;
}
