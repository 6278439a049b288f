import { parentPort } from "node:worker_threads";
import { Linear, MSELoss, type Tensor } from "fprop";
import { forms, kind } from "fprop/io";
import { serveTraining } from "fprop/worker";

/** A loss of the user's own, and a layer; both as the caller has them. */
export class Doubled extends MSELoss {
  override fprop(y: Tensor, t: Tensor): number {
    return 2 * super.fprop(y, t);
  }
}
export class Wide extends Linear {
  readonly inputs: number;
  constructor(inputs: number) {
    super(inputs, 2);
    this.inputs = inputs;
  }
}
/** Throws, leaves, or never comes back, at its third batch. */
export class Failing extends MSELoss {
  readonly how: string;
  private calls = 0;
  constructor(how: string) {
    super();
    this.how = how;
  }
  override fprop(y: Tensor, t: Tensor): number {
    if (++this.calls > 5) {
      if (this.how === "throw") throw new RangeError("no more");
      if (this.how === "exit") process.exit(3);
      if (this.how === "later") setTimeout(() => void Promise.reject(new Error("by the way")), 0);
      if (this.how === "loop") for (;;);
    }
    return super.fprop(y, t);
  }
}
export const options = {
  classes: { Doubled, Failing },
  kinds: [kind("Wide", Wide, [forms.number], (m) => [m.inputs])],
};

if (parentPort !== null) serveTraining(parentPort, options);
