// What a thread runs; scripts/kernels.mjs makes one text of it, which needs nothing else.
//
// It never comes back to its event loop: what it is to do stands in shared memory.
import {
  BINARY,
  BINARY_BYTES,
  ENDED,
  FAILED,
  JOB,
  LEFT,
  PATIENCE,
  SLEEPING,
  TASK,
  UNDONE,
  type Start,
} from "./control.ts";

type Kernel = (...args: number[]) => void;

/** What a worker has, of pages or of Node. */
interface Scope {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Kernel>> };
  };
  readonly performance: { now(): number };
  readonly require?: (name: string) => { readonly parentPort: Port };
  addEventListener?: (type: "message", listener: (event: { readonly data: Start }) => void) => void;
  postMessage?: (message: string) => void;
  close?: () => void;
}
interface Port {
  once(event: "message", listener: (start: Start) => void): void;
  postMessage(message: string): void;
  close(): void;
}

const scope = Object(globalThis) as Scope;

function serve({ memory, control, tasks, thread, work, tail }: Start): void {
  const { WebAssembly, performance } = scope;
  const families = new Map<number, readonly Kernel[]>();

  /** The kernels of the binary at an address, compiled at the first call. */
  function family(at: number): readonly Kernel[] {
    const known = families.get(at);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(memory.buffer, at, control[BINARY_BYTES]).slice();
    const env = { memory, work, tail, thread };
    const kernels = Object.values(new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports);
    families.set(at, kernels);
    return kernels;
  }

  function carryOut(task: number): void {
    const at = TASK * task;
    try {
      family(control[BINARY])[tasks[at]](...tasks.subarray(at + 2, at + 2 + tasks[at + 1]));
    } catch {
      Atomics.store(control, FAILED, 1);
    }
    Atomics.sub(control, UNDONE, 1);
  }

  /** Waits for a job, first awake and then asleep. */
  function wait(): void {
    for (const until = performance.now() + PATIENCE; performance.now() < until;)
      for (let i = 0; i < 200; i++) if (Atomics.load(control, LEFT) > 0) return;
    Atomics.add(control, SLEEPING, 1);
    const job = Atomics.load(control, JOB);
    if (Atomics.load(control, LEFT) === 0 && Atomics.load(control, ENDED) === 0) Atomics.wait(control, JOB, job);
    Atomics.sub(control, SLEEPING, 1);
  }

  while (Atomics.load(control, ENDED) === 0) {
    const left = Atomics.load(control, LEFT);
    if (left === 0) wait();
    else if (Atomics.compareExchange(control, LEFT, left, left - 1) === left) carryOut(left - 1);
  }
}

if (scope.require !== undefined) {
  const { parentPort } = scope.require("node:worker_threads");
  parentPort.once("message", (start) => {
    parentPort.postMessage("ready");
    serve(start);
    parentPort.close();
  });
} else {
  scope.addEventListener?.("message", ({ data }) => {
    scope.postMessage?.("ready");
    serve(data);
    scope.close?.();
  });
}
