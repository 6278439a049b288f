import { StateReader, type TrainingState } from "../optim/statereader.ts";

/** How far a training is: what `fit` counts, and goes on from where it is given one that has been counted before. */
export class Progress {
  /** Epochs that are done. */
  epoch = 0;
  /** Steps of the optimizer. */
  step = 0;
  /** Batches of the epoch that is not done, their rows, and the sum of E over these rows. */
  batch = 0;
  rows = 0;
  sum = 0;

  stateDict(): TrainingState {
    return { epoch: this.epoch, step: this.step, batch: this.batch, rows: this.rows, sum: this.sum };
  }

  /** @throws FpropError STATE_DICT, ARGUMENT */
  loadStateDict(state: TrainingState): void {
    const from = new StateReader("Progress", state);
    const [epoch, step, batch] = ["epoch", "step", "batch"].map((key) => from.count(key));
    const [rows, sum] = [from.count("rows"), from.number("sum")];
    from.end();
    Object.assign(this, { epoch, step, batch, rows, sum });
  }
}
