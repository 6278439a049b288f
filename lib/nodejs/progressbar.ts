import type { Epoch, Step } from "../train/fit.ts";

/** What is used of process.stderr. */
interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * A line that says how far a training is, rewritten some ten times a second, and a line for each epoch:
 *
 *     const bar = new ProgressBar();
 *     for await (const epoch of fit(net, loss, optimizer, loader, { epochs: 20, onStep: bar.step })) bar.epoch(epoch);
 *
 *     epoch  3/20 ━━━━━━━━━━━━━━───────  412/640   1.2k steps/s   0:14 left   E 0.1234
 *
 * Silent where the stream is no terminal, but for the lines of epochs with `lines: true`.
 */
export class ProgressBar {
  private readonly screen: Screen;
  private readonly epochs: number | undefined;
  private readonly lines: boolean;
  private readonly now: () => number;
  private start: { time: number; step: number } | undefined;
  private drawn = -Infinity;
  private wide = 0;

  constructor({
    epochs,
    lines = false,
    screen = process.stderr,
    now = () => performance.now(),
  }: { epochs?: number; lines?: boolean; screen?: Screen; now?: () => number } = {}) {
    this.screen = screen;
    this.epochs = epochs;
    this.lines = lines;
    this.now = now;
  }

  /** For fit's onStep. */
  readonly step = ({ epoch, step, batch, batches, loss }: Step): void => {
    if (this.screen.isTTY !== true) return;
    const time = this.now();
    this.start ??= { time, step };
    if (time - this.drawn < 100) return;
    this.drawn = time;
    const rate = (step - this.start.step) / Math.max(1e-9, (time - this.start.time) / 1000);
    const of = this.epochs === undefined ? "" : `/${this.epochs}`;
    const left =
      batches === undefined || rate === 0
        ? undefined
        : (batches - batch + ((this.epochs ?? epoch) - epoch) * batches) / rate;
    const parts = [
      `epoch ${epoch}${of}`,
      batches === undefined ? `batch ${batch}` : `${bar(batch / batches)} ${batch}/${batches}`,
      `${short(rate)} steps/s`,
      ...(left === undefined ? [] : [`${clock(left)} left`]),
      `E ${loss.toPrecision(4)}`,
    ];
    this.draw(parts.join("   "));
  };

  /** For what fit yields. */
  readonly epoch = ({ epoch, epochs, loss, metrics, validation }: Epoch): void => {
    if (this.screen.isTTY !== true && !this.lines) return;
    const named = (prefix: string, values: Readonly<Record<string, number>>): string[] =>
      Object.entries(values).map(([name, value]) => `${prefix}${name} ${value.toPrecision(4)}`);
    const parts = [`epoch ${epoch}/${epochs}`, `E ${loss.toPrecision(4)}`, ...named("", metrics)];
    if (validation !== undefined)
      parts.push(`validation E ${validation.loss.toPrecision(4)}`, ...named("validation ", validation.metrics));
    if (this.screen.isTTY === true) this.draw("");
    this.screen.write(`${parts.join("   ")}\n`);
    this.wide = 0;
  };

  private draw(text: string): void {
    const line = text.slice(0, (this.screen.columns ?? 80) - 1);
    this.screen.write(`\r${line.padEnd(this.wide)}${line.length < this.wide ? `\r${line}` : ""}`);
    this.wide = line.length;
  }
}

function bar(share: number): string {
  const done = Math.round(20 * Math.min(1, share));
  return "━".repeat(done) + "─".repeat(20 - done);
}

function short(x: number): string {
  return x >= 1000 ? `${(x / 1000).toPrecision(2)}k` : x.toPrecision(3);
}

function clock(seconds: number): string {
  const all = Math.ceil(seconds);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60].map((n) =>
    String(n).padStart(2, "0"),
  );
  return h === "00" ? `${Number(m)}:${s}` : `${Number(h)}:${m}:${s}`;
}
