import { refuse } from "../../check.ts";
import { Optimizer, type Settings } from "../optimizer.ts";
import { StateReader, type TrainingState } from "../statereader.ts";

/** An optimizer whose groups have a rate. */
export type Scheduled = Optimizer<{ lr: number }>;

/** What a schedule may change of a group beside its rate. */
export type Cycled = Settings<{ lr: number }> & { momentum?: number; betas?: readonly [number, number] };

/**
 * Says the rates of an optimizer's groups, epoch by epoch (or step by step, whatever is counted):
 *
 *     const schedule = new StepLR(optimizer, 30);    rates of epoch 0
 *     schedule.step();                               those of the next, after the optimizer's steps of an epoch
 *
 * The rate is a function of the epoch and of the group's `initialLr`, the rate it had before its first schedule. So
 * nothing adds up, the rates of any epoch can be asked for (`lrs(epoch)`), and all that training goes on from is
 * `lastEpoch`. An optimizer has one schedule; several become one in a SequentialLR or a ChainedScheduler.
 */
export abstract class LRScheduler {
  readonly optimizer: Scheduled;
  /** The epoch whose rates the optimizer has. */
  lastEpoch = 0;

  constructor(optimizer: Scheduled) {
    if (!(optimizer instanceof Optimizer)) refuse("ARGUMENT", this, "optimizer", "an Optimizer", optimizer);
    this.optimizer = optimizer;
  }

  /** The rate of group i at this epoch, for one that would else be `lr`. */
  abstract lr(epoch: number, lr: number, i: number): number;

  /** The momentum of group i at this epoch, where the schedule says one. */
  momentum(_epoch: number, _i: number): number | undefined {
    return undefined;
  }

  /** The rates of all groups at this epoch. */
  lrs(epoch: number = this.lastEpoch): number[] {
    return this.optimizer.groups.map((group, i) => this.lr(epoch, group.initialLr ?? group.lr, i));
  }

  step(): void {
    this.lastEpoch++;
    this.apply();
  }

  /** Gives the groups what `lastEpoch` says: the last thing that a constructor does. */
  protected apply(): void {
    const lrs = this.lrs();
    for (const [i, group] of (this.optimizer.groups as readonly Cycled[]).entries()) {
      group.initialLr ??= group.lr;
      group.lr = lrs[i];
      const momentum = this.momentum(this.lastEpoch, i);
      if (momentum === undefined) continue;
      if (group.betas !== undefined) group.betas = [momentum, group.betas[1]];
      else group.momentum = momentum;
    }
  }

  stateDict(): TrainingState {
    return { lastEpoch: this.lastEpoch };
  }

  /**
   * Takes over the epoch, and gives the groups their rates; so load the optimizer's state before.
   * @throws FpropError STATE_DICT, ARGUMENT
   */
  loadStateDict(state: TrainingState): void {
    const from = new StateReader(this, state);
    const lastEpoch = from.count("lastEpoch");
    from.end();
    this.lastEpoch = lastEpoch;
    this.apply();
  }

  toString(): string {
    return this.constructor.name;
  }
}
