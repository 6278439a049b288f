import { flame } from "./flame.ts";
import type { Frame, ModuleProfile, Way } from "./frame.ts";
import { digits, round, scaled } from "./units.ts";

/** What `profile` found, on average over its steps: numbers, a table (`String(profile)`), a picture (`toSVG`). */
export class Profile {
  readonly steps: number;
  readonly forward: Frame;
  readonly backward: Frame;
  /** Every module, a container before what is in it. */
  readonly modules: readonly ModuleProfile[];

  /** @internal */
  constructor(steps: number, [forward, backward]: readonly [Frame, Frame], modules: readonly ModuleProfile[]) {
    this.steps = steps;
    this.forward = forward;
    this.backward = backward;
    this.modules = modules;
  }

  /** Milliseconds of an fprop and a bprop. */
  get time(): number {
    return this.forward.time + this.backward.time;
  }

  /** Their multiplications, additions and functions of one number, as far as they are known. */
  get flops(): number {
    return this.forward.flops + this.backward.flops;
  }

  get bytes(): number {
    return this.modules.reduce((n, m) => n + m.bytes, 0);
  }

  /**
   * A line for each module, at most 100 characters long. Times of a container have those of its modules in them; "self"
   * is the share of the step that was spent in the module itself. FLOP/s are those of the time beside them.
   */
  toString(): string {
    const head = ["module", "calls", "fprop ms", "FLOP/s", "bprop ms", "FLOP/s", "self", "bytes"];
    const lines = this.modules.map(({ path, name, forward, backward, counted, bytes }) => [
      shortened(path === "" ? name : `${"  ".repeat(path.split(".").length)}${path.split(".").at(-1)} ${name}`, 38),
      `${round(forward.calls)}`,
      digits(forward.time),
      counted ? rate(forward) : "–",
      digits(backward.time),
      counted ? rate(backward) : "–",
      `${((100 * (forward.self + backward.self)) / this.time).toFixed(1)} %`,
      bytes === 0 ? "" : scaled(bytes, "B"),
    ]);
    const rows = [head, ...lines];
    const widths = head.map((_, j) => Math.max(...rows.map((row) => row[j].length)));
    const text = rows.map((row) =>
      row
        .map((cell, j) => (j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])))
        .join("  ")
        .trimEnd(),
    );
    const uncounted = [...new Set(this.modules.flatMap((m) => (m.counted ? [] : [m.name])))];
    return [
      text[0],
      widths.map((w) => "─".repeat(w)).join("  "),
      ...text.slice(1),
      `${digits(this.time)} ms, ${scaled(this.flops, "FLOP")}, ${scaled(this.bytes, "B")}: a step, the mean of ${this.steps}`,
      ...(uncounted.length === 0 ? [] : [`not counted, for want of an express: ${uncounted.join(", ")}`]),
    ].join("\n");
  }

  /** Two flames, the way there and the way back: as wide as the times, what is called below what calls. For pages. */
  toSVG(): string {
    return flame([this.forward, this.backward]);
  }
}

const rate = ({ flops, time }: Way): string =>
  flops === 0 || time === 0 ? "" : scaled((1000 * flops) / time, "").trimEnd();
const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
