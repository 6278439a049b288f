import { describe, refuse } from "../../errors.ts";
import { heap } from "../../heap.ts";
import { platform } from "../../platform.ts";
import { script } from "../binaries/worker.ts";
import { Crew } from "./crew.ts";
import { Pool } from "./pool.ts";
import { startWorker, type Started } from "./startworker.ts";
import { threads } from "./threads.ts";

const MOST = 64;

/** The workers of the pool in use. */
let started: readonly Started[] = [];

/** Workers that died since `useThreads` was called, and how many of them are replaced. */
let deaths = 0;
const REPLACED = 8;

/** Goes up with each call: what was begun before it, and is not done, shall not come into use. */
let calls = 0;

/**
 * Splits large kernels (products, convolutions, pools, functions of many elements) among `count` threads, this one among
 * them, from now on; 1 ends the others. Without a count it is as many as there are cores. Small kernels stay whole. Every
 * number is the same, bit for bit, with any number of threads.
 *
 *     await useThreads();      // before or between steps
 *
 * It needs a memory that threads can share: Node has it (from 20.16 on), and pages that are cross-origin isolated (sent with
 * Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp), whose Content-Security-Policy
 * allows `worker-src blob:`. The threads do not keep Node running, and look for work for a millisecond before they sleep.
 *
 * A worker that dies is replaced. If it dies of a kernel, the call that needed it throws WORKER within a second: parameters,
 * states of optimizers and running averages are as they were, gradients are not, so the step is to be begun again.
 *
 * @returns how many threads there are
 * @throws FpropError ARGUMENT if `count` is not an integer from 1 to 64; STATE if memory cannot be shared, or the heap is
 * full; WORKER if a thread does not start
 */
export async function useThreads(count: number = cores()): Promise<number> {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST))
    refuse("ARGUMENT", "useThreads", "count", `an integer from 1 to ${MOST}`, describe(count));
  if (count > 1 && !heap.shared)
    refuse(
      "STATE",
      "useThreads",
      "memory",
      "shared: in Node, or on a page that is cross-origin isolated",
      "one that is not",
    );
  calls++;
  deaths = 0;
  if (count === threads.crew?.pool.threads) return count;
  stop();
  if (count > 1) await start(count, calls);
  return count;
}

function stop(): void {
  threads.crew?.pool.end();
  threads.crew = undefined;
  for (const worker of started) worker.end();
  started = [];
}

/** Starts a pool, which comes into use when all of its workers are ready, unless another call was made meanwhile. */
async function start(count: number, call: number): Promise<void> {
  let died = false;
  const lost = (): void => {
    died = true;
    if (threads.crew?.pool === pool) replace(count);
  };
  const pool = new Pool(count, lost);
  const workers = Array.from({ length: count - 1 }, (_, i) => startWorker(script, pool.start(i + 1), lost));
  const end = (): void => {
    pool.end();
    for (const worker of workers) worker.end();
  };
  try {
    await Promise.all(workers.map(({ ready }) => ready));
  } catch (error) {
    end();
    throw error;
  }
  if (call !== calls) return end();
  threads.crew = new Crew(pool);
  started = workers;
  if (died) replace(count);
}

/** Starts others in the place of those of whom one died. */
function replace(count: number): void {
  stop();
  const warn = (why: string): void => platform.console.warn(`fprop: one thread from here on, since ${why}`);
  if (++deaths > REPLACED) warn(`workers died ${deaths} times`);
  else start(count, calls).catch((error: unknown) => warn(String(error)));
}

/** Cores, as far as the platform says. */
function cores(): number {
  const { process, navigator } = platform;
  const most = process?.getBuiltinModule?.("node:os").availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
  return Math.min(MOST, most);
}
