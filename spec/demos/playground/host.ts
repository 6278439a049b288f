import type { Command, CommandName, Commands, Reply } from "../../../demos/playground/model/protocol.ts";
import type { Report } from "../../../demos/playground/model/report.ts";
import { Engine } from "../../../demos/playground/worker/engine.ts";

/** An engine whose clock and turns are the spec's: time goes on by a millisecond whenever it is asked for, or as told. */
export class Bench {
  readonly replies: Reply[] = [];
  readonly engine: Engine;
  time = 0;
  /** What looking at the clock takes, so that slices end. */
  tick = 1;
  private calls: { at: number; call: () => void }[] = [];
  private id = 0;

  constructor() {
    this.engine = new Engine({
      post: (reply, transfer) => this.replies.push(structuredClone(reply, { transfer })),
      later: (call, milliseconds) => this.calls.push({ at: this.time + milliseconds, call }),
      now: () => (this.time += this.tick),
    });
  }

  /** Gives a command; returns its number. */
  send<K extends CommandName>(type: K, ask: Commands[K]["ask"]): number {
    this.engine.take({ id: ++this.id, type, ask } as Command);
    return this.id;
  }

  /** The answer to a command, at once; throws the refusal. */
  ask<K extends CommandName>(type: K, ask: Commands[K]["ask"]): Commands[K]["answer"] {
    const reply = this.replyTo(this.send(type, ask));
    if (reply?.type === "answer") return reply.answer as Commands[K]["answer"];
    throw Object.assign(new Error("refused"), { refusal: reply?.type === "refusal" ? reply.refusal : undefined });
  }

  replyTo(id: number): Extract<Reply, { id: number }> | undefined {
    return this.replies.find((reply): reply is Extract<Reply, { id: number }> => "id" in reply && reply.id === id);
  }

  /** Lets turns pass, until nothing is to be done any more, or for so many milliseconds. */
  run(milliseconds = Infinity, turns = 100_000): void {
    const end = this.time + milliseconds;
    for (let i = 0; i < turns && this.calls.length > 0; i++) {
      this.calls.sort((a, b) => a.at - b.at);
      if (this.calls[0].at > end) break;
      const { at, call } = this.calls.shift()!;
      this.time = Math.max(this.time, at);
      if (this.time > end) {
        this.calls.unshift({ at, call });
        return;
      }
      call();
    }
    if (Number.isFinite(end)) this.time = Math.max(this.time, end);
  }

  get reports(): Report[] {
    return this.replies.flatMap((reply) => (reply.type === "report" ? [reply.report] : []));
  }
}
