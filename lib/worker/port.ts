import type { Answer, Order } from "./messages.ts";

// oxlint-disable-next-line no-explicit-any -- listeners of whatever events: the types of Node and of the DOM differ
type Listener = any;

/** What a Web Worker and the worker's own side of it have of a port. */
export interface WebPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: Listener): void;
}

/** What a worker of Node and its `parentPort` have of one. */
export interface NodePort {
  postMessage(message: unknown): void;
  on(event: string, listener: Listener): unknown;
}

export type AnyPort = WebPort | NodePort;

/** Says something to the other thread. */
export function send(port: AnyPort, message: Order | Answer): void {
  port.postMessage(message);
}

/** Hears what comes through a port, and where the port says so, that nothing will any more. */
export function listen(
  port: AnyPort,
  message: (data: unknown) => void,
  ended: (why: string, cause?: unknown) => void,
): void {
  if ("on" in port) {
    port.on("message", message);
    port.on("messageerror", (cause: unknown) => ended("a message that cannot be read", cause));
    port.on("error", (cause: unknown) => ended(String(cause), cause));
    port.on("exit", (code: number) => ended(`its end, with code ${code}`));
    return;
  }
  port.addEventListener("message", ({ data }: { data: unknown }) => message(data));
  port.addEventListener("messageerror", () => ended("a message that cannot be read"));
  port.addEventListener("error", (event: { message?: string }) =>
    ended(event.message ?? "a script that does not load", event),
  );
}

interface Locks {
  request(name: string, call: () => unknown): Promise<unknown>;
  request(name: string, options: { signal: unknown }, call: () => unknown): Promise<unknown>;
}
interface Web {
  readonly navigator?: { readonly locks?: Locks };
  readonly crypto?: { randomUUID?(): string };
  setInterval(call: () => void, ms: number): unknown;
  clearInterval(timer: unknown): void;
}
/** What is used of pages and workers beyond `platform`. */
export const web = Object(globalThis) as Web;

/**
 * A lock that this thread holds as long as it lives: nothing else tells a page that a worker was terminated. Undefined where
 * there are none: in Node, which says so itself, and on insecure pages.
 */
export async function lifeline(): Promise<string | undefined> {
  const { crypto, navigator } = web;
  if (navigator?.locks === undefined || crypto?.randomUUID === undefined) return undefined;
  const name = `fprop ${crypto.randomUUID()}`;
  await new Promise<void>((held) => {
    void navigator.locks!.request(name, () => {
      held();
      return new Promise(() => undefined);
    });
  });
  return name;
}
