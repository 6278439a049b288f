import { checkNumber } from "../../check.ts";
import { pow } from "../../math.ts";
import { checkMilestones, passed } from "./milestones.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** η γᵏ, where k is how many milestones, epochs in rising order, have been reached. */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Scheduled, milestones: readonly number[], { gamma = 0.1 }: { gamma?: number } = {}) {
    super(optimizer);
    checkMilestones(this, milestones);
    checkNumber(this, "gamma", gamma, 0);
    this.milestones = [...milestones];
    this.gamma = gamma;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return lr * pow(this.gamma, passed(this.milestones, epoch));
  }
}
