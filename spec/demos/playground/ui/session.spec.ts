import { afterEach, describe, expect, it, vi } from "vitest";
import type { Command, Reply, WorkerLike } from "../../../../demos/playground/model/protocol.ts";
import type { Maps } from "../../../../demos/playground/model/maps.ts";
import type { Report } from "../../../../demos/playground/model/report.ts";
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

  tell(reply: Reply): void {
    this.listener?.({ data: reply });
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
afterEach(() => {
  session.dispose();
  vi.unstubAllGlobals();
});

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

  it("has no maps of the net before, where the next one has none", async () => {
    const worker = begun();
    await worker.answer();
    const map = { width: 0, hidden: [], outputs: [] } as unknown as Maps;
    const frames: FrameRequestCallback[] = [];
    vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
    const report = (run: number, maps?: Maps): void => {
      const told = { run, playing: false, step: 0, curve: [], ...(maps && { maps }) } as unknown as Report;
      worker.tell({ type: "report", report: told });
      // What is asked for while drawing belongs to later frames.
      for (const frame of frames.splice(0)) frame(0);
    };
    report(1, map);
    expect(session.maps.value).toBe(map);
    report(1);
    expect(session.maps.value).toBe(map);
    report(2);
    expect(session.maps.value).toBeUndefined();
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
