import { latest, sampleCount, sha256, type Run } from "../run.ts";
import type { Task } from "../tasks.ts";
import * as format from "./format.ts";
import { bar, curve, done, progressLine, progressText } from "./progress.ts";
import { bold, faint, mapLines, overwriting, up, type Output, type Terminal } from "./terminal.ts";

/** Shows trainings one after the other: drawn over and over where the terminal can, else in lines. */
export class Screen {
  private readonly out: Output;
  private readonly terminal: Terminal;
  /** Milliseconds that each picture stays for the eye. */
  private readonly pause: number;
  private started = 0;
  private drawn = 0;
  private lines = 0;

  constructor(out: Output, terminal: Terminal, pause = 24) {
    this.out = out;
    this.terminal = terminal;
    this.pause = pause;
  }

  begin(task: Task): void {
    this.started = this.drawn = performance.now();
    this.lines = 0;
    this.out.write(`\n${bold(task.name, this.terminal)}  ${faint(task.net, this.terminal)}\n`);
  }

  /** The run at a sample: a picture of every second one, or a line for every tenth part of the run. */
  show(run: Run): void {
    const elapsed = (performance.now() - this.started) / 1000;
    const every = this.terminal.redraws ? 2 : sampleCount / 10;
    if (run.samples.length % every !== 0) return;
    if (this.terminal.redraws) this.draw(run, progressText(run, elapsed));
    else this.out.write(`${progressLine(run, elapsed)}\n`);
  }

  end(run: Run): void {
    const { seconds, steps, task } = run;
    const summary = `${format.count(steps)} steps in ${format.duration(seconds)}, ${format.rate(steps / seconds)}`;
    if (this.terminal.redraws) this.draw(run, summary);
    else {
      const { loss, accuracy } = latest(run);
      this.out.write(
        `${mapLines(run, 20, this.terminal).join("\n")}\n` +
          `loss ${format.loss(loss)}, accuracy ${format.percent(accuracy)} ${task.tested}, ${summary}\n`,
      );
    }
    this.out.write(`${faint(`sha256 ${sha256(run)}`, this.terminal)}\n`);
  }

  /** Draws the map, the curves beside it and the progress beneath, over the picture before. */
  private draw(run: Run, text: string): void {
    const { columns, rows, colours } = this.terminal;
    const plain = colours === 0;
    const height = Math.min(20, rows - 5, (columns - 32) >> 1);
    const map = mapLines(run, height, this.terminal);
    const beside = this.panel(run, Math.min(60, columns - 2 * height - 3), height);
    const share = done(run);
    // The last column stays free: behind a character there, terminals disagree on where the cursor is.
    const width = Math.min(columns - 1, 2 * height + 62) - text.length - 2;
    const lines = [...map.map((line, i) => `${line}  ${beside[i]}`), "", `${bar(share, width, plain)}  ${text}`];
    this.out.write((this.lines > 0 ? up(this.lines) : "") + lines.map(overwriting).join(""));
    this.lines = lines.length;
    // A thread that waits in earnest, because training is one synchronous loop.
    const wait = this.drawn + this.pause - performance.now();
    if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    this.drawn = performance.now();
  }

  /** Loss and accuracy so far in `height` lines: a heading with the value over each curve. */
  private panel(run: Run, width: number, height: number): string[] {
    const { task, samples } = run;
    const { loss, accuracy } = latest(run);
    // Headings and the empty line take three. Losses have a line for each power of ten, as many between any two of them.
    const above = 4 * Math.floor((0.7 * height - 1) / 4) + 1;
    const below = height - 3 - above;
    const chart = (values: number[], lines: number, labels: readonly string[]): string[] => {
      const drawn = curve(values, sampleCount, width - labelWidth - 1, lines, this.terminal.colours === 0);
      const apart = (lines - 1) / (labels.length - 1);
      return drawn.map((line, row) => {
        const label = labels.find((_, i) => Math.round(i * apart) === row) ?? "";
        return `${faint(label.padStart(labelWidth), this.terminal)} ${line}`;
      });
    };
    const heading = (what: string, value: string, tested = ""): string =>
      `${" ".repeat(labelWidth + 1)}${what} ${bold(value, this.terminal)} ${tested}`;
    const losses = samples.map((s) => 1 + Math.log10(s.loss) / 4);
    const accuracies = samples.map((s) => s.accuracy);
    return [
      heading("loss", format.loss(loss)),
      ...chart(losses, above, ["1", "0.1", "0.01", "0.001", "0.0001"]),
      "",
      heading("accuracy", format.percent(accuracy), task.tested),
      ...chart(accuracies, below, ["100 %", "0 %"]),
    ];
  }
}

/** Columns of the labels left of a curve. */
const labelWidth = 6;
