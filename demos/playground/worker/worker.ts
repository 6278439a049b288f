import type { Command } from "../model/protocol.ts";
import { Engine } from "./engine.ts";

/** What a worker's global scope has of interest here. */
interface Scope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: Command }) => void): void;
}

const scope = globalThis as unknown as Scope;

// Timers of pages wait four milliseconds when they follow each other; messages do not.
const turns = new MessageChannel();
const calls: (() => void)[] = [];
turns.port1.addEventListener("message", () => calls.shift()?.());
turns.port1.start();

const engine = new Engine({
  post: (reply, transfer) => scope.postMessage(reply, transfer),
  later(call, milliseconds) {
    if (milliseconds > 0) {
      setTimeout(call, milliseconds);
      return;
    }
    calls.push(call);
    turns.port2.postMessage(0);
  },
  now: () => performance.now(),
});
scope.addEventListener("message", ({ data }) => engine.take(data));
