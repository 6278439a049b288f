// What is made of measured times, without measuring anything.
import { digits, type Spread } from "../harness.ts";

export type Clock = "wall" | "processor";

/** One contender at one workload. Times are milliseconds a step; `ratio` is that to the reference's in the same round. */
export interface Result {
  readonly peer: string;
  readonly time?: Spread;
  readonly ratio?: Spread;
  readonly rounds?: number;
  /** Of the first steps, before each of their updates. */
  readonly losses?: readonly number[];
  /** The largest relative difference of these from the reference's. */
  readonly difference?: number;
  /** Why there is no time, or why it is not to be ranked, in a few words. */
  readonly note?: string;
  /** Whether it computed what the reference did. What was to, and has other losses, has a difference and is not ranked. */
  readonly ranked: boolean;
}

/** A line of the table. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Operations of a product, whose rate is then shown in the place of its time. */
  readonly operations?: number;
  readonly results: readonly Result[];
}

/** Where and when it was measured. */
export interface Circumstances {
  readonly machine: string;
  readonly node: string;
  readonly date: string;
  /** What times are of: the wall's clock, or the processor's time for the contender's process with all its threads. */
  readonly clock: Clock;
  /** The machine's load averages of a minute, before and after: above 1, neighbours were measured, too. */
  readonly load: readonly [before: number, after: number];
  /** The contenders in the order of their columns, and their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Losses may differ by 10⁻⁴, and what the updates have changed of them by 10⁻². */
const [near, nearChange] = [1e-4, 1e-2];

/**
 * Compares the losses of the same steps. A contender that leaves out a gradient or an update, or a part of a batch, has
 * other losses than the reference, and one that leaves out little has losses that change by less: so the changes since the
 * first step are compared, too.
 */
export function compare(
  losses: readonly number[],
  reference: readonly number[],
): { readonly difference: number; readonly refusal?: string } {
  if (losses.length !== reference.length)
    return { difference: Infinity, refusal: `${losses.length} losses of ${reference.length}` };
  const difference = Math.max(...losses.map((E, i) => apart(E, reference[i])));
  if (!(difference <= near))
    return { difference, refusal: `computes something else: losses differ by ${percent(difference)}` };
  const changes = losses.slice(1).map((E, i) => apart(E - losses[0], reference[i + 1] - reference[0]));
  const change = Math.max(0, ...changes);
  if (!(change <= nearChange))
    return { difference, refusal: `learns something else: updates differ by ${percent(change)}` };
  return { difference };
}

/** What is said of losses: of those of other mathematics, that they are, and of all others, whether they are near. */
export function judge(
  losses: readonly number[],
  other: string | undefined,
  reference: readonly number[],
): Pick<Result, "losses" | "difference" | "note" | "ranked"> {
  if (other !== undefined) return { losses, note: other, ranked: false };
  const { difference, refusal } = compare(losses, reference);
  return { losses, difference, ranked: refusal === undefined, ...(refusal === undefined ? {} : { note: refusal }) };
}

/** |a − b| / |b|; NaN, which is not near to anything, where either is. */
function apart(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.abs(b);
}

function percent(x: number): string {
  return `${digits(100 * x)} %`;
}

/** A time or a rate with its unit. */
export function figure({ time }: Result, operations?: number): string {
  const ms = time!.median;
  if (operations !== undefined) return `${digits(operations / ms / 1e6)} GFLOP/s`;
  return ms >= 1 ? `${digits(ms)} ms` : ms >= 0.01 ? `${digits(1000 * ms)} µs` : `${(1000 * ms).toFixed(1)} µs`;
}

/**
 * A cell: the figure and the ratio, or why there is none. Other mathematics is marked, and explained by `notes`; who was to
 * compute the same and did not has no figure here.
 */
export function cell(result: Result | undefined, reference: string, operations?: number): string {
  if (result === undefined) return "";
  if (result.time === undefined) return result.note!;
  if (isRefused(result)) return "refused †";
  const text = figure(result, operations).replace(" GFLOP/s", ""); // which the title says
  if (result.peer === reference) return text;
  return `${text} (${digits(result.ratio!.median)}×)${result.ranked ? "" : " †"}`;
}

function isRefused({ ranked, difference }: Result): boolean {
  return !ranked && difference !== undefined;
}

/** Who is marked, and why. */
export function notes(rows: readonly Row[]): string[] {
  const marked = new Map<string, string[]>();
  for (const { name, results } of rows)
    for (const result of results) {
      const { peer, ranked, time, note } = result;
      if (ranked || time === undefined || note === undefined) continue;
      const what = `${peer}: ${note}${isRefused(result) ? "" : "; the time is that of as many samples"}`;
      marked.set(what, [...(marked.get(what) ?? []), name]);
    }
  return [...marked].map(([what, names]) => `† ${what} (${names.join(", ")}).`);
}

export function table(rows: readonly Row[], peers: readonly string[], reference: string): string[][] {
  return rows.map(({ name, title, operations, results }) => [
    `${name}  ${title}`,
    ...peers.map((peer) =>
      cell(
        results.find((result) => result.peer === peer),
        reference,
        operations,
      ),
    ),
  ]);
}

/** The table as Markdown, with all that one has to know to read it. */
export function markdown(rows: readonly Row[], about: Circumstances, reference: string): string {
  const peers = Object.keys(about.versions);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [before, after] = about.load.map((load) => load.toFixed(1));
  const versions = Object.entries(about.versions).map(([peer, version]) => `${peer} ${version}`);
  return [
    line(["", ...peers]),
    line(["---", ...peers.map(() => "---")]),
    ...table(rows, peers, reference).map(line),
    "",
    `${about.clock === "wall" ? "" : "Processor time. "}${about.machine}, Node ${about.node}, ${about.date}, load average ${before} before and ${after} after. ${versions.join(", ")}.`,
    ...notes(rows).flatMap((note) => ["", note]),
  ].join("\n");
}

/** `text` with what stands between two marks exchanged. */
export function between(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}
