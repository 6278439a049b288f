import { platform } from "../platform.ts";

/** Lets timers, events and finalizers have their turn now and then, while something long is going on. */
export class Turns {
  private readonly every: number;
  private last = platform.performance.now();

  /** @param every milliseconds between two turns: a page that is drawn 60 times a second has 16 for all */
  constructor(every = 8) {
    this.every = every;
  }

  /** A turn, where it is time for one. When that is, changes nothing that is computed. */
  async pass(): Promise<void> {
    if (platform.performance.now() - this.last < this.every) return;
    await turn();
    this.last = platform.performance.now();
  }
}

/** The end of one turn of the event loop. Timers of pages wait four milliseconds, messages do not. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (platform.setImmediate !== undefined) platform.setImmediate(resolve);
    else {
      const { port1, port2 } = new platform.MessageChannel();
      port1.addEventListener("message", () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(0);
    }
  });
}
