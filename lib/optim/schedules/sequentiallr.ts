import { refuse } from "../../check.ts";
import { checkMilestones, passed } from "./milestones.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** `schedulers` are schedules of this optimizer. */
export function checkSchedulers(who: LRScheduler, schedulers: readonly LRScheduler[], optimizer: Scheduled): void {
  if (!Array.isArray(schedulers) || schedulers.length === 0)
    refuse("ARGUMENT", who, "schedulers", "an array of at least one schedule", schedulers);
  for (const [i, schedule] of (schedulers as readonly LRScheduler[]).entries())
    if (!(schedule instanceof LRScheduler) || schedule.optimizer !== optimizer)
      refuse("ARGUMENT", who, `schedulers[${i}]`, "a schedule of the same optimizer", schedule);
}

/** One schedule after another: from each milestone on the next, which counts its epochs from there. */
export class SequentialLR extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];
  readonly milestones: readonly number[];

  constructor(optimizer: Scheduled, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    super(optimizer);
    checkSchedulers(this, schedulers, optimizer);
    checkMilestones(this, milestones);
    if (milestones.length !== schedulers.length - 1)
      refuse("ARGUMENT", this, "milestones", `${schedulers.length - 1}, one between schedules`, milestones);
    this.schedulers = [...schedulers];
    this.milestones = [...milestones];
    this.apply();
  }

  lr(epoch: number, lr: number, i: number): number {
    const k = passed(this.milestones, epoch);
    return this.schedulers[k].lr(this.since(k, epoch), lr, i);
  }

  override momentum(epoch: number, i: number): number | undefined {
    const k = passed(this.milestones, epoch);
    return this.schedulers[k].momentum(this.since(k, epoch), i);
  }

  private since(k: number, epoch: number): number {
    return k === 0 ? epoch : epoch - this.milestones[k - 1];
  }
}
