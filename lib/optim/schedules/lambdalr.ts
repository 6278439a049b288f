import { checkNumber, refuse } from "../../check.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

type Factor = (epoch: number) => number;

/** η times what a function makes of the epoch: one function, or one for each group. */
export class LambdaLR extends LRScheduler {
  private readonly factors: readonly Factor[];

  constructor(optimizer: Scheduled, lrLambda: Factor | readonly Factor[]) {
    super(optimizer);
    const { length } = this.optimizer.groups;
    this.factors = Array.isArray(lrLambda) ? lrLambda : Array.from({ length }, () => lrLambda as Factor);
    if (this.factors.length !== length || !this.factors.every((f) => typeof f === "function"))
      refuse("ARGUMENT", this, "lrLambda", `a function, or ${length} of them, one for each group`, lrLambda);
    this.apply();
  }

  lr(epoch: number, lr: number, i: number): number {
    const factor = this.factors[i](epoch);
    checkNumber(this, "what lrLambda returns", factor);
    return lr * factor;
  }
}
