import { FpropError } from "../errors.ts";
import { loadTraining, saveTraining } from "../io/training.ts";
import type { Loss } from "../loss.ts";
import type { AnyModule } from "../module.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Batches } from "../train/batches.ts";
import { fit, type FitOptions, type Step } from "../train/fit.ts";
import type { Value } from "../value.ts";
import { partsOf, told, type Order, type Said } from "./messages.ts";
import { Packer, Unpacker, type Known } from "./parcel.ts";
import { lifeline, listen, send, type AnyPort } from "./port.ts";

/** A training, as it was sent. */
export interface Task {
  readonly net: AnyModule;
  readonly loss: Loss<Value, unknown>;
  readonly optimizer: Optimizer<object>;
  readonly batches: Batches<Value, unknown>;
  readonly options: FitOptions<Value, Value, unknown>;
  readonly [part: string]: unknown;
}

/** A training that goes on epoch by epoch, as it is told to. */
class Training {
  private readonly task: Task;
  private readonly known: Known;
  private readonly post: (said: Said) => void;
  private readonly signal = { aborted: false };
  private readonly epochs: ReturnType<typeof fit>;

  constructor(task: Task, known: Known, steps: boolean, post: (said: Said) => void) {
    const { net, loss, optimizer, batches, options } = task;
    this.task = task;
    this.known = known;
    this.post = post;
    const onStep = steps ? { onStep: (step: Step) => post({ kind: "step", step }) } : {};
    this.epochs = fit(net, loss, optimizer, batches, { ...options, ...onStep, signal: this.signal });
  }

  abort(): void {
    this.signal.aborted = true;
  }

  async next(state: Uint8Array): Promise<void> {
    const parts = partsOf(this.task);
    try {
      loadTraining(state, parts);
      const { done, value } = await this.epochs.next();
      const metrics = new Packer(this.known).pack(this.task.options.metrics ?? {}, "metrics");
      this.post({
        kind: "epoch",
        epoch: done === true ? undefined : value,
        state: saveTraining(parts),
        metrics,
      });
    } catch (error) {
      if (error instanceof FpropError && error.code === "ABORTED")
        this.post({ kind: "aborted", state: saveTraining(parts) });
      else throw error;
    }
  }
}

/** Serves trainings that come through a port, one after the other. */
export function serve(port: AnyPort, known: Known): void {
  let training: Training | undefined;
  /** The training that was aborted last, perhaps before it began. */
  let aborted = 0;
  let current = 0;
  /** What is under way: orders are carried out in the order of their coming, but an abort at once. */
  let work: Promise<void> = Promise.resolve();
  const line = lifeline();
  const carryOut = async (order: Order): Promise<void> => {
    const post = (said: Said): void => send(port, { fprop: order.fprop, ...said });
    try {
      if (order.kind === "begin") {
        training = undefined;
        post({ kind: "alive", lock: await line });
        training = new Training(new Unpacker(known).unpack(order.task) as Task, known, order.steps, post);
        current = order.fprop;
        if (aborted === current) training.abort();
      } else if (order.kind === "next") await training?.next(order.state);
    } catch (error) {
      try {
        post({ kind: "failed", ...told(error) });
      } catch {
        post({ kind: "failed", error: new Error(String(error)), complaint: undefined }); // what no message can carry
      }
    }
  };
  listen(
    port,
    (data) => {
      const order = data as Order;
      if (typeof Object(order).fprop !== "number") return; // not ours
      if (order.kind === "abort") {
        aborted = order.fprop;
        if (current === aborted) training?.abort();
      } else work = work.then(() => carryOut(order));
    },
    () => undefined,
  );
}
