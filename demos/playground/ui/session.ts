import { batch, computed, signal, type Signal } from "@preact/signals";
import type { Configuration } from "../model/configuration.ts";
import type { Maps } from "../model/maps.ts";
import type { Configured, WorkerLike } from "../model/protocol.ts";
import { PlaygroundError, type Refusal } from "../model/refusal.ts";
import type { Report } from "../model/report.ts";
import { Trainer } from "../model/trainer.ts";
import { extended, noCurve, type Curve } from "./curve.ts";
import { nextFrame } from "./frames.ts";

/** What is told to everybody, by screen and by screen reader. */
export interface Notice {
  readonly kind: "error" | "info";
  readonly text: string;
}

/** A net in training, as the page sees it: what was asked for, what is, and what the worker tells. */
export class Session {
  /** What the controls show: it may be refused. */
  readonly draft: Signal<Configuration>;
  /** The latest that was not refused: the one that is trained. */
  readonly accepted = signal<Configuration | undefined>(undefined);
  readonly configured = signal<Configured | undefined>(undefined);
  readonly refusal = signal<Refusal | undefined>(undefined);
  readonly report = signal<Report | undefined>(undefined);
  readonly maps = signal<Maps | undefined>(undefined);
  readonly curve = signal<Curve>(noCurve);
  readonly playing = signal(false);
  readonly notice = signal<Notice | undefined>(undefined);
  /** Whether the net's first beginning is still to come. */
  readonly starting = computed(() => this.configured.value === undefined && this.refusal.value === undefined);

  readonly trainer: Trainer;
  private latest: Report | undefined;
  private latestMaps: Maps | undefined;
  private latestRun: number | undefined;
  private sent: Configuration | undefined;
  /** The sending of changes, while there are some. What follows them is asked for when they are accepted or refused. */
  private sending: Promise<void> | undefined;

  constructor(configuration: Configuration, spawn: () => WorkerLike) {
    this.draft = signal(configuration);
    this.trainer = new Trainer(spawn, {
      onReport: (report) => this.take(report),
      onRestart: (step) => this.say("info", `The worker was lost; another goes on from step ${step}.`),
      onGiveUp: ({ message }) =>
        this.say("error", `${message} It has died three times. Reload the page to begin anew.`),
    });
    void this.attempt(this.trainer.maps(96, 40));
    this.change(configuration);
  }

  /** Another configuration. If several follow each other quickly, the last one counts. */
  change(configuration: Configuration): void {
    this.draft.value = configuration;
    if (this.sending === undefined && this.sent !== configuration) this.sending = this.send();
  }

  private async send(): Promise<void> {
    while (this.sent !== this.draft.value) {
      const configuration = this.draft.value;
      this.sent = configuration;
      try {
        const configured = await this.trainer.configure(configuration);
        batch(() => {
          this.accepted.value = configuration;
          this.configured.value = configured;
          this.refusal.value = undefined;
          this.playing.value = false;
        });
      } catch (error) {
        this.refusal.value = refusal(error);
      }
    }
    this.sending = undefined;
  }

  async play(): Promise<void> {
    await this.sending;
    this.playing.value = true;
    await this.attempt(this.trainer.play());
  }

  async pause(): Promise<void> {
    await this.sending;
    this.playing.value = false;
    await this.attempt(this.trainer.pause());
  }

  async step(): Promise<void> {
    await this.sending;
    this.playing.value = false;
    await this.attempt(this.trainer.step(1));
  }

  async reset(): Promise<void> {
    await this.sending;
    this.playing.value = false;
    await this.attempt(this.trainer.reset());
  }

  async speed(stepsPerSecond: number): Promise<void> {
    const changed = { ...this.draft.value, speed: stepsPerSecond };
    this.draft.value = changed;
    if (this.sent !== undefined && this.sending === undefined) this.sent = changed;
    if (this.accepted.value !== undefined) this.accepted.value = { ...this.accepted.value, speed: stepsPerSecond };
    await this.attempt(this.trainer.speed(stepsPerSecond));
  }

  say(kind: Notice["kind"], text: string): void {
    this.notice.value = { kind, text };
  }

  /** What a promise gives; undefined if it is refused, which is said. */
  async attempt<T>(promise: Promise<T>): Promise<T | undefined> {
    try {
      return await promise;
    } catch (error) {
      this.say("error", refusal(error).message);
      return undefined;
    }
  }

  dispose(): void {
    this.trainer.dispose();
  }

  /** Reports come as they like; what they say is shown in the next frame, the curves of all of them. */
  private take(report: Report): void {
    const { latest } = this;
    const before = latest !== undefined && latest.run === report.run ? latest.curve : [];
    this.latest = { ...report, curve: [...before, ...report.curve] };
    // A run's first report has maps, if there are any: those of the net before are over.
    if (report.maps !== undefined || report.run !== this.latestRun) this.latestMaps = report.maps;
    this.latestRun = report.run;
    nextFrame(this.show, !report.playing);
  }

  private readonly show = (): void => {
    const report = this.latest;
    if (report === undefined) return;
    this.latest = undefined;
    batch(() => {
      this.report.value = report;
      this.playing.value = report.playing;
      this.curve.value = extended(this.curve.value, report);
      this.maps.value = this.latestMaps;
      const { stopped } = report;
      if (stopped !== undefined && stopped.message !== this.shownStop) this.say("error", stopped.message);
      this.shownStop = stopped?.message;
    });
  };
  private shownStop: string | undefined;
}

/** What was thrown, as something to show. Faults of the program are shown, too, rather than nothing. */
export function refusal(error: unknown): Refusal {
  if (error instanceof PlaygroundError) return error;
  console.error(error);
  return { code: "WORKER", message: error instanceof Error ? error.message : String(error) };
}
