// Comparing programs on a machine that is shared and changes its clock: no single time means anything, so every figure
// is a ratio within one run. The programs take turns in many short rounds, forwards in one round and backwards in the
// next; each round gives one time per program, hence one ratio, and what is printed is the median of these with the
// quartiles beside it. Times are processor times of this process, all of its threads together: what the neighbours
// compute does not count, what our own garbage costs does. Where threads are what is measured it is another clock.

/** Times per call in nanoseconds, one for each round. */
export type Times = readonly number[];

/** What a sorted half of the rounds lies between, and the middle. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/**
 * Lets the programs take turns; the i-th result belongs to the i-th program. Each runs for `warm` milliseconds before,
 * which a program of many functions needs until all of them are compiled, and then in every round as often as takes
 * about `ms` milliseconds, at least once.
 */
export function takeTurns(
  programs: readonly (() => void)[],
  { rounds = 31, ms = 10, warm = 100, clock = processorTime } = {},
): Times[] {
  const calls = programs.map((program) => Math.max(1, Math.round((ms * 1e6) / warmUp(program, warm, clock))));
  const times: number[][] = programs.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < programs.length; i++) {
      const turn = round % 2 === 0 ? i : programs.length - 1 - i;
      times[turn].push(time(programs[turn], calls[turn], clock));
    }
  return times;
}

/** Runs a program for `ms` milliseconds at least, in growing series; returns the last one's time per call. */
function warmUp(program: () => void, ms: number, clock: Clock): number {
  let last = time(program, 1, clock);
  for (let spent = last, calls = 1; spent < ms * 1e6; spent += last * calls) {
    calls = Math.max(1, Math.min(2 * calls, Math.round((ms * 1e5) / last)));
    last = time(program, calls, clock);
  }
  return last;
}

/** Nanoseconds per call, at least 1: the clock counts microseconds, and a first call may take none. */
function time(program: () => void, calls: number, clock: Clock): number {
  const start = clock();
  for (let i = 0; i < calls; i++) program();
  return Math.max(1, (1000 * (clock() - start)) / calls);
}

/** Microseconds. */
type Clock = () => number;

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** The ratios a / b of the rounds. */
export function ratio(a: Times, b: Times): Spread {
  return spread(a.map((t, i) => t / b[i]));
}

/** Three significant digits or as many as the whole part has. */
export function digits(x: number): string {
  return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
}

/** 1.23 (1.20–1.31) */
export function withQuartiles({ low, median, high }: Spread): string {
  return `${digits(median)} (${digits(low)}–${digits(high)})`;
}

/** Prints a title and lines of cells in columns, the first to the left, the others to the right. */
export function printTable(title: string, head: readonly string[], lines: readonly (readonly string[])[]): void {
  const all = [head, ...lines];
  const widths = head.map((_, j) => Math.max(...all.map((line) => line[j].length)));
  const text = all.map((line) =>
    line.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j]))).join("  "),
  );
  const rule = widths.map((w) => "─".repeat(w)).join("  ");
  console.log(`${title}\n\n${[text[0], rule, ...text.slice(1)].join("\n")}\n`);
}

/** Prints whether a figure is where it should be, and returns it. */
export function printBar(what: string, value: number, sign: "≤" | "≥", bar: number): boolean {
  const holds = sign === "≤" ? value <= bar : value >= bar;
  console.log(`${holds ? "holds " : "MISSED"}  ${what}: ${digits(value)} (${sign} ${bar})`);
  return holds;
}
