import { refuse } from "../../errors.ts";
import { heap, type Block } from "../../heap.ts";
import { platform } from "../../platform.ts";
import type { DType } from "../../tensor.ts";
import type { Binary } from "../native.ts";
import { Balance } from "./balance.ts";
import * as place from "./control.ts";

/** Milliseconds that a task may take once this thread has nothing else to do; its worker is then taken for dead. */
const LIMIT = 800;
/** Milliseconds for which this thread looks whether all is done before it leaves its core to others, and for how long. */
const AWAKE = 0.2;
const ASLEEP = 0.1;

type Kernel = (...args: number[]) => unknown;

/** A family as a pool sees it: where its binary stands on the heap, and stand-ins for its kernels that note calls. */
interface Family {
  readonly code: Block;
  readonly bytes: number;
  readonly kernels: readonly Kernel[];
  readonly noting: Readonly<Record<"32" | "64", object>>;
}

/**
 * Splits kernels among threads. A caller notes tasks, calls of kernels that write to different places, and `run` has them
 * carried out, by this thread and by workers, whoever comes first: who does what changes nothing in any result.
 */
export class Pool {
  /** Threads, this one among them. */
  readonly threads: number;
  private readonly control = new Int32Array(new SharedArrayBuffer(4 * place.CONTROLS));
  private readonly tasks = new Float64Array(new SharedArrayBuffer(8 * place.TASK * place.TASKS));
  private readonly families = new Map<Binary<unknown>, Family>();
  private readonly spaces: readonly Block[];
  private readonly lost: () => void;
  private readonly balance = new Balance();
  private readonly sleeps: boolean;
  private count = 0;

  /** `lost` is called when a worker dies of a task. */
  constructor(threads: number, lost: () => void) {
    this.threads = threads;
    this.lost = lost;
    const bytes = 64 + heap.scratch - heap.work;
    const space = (): Block =>
      heap.allocate(bytes) ?? refuse("STATE", "useThreads", "heap", `free for ${bytes} bytes for each thread`, "full");
    this.spaces = Array.from({ length: threads - 1 }, space);
    this.sleeps = maySleep(this.control);
  }

  /** What the worker of a thread from 1 on starts from; this thread is number 0. */
  start(thread: number): place.Start {
    const { control, tasks } = this;
    const { at } = this.spaces[thread - 1];
    return { memory: heap.memory!, control, tasks, thread, work: at + 64, tail: at };
  }

  /** Tells the workers to end. */
  end(): void {
    Atomics.store(this.control, place.ENDED, 1);
    Atomics.add(this.control, place.JOB, 1);
    Atomics.notify(this.control, place.JOB);
  }

  /** Whether it pays to split kernels at the moment. */
  pays(): boolean {
    return this.balance.pays(platform.performance.now());
  }

  /** Kernels of a family whose calls become tasks of the next job; undefined where the heap has no room for its binary. */
  note<Native>(family: Binary<Native>, dtype: DType): Native | undefined {
    this.count = 0;
    const known = this.families.get(family) ?? this.learn(family);
    return known?.noting[dtype === "float64" ? "64" : "32"] as Native | undefined;
  }

  /** Carries out the tasks that were noted of a family. Throws WORKER where a worker died of one. */
  run(family: Binary<unknown>): void {
    const { control, tasks, count } = this;
    const { performance } = platform;
    const { code, bytes, kernels } = this.families.get(family)!;
    const start = performance.now();
    let own = 0;
    control[place.BINARY] = code.at;
    control[place.BINARY_BYTES] = bytes;
    Atomics.store(control, place.UNDONE, count);
    Atomics.store(control, place.LEFT, count);
    Atomics.add(control, place.JOB, 1);
    if (Atomics.load(control, place.SLEEPING) > 0) Atomics.notify(control, place.JOB);
    for (let left = count; left > 0; left = Atomics.load(control, place.LEFT)) {
      if (Atomics.compareExchange(control, place.LEFT, left, left - 1) !== left) continue;
      const at = place.TASK * (left - 1);
      kernels[tasks[at]](...tasks.subarray(at + 2, at + 2 + tasks[at + 1]));
      Atomics.sub(control, place.UNDONE, 1);
      own++;
    }
    const worked = performance.now() - start;
    if (this.done()) {
      const end = performance.now();
      return this.balance.record(end, this.kind(), count, own, worked, end - start);
    }
    this.end();
    this.lost();
    const expected = "alive until their kernels are done (others start; begin the step again with zeroGrad)";
    refuse("WORKER", "useThreads", "workers", expected, "one that died");
  }

  /** The kernel of a job and its first arguments, sizes for the most part, as one number. */
  private kind(): number {
    const { control, tasks, count } = this;
    let kind = control[place.BINARY] + count;
    for (const i of [0, 2, 3, 4]) kind = (Math.imul(kind, 31) + tasks[i]) | 0;
    return kind;
  }

  /**
   * Waits for what workers have taken; false where one of them died of it. Only time in which this thread runs counts: a
   * machine that sleeps, or gives neither of them a turn, has killed nobody.
   */
  private done(): boolean {
    const { control, sleeps } = this;
    const { performance } = platform;
    let last = performance.now();
    for (let waited = 0; waited < LIMIT;) {
      for (let i = 0; i < 500; i++)
        if (Atomics.load(control, place.UNDONE) === 0) return Atomics.load(control, place.FAILED) === 0;
      if (sleeps && waited > AWAKE) Atomics.wait(control, place.JOB, Atomics.load(control, place.JOB), ASLEEP);
      const now = performance.now();
      waited += Math.min(now - last, 5);
      last = now;
    }
    return false;
  }

  private learn(family: Binary<unknown>): Family | undefined {
    const { code: binary, exports } = family;
    const code = heap.allocate(binary.length);
    if (code === undefined) return undefined;
    new Uint8Array(heap.memory!.buffer, code.at, binary.length).set(binary);
    const names = Object.keys(exports);
    const noting = (bits: "32" | "64"): object =>
      Object.fromEntries(
        names
          .map((name, kernel) => [name, kernel] as const)
          .filter(([name]) => name.endsWith(bits))
          .map(([name, kernel]) => [name.slice(0, -2), (...args: number[]) => this.add(kernel, args)]),
      );
    const known = {
      code,
      bytes: binary.length,
      kernels: Object.values(exports) as Kernel[],
      noting: { "32": noting("32"), "64": noting("64") },
    };
    this.families.set(family, known);
    return known;
  }

  private add(kernel: number, args: readonly number[]): void {
    const at = place.TASK * this.count++;
    this.tasks[at] = kernel;
    this.tasks[at + 1] = args.length;
    this.tasks.set(args, at + 2);
  }
}

/** Whether this thread may sleep, which that of a page may not. */
function maySleep(control: Int32Array): boolean {
  try {
    Atomics.wait(control, place.JOB, 1, 0);
    return true;
  } catch {
    return false;
  }
}
