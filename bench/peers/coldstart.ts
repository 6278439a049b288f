// From the start of a process to its end, with one trained step of W1 in between: what a command line tool waits for, or
// somebody with a page. Each contender is one bundled file; a Node that runs an empty file is the least there is.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { printBar, ratio, spread } from "../harness.ts";
import type { Task } from "./contenders/contract.ts";
import type { Answer } from "./process.ts";
import { judge, type Clock, type Result } from "./results.ts";

export const empty = "empty Node";

const printsProcessorTime = `const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ processor: (user + system) / 1000 }));
`;

interface Starter {
  readonly peer: string;
  readonly command: readonly string[];
  readonly times: number[];
  answer: Answer;
}

/** The results of those with a command, the reference first, and of an empty Node as the last. */
export function coldStart(
  commands: ReadonlyMap<string, readonly string[]>,
  task: Task,
  file: string,
  { rounds, clock, folder }: { rounds: number; clock: Clock; folder: string },
): Result[] {
  const nothing = join(folder, "bundles/empty.mjs");
  writeFileSync(nothing, clock === "wall" ? "" : printsProcessorTime);
  const starters: Starter[] = [...commands].map(([peer, command]) => ({
    peer,
    command: [...command, JSON.stringify(task), file],
    times: [],
    answer: {},
  }));
  starters.push({ peer: empty, command: [process.execPath, nothing], times: [], answer: {} });
  for (let round = -1; round < rounds; round++)
    for (const starter of round % 2 === 0 ? starters : starters.toReversed()) {
      const [program, ...args] = starter.command;
      const start = performance.now();
      const { stdout } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      const wall = performance.now() - start;
      starter.answer = answerOf(stdout);
      // A first round, whose times do not count, has read the files from the disk.
      if (round >= 0) starter.times.push(clock === "wall" ? wall : (starter.answer.processor ?? NaN));
    }

  const [reference] = starters;
  return starters.map(({ peer, times, answer: { losses, other } }) => {
    const figures = { peer, time: spread(times), ratio: ratio(times, reference.times), rounds };
    if (peer === empty) return { ...figures, ranked: false };
    if (losses === undefined) return { peer, note: "failed", ranked: false };
    return { ...figures, ...judge(losses, other, reference.answer.losses!) };
  });
}

function answerOf(stdout: string): Answer {
  const line = stdout.split("\n").find((line) => line.startsWith("{"));
  return line === undefined ? {} : (JSON.parse(line) as Answer);
}

/** Bar: 15 ms more than one and a half times what an empty Node takes. */
export function printColdStart(results: readonly Result[], reference: string): void {
  const of = (peer: string): number => results.find((result) => result.peer === peer)!.time!.median;
  printBar("cold start less 15 ms, times an empty Node's", (of(reference) - 15) / of(empty), "≤", 1.5);
}
