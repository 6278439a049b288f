import { refuse } from "../../check.ts";
import { LRScheduler } from "./lrscheduler.ts";
import { checkSchedulers } from "./sequentiallr.ts";

/** Schedules at once: each is given the rate that those before it have made, so that factors multiply. */
export class ChainedScheduler extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    if (!Array.isArray(schedulers) || !(schedulers[0] instanceof LRScheduler))
      refuse("ARGUMENT", "ChainedScheduler", "schedulers", "an array of at least one schedule", schedulers);
    super((schedulers as readonly LRScheduler[])[0].optimizer);
    checkSchedulers(this, schedulers, this.optimizer);
    this.schedulers = [...schedulers];
    this.apply();
  }

  lr(epoch: number, lr: number, i: number): number {
    return this.schedulers.reduce((rate, schedule) => schedule.lr(epoch, rate, i), lr);
  }

  override momentum(epoch: number, i: number): number | undefined {
    const said = this.schedulers.map((schedule) => schedule.momentum(epoch, i));
    return said.findLast((momentum) => momentum !== undefined);
  }
}
