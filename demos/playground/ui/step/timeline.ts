import type { ModuleTrace } from "../../model/trace.ts";

/** A moment of one fprop and one bprop. */
export interface Stop {
  readonly direction: "fprop" | "bprop";
  /** Which of the trace's modules; none for the loss. */
  readonly module: number | undefined;
}

type Step = Pick<ModuleTrace, "kind" | "depth" | "opened">;

/** Rows in a row add nothing to what they hold. */
const silent = ({ kind, opened }: Step): boolean => opened && kind === "Sequential";

/**
 * The stops of a way through the net: each module when what it makes is there, so a container behind what it holds, on
 * the way back as well.
 */
export function stopsOf(modules: readonly Step[]): Stop[] {
  const there = visits(modules, false);
  const back = visits(modules, true);
  return [
    ...there.map((module): Stop => ({ direction: "fprop", module })),
    { direction: "fprop", module: undefined },
    { direction: "bprop", module: undefined },
    ...back.map((module): Stop => ({ direction: "bprop", module })),
  ];
}

/** Modules in the order in which they are through, given that each container stands before what it holds. */
function visits(modules: readonly Step[], backwards: boolean): number[] {
  const inside = (from: number, to: number): number[] => {
    const siblings: number[][] = [];
    for (let i = from; i < to;) {
      let end = i + 1;
      while (end < to && modules[end].depth > modules[i].depth) end++;
      siblings.push([...inside(i + 1, end), ...(silent(modules[i]) ? [] : [i])]);
      i = end;
    }
    return (backwards ? siblings.reverse() : siblings).flat();
  };
  return inside(0, modules.length);
}

/** What is known of a module at a stop: nothing, what fprop says, or both. */
export function known(stops: readonly Stop[], at: number, module: number | undefined): "nothing" | "fprop" | "both" {
  const has = (direction: Stop["direction"]): boolean =>
    stops.slice(0, at + 1).some((stop) => stop.module === module && stop.direction === direction);
  return has("bprop") ? "both" : has("fprop") ? "fprop" : "nothing";
}

/** The stop of a module: on the way on which the walk is. */
export function stopOf(stops: readonly Stop[], at: number, module: number | undefined): number {
  const { direction } = stops[at];
  return stops.findIndex((stop) => stop.module === module && stop.direction === direction);
}
