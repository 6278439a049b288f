import { afterEach, describe, expect, it } from "vitest";
import type { Command, Reply, WorkerLike } from "../../../../demos/playground/model/protocol.ts";
import { presets } from "../../../../demos/playground/model/presets.ts";
import { Session } from "../../../../demos/playground/ui/session.ts";

const [first, second, third] = presets.map(({ configuration }) => configuration);

/** A worker that notes what it is asked, and answers when it is told to, by what `refused` says. */
class Slow implements WorkerLike {
  readonly asked: Command[] = [];
  private listener: ((event: { data: Reply }) => void) | undefined;

  postMessage(command: unknown): void {
    if ((command as Command).type !== "ping") this.asked.push(command as Command);
  }

  addEventListener(type: string, listener: unknown): void {
    if (type === "message") this.listener = listener as typeof this.listener;
  }

  terminate(): void {
    this.listener = undefined;
  }

  get names(): string[] {
    return this.asked.map(({ type }) => type);
  }

  /** Answers what was asked last. */
  async answer(refused = false): Promise<void> {
    const { id } = this.asked.at(-1)!;
    const refusal = { code: "ARGUMENT", message: "no" } as const;
    const reply = refused ? { type: "refusal", id, refusal } : { type: "answer", id, answer: undefined };
    this.listener?.({ data: reply as unknown as Reply });
    await new Promise((later) => setTimeout(later, 0));
  }
}

let session: Session;
afterEach(() => session.dispose());

/** A session whose first configuration has been asked for. */
function begun(): Slow {
  const worker = new Slow();
  session = new Session(first, () => worker);
  expect(worker.names).toEqual(["maps", "configure"]);
  return worker;
}

describe("a session of the playground", () => {
  it("sends one change at a time, and of several that came meanwhile the last", async () => {
    const worker = begun();
    session.change(second);
    session.change(third);
    expect(worker.names).toEqual(["maps", "configure"]);
    await worker.answer();
    expect(worker.asked.at(-1)).toMatchObject({ type: "configure", ask: { configuration: third } });
    await worker.answer();
    expect(session.accepted.value).toBe(third);
    expect(worker.names).toEqual(["maps", "configure", "configure"]);
    session.change(third);
    expect(worker.names).toHaveLength(3);
    session.change(second);
    expect(worker.names).toHaveLength(4);
    await worker.answer();
  });

  it.each(["play", "pause", "step", "reset"] as const)("asks for %s when all changes are accepted", async (name) => {
    const worker = begun();
    session.change(second);
    void session[name]();
    await worker.answer();
    expect(worker.names).toEqual(["maps", "configure", "configure"]);
    await worker.answer();
    expect(worker.names).toEqual(["maps", "configure", "configure", name]);
    expect(session.playing.value).toBe(name === "play");
    await worker.answer();
  });

  it("trains what it had where a change is refused", async () => {
    const worker = begun();
    await worker.answer();
    session.change(second);
    void session.play();
    await worker.answer(true);
    expect(session.refusal.value?.message).toBe("no");
    expect(session.accepted.value).toBe(first);
    expect(worker.names.at(-1)).toBe("play");
    await worker.answer();
  });
});
