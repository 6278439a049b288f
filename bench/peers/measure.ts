// Contenders take turns at a workload in many short rounds, forwards in one round and backwards in the next, as the
// programs of the other benches do (harness.ts), but each in a process of its own: what one has taught the compiler, or
// left to the garbage collector, is no other's business.
//
// Times are the wall clock's, which is what a user waits for, and all that is fair to those who compute on several threads.
// So here, unlike in the other benches, what neighbours on the machine compute counts. Turns are short, a ratio is of turns
// in the same round, and the median of many rounds is taken: bursts of neighbours cancel out, a machine that is busy
// throughout does not. For that reason the load average stands beside the figures. `--processor` asks for processor times
// instead, of all threads of a process together, garbage collectors and compilers included.
import { ratio, spread } from "../harness.ts";
import type { Task } from "./contenders/contract.ts";
import type { Contending } from "./process.ts";
import { judge, type Clock, type Result } from "./results.ts";

export interface Turns {
  readonly rounds: number;
  /** Milliseconds of a turn, of one step at least. */
  readonly turn: number;
  readonly clock: Clock;
  /** Milliseconds of the processor before the first round, for compilers. */
  readonly warm: number;
}

/** A step of more milliseconds needs no warming up, and takes part in a fifth of the rounds. */
const slow = 300;

/** One who takes turns. */
interface Runner {
  readonly process: Contending;
  readonly result: Result;
  readonly calls: number;
  readonly rounds: number;
  readonly times: number[];
}

/** The results of all at one workload, whose numbers are in `file`; the reference is the first. */
export async function measure(
  contending: ReadonlyMap<string, Contending>,
  task: Task,
  file: string,
  { rounds, turn, warm, clock }: Turns,
): Promise<Result[]> {
  const runners: Runner[] = [];
  for (const [peer, process] of contending) {
    const { losses, wall, other, cannot, failed } = await process.ask({ do: "load", task, file });
    if (losses === undefined) {
      const result = { peer, note: cannot ?? `failed: ${failed?.split("\n")[0]}`, ranked: false };
      runners.push({ process, result, calls: 0, rounds: 0, times: [] });
      continue;
    }
    const reference = runners[0]?.result.losses ?? moving(losses, task);
    const isSlow = wall! > slow;
    const each = isSlow ? wall : (await process.ask({ do: "warm", ms: warm })).wall;
    runners.push({
      process,
      result: { peer, ...judge(losses, other, reference) },
      calls: Math.max(1, Math.round(turn / each!)),
      rounds: isSlow ? Math.ceil(rounds / 5) : rounds,
      times: [],
    });
  }
  const [reference] = runners;
  if (reference.result.losses === undefined) throw new Error(`${task.name}: ${reference.result.note}`);

  for (let round = 0; round < rounds; round++)
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) {
      if (round >= runner.rounds) continue;
      const { [clock]: time, failed } = await runner.process.ask({ do: "time", calls: runner.calls });
      if (time === undefined) throw new Error(`${runner.result.peer} at ${task.name}: ${failed}`);
      runner.times.push(time);
    }
  return runners.map(({ result, times }) => {
    if (times.length === 0) return result;
    const theirs = reference.times.slice(0, times.length);
    return { ...result, time: spread(times), ratio: ratio(times, theirs), rounds: times.length };
  });
}

/** Losses that hardly change would let those pass that do not learn. */
function moving(losses: readonly number[], { name }: Task): readonly number[] {
  const change = Math.abs(losses.at(-1)! / losses[0] - 1);
  if (losses.length > 1 && !(change > 3e-3))
    throw new Error(`${name}: the reference's losses hardly change: ${losses.join(", ")}`);
  return losses;
}
