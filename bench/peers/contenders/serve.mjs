// A contender's process: it answers requests, each a line of JSON, until its input ends. Other contenders' processes are
// alive at the same time, waiting for their turns.
import { createInterface } from "node:readline";
import { readData, readTensors } from "./tensors.mjs";

/** How many steps on the first batch have their losses compared. */
const compared = 3;

export async function serve(contender) {
  const [folder, threads] = process.argv.slice(2);
  let step;
  const answers = {
    /** Makes the step of a workload and does the first ones. */
    async load({ task, file }) {
      step = undefined;
      const { kind, name } = task;
      const cannot = contender.cannot[name] ?? contender.cannot[kind];
      if (cannot !== undefined) return { cannot };
      if (kind === "product") {
        const { a, b } = readTensors(file);
        const { run, result } = contender.product(a, b);
        const { wall } = await time(run, 1);
        step = run;
        // Σ c² of all elements: whoever leaves one out has another sum.
        return { losses: [Array.from(result()).reduce((sum, c) => sum + c * c, 0)], wall };
      }
      const data = readData(file);
      const next = await contender[kind](task, data);
      const losses = [];
      const { wall } = await time(async () => losses.push(await next(0)), compared);
      let batch = 0;
      step = () => {
        batch = (batch + 1) % data.batches.length;
        return next(batch);
      };
      return { losses, wall, other: contender.other[name] };
    },
    /** Steps for so many milliseconds of the processor, one at least; how long one took in the end. */
    async warm({ ms }) {
      const before = process.cpuUsage();
      const spent = () => Object.values(process.cpuUsage(before)).reduce((a, b) => a + b) / 1000;
      let last = await time(step, 1);
      for (let calls = 1; spent() < ms; calls = Math.ceil(Math.min(2 * calls, ms / 10 / last.processor)))
        last = await time(step, calls);
      return last;
    },
    /** So many steps, after one that is not timed, if that is short: others have had the caches since the last turn. */
    async time({ calls }) {
      if (calls > 1) await time(step, 1);
      return time(step, calls);
    },
  };
  try {
    await contender.start({ folder, threads: Number(threads) });
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error) }));
    return;
  }
  console.log(JSON.stringify({ ready: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const answer = await answers[request.do](request).catch((error) => ({ failed: String(error?.stack ?? error) }));
    console.log(JSON.stringify(answer));
  }
}

/** Milliseconds per step by the wall clock, and of the processor: see measure.ts for what they mean. */
async function time(step, calls) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (let i = 0; i < calls; i++) {
    const waiting = step();
    if (typeof waiting === "object") await waiting;
  }
  const [wall, { user, system }] = [performance.now() - start, process.cpuUsage(before)];
  return { wall: wall / calls, processor: (user + system) / 1000 / calls };
}
