import { computed, signal } from "@preact/signals";
import type { Which } from "../../model/protocol.ts";
import type { Entry, NumericGradient, Trace } from "../../model/trace.ts";
import { refusal, type Session } from "../session.ts";
import { stopsOf } from "./timeline.ts";

/** Milliseconds from one stop to the next while a walk goes by itself. */
const pace = 900;

/** A walk through one fprop and one bprop of chosen examples. */
export class Walk {
  readonly which = signal<Required<Which>>({ set: "training", row: 0, rows: 1 });
  readonly trace = signal<Trace | undefined>(undefined);
  readonly at = signal(0);
  readonly running = signal(false);
  readonly stops = computed(() => stopsOf(this.trace.value?.modules ?? []));
  /** The picked entry, and its gradient once more by differences, when it is there. */
  readonly picked = signal<{ readonly entry: Entry; readonly label: string } | undefined>(undefined);
  readonly numeric = signal<NumericGradient | undefined>(undefined);

  private readonly session: Session;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** The examples, traced anew: the net may have learned, or be another one. */
  async look(which: Partial<Which> = {}): Promise<void> {
    const next = { ...this.which.value, ...which };
    const set = this.session.configured.value?.examples[next.set];
    if (set === undefined) return;
    const row = Math.min(set.count - 1, Math.max(0, next.row));
    this.which.value = { ...next, row, rows: Math.max(1, Math.min(next.rows, set.count - row)) };
    const asked = ++this.asked;
    const trace = await this.session.attempt(this.session.trainer.inspect(this.which.value));
    if (asked !== this.asked || trace === undefined) return;
    this.trace.value = trace;
    if (this.at.value >= this.stops.value.length) this.at.value = 0;
    this.forget();
  }

  go(to: number): void {
    const last = this.stops.value.length - 1;
    const next = Math.min(last, Math.max(0, to));
    if (next === this.at.value) return;
    this.at.value = next;
    if (this.picked.value !== undefined) this.forget();
  }

  run(): void {
    if (this.at.value >= this.stops.value.length - 1) this.at.value = 0;
    this.running.value = true;
    const further = (): void => {
      this.go(this.at.value + 1);
      if (this.at.value < this.stops.value.length - 1) this.timer = setTimeout(further, pace);
      else this.rest();
    };
    clearTimeout(this.timer);
    this.timer = setTimeout(further, pace);
  }

  rest(): void {
    clearTimeout(this.timer);
    this.running.value = false;
  }

  /** Asks for the derivative of E by an entry, by differences. */
  async pick(entry: Entry, label: string): Promise<void> {
    this.rest();
    this.picked.value = { entry, label };
    this.numeric.value = undefined;
    const asked = this.asked;
    try {
      const found = await this.session.trainer.numeric(this.which.value, entry);
      if (asked === this.asked && this.picked.value?.entry === entry) this.numeric.value = found;
    } catch (error) {
      this.picked.value = undefined;
      this.session.say("error", refusal(error).message);
    }
  }

  forget(): void {
    this.picked.value = undefined;
    this.numeric.value = undefined;
  }
}
