import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** What a contender's process answers; see contenders/serve.mjs. */
export interface Answer {
  readonly ready?: boolean;
  readonly version?: string;
  readonly losses?: readonly number[];
  readonly other?: string;
  /** Milliseconds of a step, by either clock. */
  readonly wall?: number;
  readonly processor?: number;
  readonly cannot?: string;
  readonly failed?: string;
}

/**
 * A command that keeps to one core, the same for all, where Linux's taskset is: cores of a machine that is shared are not
 * alike, and who has one thread shall have no help of others. Elsewhere it runs as it likes.
 */
export function onOneCore(command: readonly string[]): readonly string[] {
  const keep = ["taskset", "--cpu-list", "0"];
  return spawnSync(keep[0], [...keep.slice(1), "true"]).status === 0 ? [...keep, ...command] : command;
}

/** A contender's process. It answers one request after the other; what else it prints is not for us. */
export class Contending {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor([program, ...args]: readonly string[]) {
    this.child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
    this.child.stdin!.on("error", () => undefined); // of a process that has ended; its missing answer says so
    this.reader = createInterface({ input: this.child.stdout! });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** The next answer; a process that ends without one has failed. */
  async next(): Promise<Answer> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done === true) return { failed: `its process ended (${this.child.exitCode ?? this.child.signalCode})` };
      if (value.startsWith("{")) return JSON.parse(value) as Answer;
    }
  }

  ask(request: object): Promise<Answer> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  /** Its input ends, and so does it; at once, if it is in the middle of something. */
  end(): void {
    this.child.stdin!.end();
    this.child.kill();
  }
}
