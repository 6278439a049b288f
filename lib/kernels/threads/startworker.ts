import { describe, FpropError } from "../../errors.ts";
import { platform } from "../../platform.ts";
import type { Start } from "./control.ts";

/** Milliseconds within which a worker has to start. */
const LIMIT = 10_000;

/** A worker that has been started. */
export interface Started {
  /** Resolves when it runs, rejects with WORKER when it does not. */
  readonly ready: Promise<void>;
  end(): void;
}

/** Starts a worker of this text, in Node or in a page. `lost` is called if it ends by itself after it was ready. */
export function startWorker(script: string, start: Start, lost: () => void): Started {
  let state: "starting" | "running" | "ended" = "starting";
  let worker: Begun | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    const timer = platform.setTimeout(() => failed(`nothing from it for ${LIMIT / 1000} s`), LIMIT);
    function failed(why: string): void {
      platform.clearTimeout(timer);
      if (state === "running") lost();
      else if (state === "starting") reject(notStarted(why));
      state = "ended";
    }
    function runs(): void {
      platform.clearTimeout(timer);
      state = "running";
      resolve();
    }
    try {
      worker = begin(script, start, runs, failed);
    } catch (error) {
      failed(String(error));
    }
  });
  const end = (): void => {
    state = "ended";
    void worker?.terminate();
  };
  return { ready, end };
}

function notStarted(got: string): FpropError {
  const expected = "a thread that starts (Node 20.16 or later, or a page whose policy has worker-src blob:)";
  return new FpropError({ code: "WORKER", who: "useThreads", what: "worker", expected, got });
}

interface Begun {
  terminate(): unknown;
}

type Begin = (script: string, start: Start, runs: () => void, failed: (why: string) => void) => Begun;

const begin: Begin = (...how) => (platform.process?.getBuiltinModule === undefined ? inPage : inNode)(...how);

const inNode: Begin = (script, start, runs, failed) => {
  const { Worker } = platform.process!.getBuiltinModule!("node:worker_threads");
  const worker = new Worker(script, { eval: true, execArgv: [], name: "fprop" });
  worker.once("message", () => {
    worker.unref();
    runs();
  });
  worker.once("error", (error) => failed(String(error)));
  worker.once("exit", (code) => failed(`exit ${describe(code)}`));
  worker.postMessage(start);
  return worker;
};

const inPage: Begin = (script, start, runs, failed) => {
  const { Worker, URL, Blob } = platform;
  if (Worker === undefined || URL === undefined) throw new Error("no workers here");
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.addEventListener("message", () => {
    URL.revokeObjectURL(url);
    runs();
  });
  worker.addEventListener("error", ({ message = "an error" }) => failed(message));
  worker.postMessage(start);
  return worker;
};
