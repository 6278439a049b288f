import { checked } from "../model/check.ts";
import { analyse } from "../model/analysis.ts";
import { viewOf } from "../model/draw.ts";
import { limits } from "../model/limits.ts";
import type { Bounds } from "../model/maps.ts";
import type { Command, CommandName, Commands, Configured, Reply } from "../model/protocol.ts";
import { decline, PlaygroundError, refusalOf } from "../model/refusal.ts";
import type { CurvePoint, Report } from "../model/report.ts";
import { exported } from "./exporting.ts";
import { boundsOf, mapsOf } from "./mapping.ts";
import { numericOf } from "./numeric.ts";
import { gradientNorms, scoreOf, weightsOf } from "./scores.ts";
import { Session } from "./session.ts";
import { traceOf } from "./tracing.ts";

/** What an engine needs of where it is: a worker, or a spec. */
export interface Host {
  post(reply: Reply, transfer: ArrayBuffer[]): void;
  /** Calls back after a turn of the event loop, at least so many milliseconds later. */
  later(call: () => void, milliseconds: number): void;
  now(): number;
}

/** Milliseconds of steps between two turns of the event loop, between two reports, and between two snapshots. */
const slice = 6;
const reportEvery = 34;
const snapshotEvery = 2000;
/** Looking at scores and at maps may take these shares of the time: what is slow is looked at more seldom. */
const shares = { report: 0.15, maps: 0.25 };
/** When something may be looked at again that has been from one time to another. */
const dueAfter = (start: number, end: number, share: number): number =>
  Math.max(start + reportEvery, end + (end - start) * (1 / share - 1));

/**
 * The worker without a Worker: does what commands say, trains in slices of a few milliseconds, and reports. Between slices
 * it listens, so a command waits for one slice, or for one step where that takes longer.
 */
export class Engine {
  private readonly host: Host;
  private session: Session | undefined;
  private bounds: Bounds | undefined;
  private run = 0;
  private playing = false;
  /** Steps that are still to be done of a `step`, and what is to be called then. */
  private pending: { left: number; done: () => void } | undefined;
  private speed = 0;
  private mapSettings: Commands["maps"]["ask"] = { resolution: 0, hidden: 0 };
  private awake = false;
  /** Whether there has been a report of this run. */
  private announced = true;
  /** When playing at this speed began, and how many steps have been done since. */
  private pace = { since: 0, steps: 0 };
  private reportDue = 0;
  private mapsDue = 0;
  private snapshotDue = 0;
  private measured = { at: 0, step: 0, rate: 0 };
  /** All points of the curves of this run, of a long one every second, fourth, … */
  private history: CurvePoint[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  /** Does what a command says, and answers. */
  take({ id, type, ask }: Command): void {
    const answer = (value: unknown): void => this.host.post({ type: "answer", id, answer: value }, buffersIn(value));
    try {
      if (type === "step") this.step(ask.steps, () => answer(undefined));
      else answer((this.handlers[type] as (given: unknown) => unknown)(ask));
      // Behind the answer, so that whoever asked knows what it is a report of.
      if (this.announced) return;
      this.announced = true;
      this.report(true);
    } catch (error) {
      this.host.post({ type: "refusal", id, refusal: refusalOf(error) }, []);
    }
  }

  private readonly handlers: {
    [K in Exclude<CommandName, "step">]: (ask: Commands[K]["ask"]) => Commands[K]["answer"];
  } = {
    configure: ({ configuration, snapshot }) => {
      const given = checked(configuration);
      const { refusal } = analyse(given);
      if (refusal !== undefined) throw new PlaygroundError(refusal);
      const session = new Session(given);
      if (snapshot !== undefined) session.load(snapshot.bytes);
      this.speed = given.speed;
      this.begin(session);
      return configuredOf(session);
    },
    play: () => {
      const { stopped } = this.current;
      if (stopped !== undefined) throw new PlaygroundError(stopped);
      this.finish();
      this.playing = true;
      this.keepPace();
      this.wake();
    },
    pause: () => {
      this.finish();
      if (!this.playing) return;
      this.playing = false;
      this.report(true);
    },
    reset: () => this.begin(new Session({ ...this.current.configuration, speed: this.speed })),
    speed: ({ stepsPerSecond }) => {
      if (!(stepsPerSecond >= 0 && stepsPerSecond <= limits.speed))
        decline("ARGUMENT", `The speed should be from 0 to ${limits.speed} steps a second.`);
      this.speed = stepsPerSecond;
      this.keepPace();
    },
    maps: ({ resolution, hidden }) => {
      for (const n of [resolution, hidden])
        if (!Number.isInteger(n) || n < 0 || n > limits.maps.resolution)
          decline("ARGUMENT", `The resolution of maps should be an integer from 0 to ${limits.maps.resolution}.`);
      this.mapSettings = { resolution, hidden: Math.min(hidden, limits.maps.hidden) };
      if (this.session !== undefined) this.report(true);
    },
    inspect: (which) => traceOf(this.current, which),
    numeric: (which) => numericOf(this.current, which),
    export: ({ format }) => exported(this.current, format, this.history),
    import: ({ bytes }) => {
      if (bytes.length > limits.weightsFile)
        decline("LIMIT", `The file should have at most ${limits.weightsFile} bytes, and has ${bytes.length}.`);
      const session = new Session({ ...this.current.configuration, speed: this.speed });
      session.loadWeights(bytes);
      this.begin(session);
    },
    ping: () => undefined,
  };

  private get current(): Session {
    return this.session ?? decline("STATE", "There is no net yet: configure one first.");
  }

  /** Another training, which is paused. */
  private begin(session: Session): void {
    this.finish();
    this.session = session;
    const { shape } = session.sets.training.x;
    this.bounds = shape.length === 2 && shape[1] === 2 ? boundsOf(session) : undefined;
    this.playing = false;
    this.run++;
    this.history = [];
    this.measured = { at: this.host.now(), step: session.progress.step, rate: 0 };
    this.announced = false;
  }

  private step(steps: number, done: () => void): void {
    if (!Number.isInteger(steps) || steps < 1 || steps > 1e6)
      decline("ARGUMENT", "Steps should be an integer from 1 to 10⁶.");
    const { stopped } = this.current;
    if (stopped !== undefined) throw new PlaygroundError(stopped);
    this.finish();
    this.playing = false;
    this.pending = { left: steps, done };
    this.wake();
  }

  /** Ends a `step` where it is. */
  private finish(): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending === undefined) return;
    this.report(true);
    pending.done();
  }

  private keepPace(): void {
    this.pace = { since: this.host.now(), steps: 0 };
  }

  private wake(): void {
    if (this.awake) return;
    this.awake = true;
    this.host.later(() => this.work(), 0);
  }

  /** One slice. */
  private work(): void {
    this.awake = false;
    const { session, host } = this;
    if (session === undefined || (!this.playing && this.pending === undefined)) return;
    const start = host.now();
    let wait = 0;
    do {
      if (this.pending === undefined && (wait = this.untilNext()) > 0) break;
      session.step();
      this.pace.steps++;
      if (this.pending !== undefined) this.pending.left--;
    } while (session.stopped === undefined && this.pending?.left !== 0 && host.now() - start < slice);
    if (session.stopped !== undefined) {
      this.playing = false;
      this.report(true);
    }
    if (this.pending?.left === 0 || session.stopped !== undefined) this.finish();
    else this.report(false);
    if (!this.playing && this.pending === undefined) return;
    this.awake = true;
    host.later(() => this.work(), wait);
  }

  /** Milliseconds until the next step is due at this speed. */
  private untilNext(): number {
    if (this.speed === 0) return 0;
    const { since, steps } = this.pace;
    const late = this.host.now() - since - (1000 * steps) / this.speed;
    // What a slow net has missed by far is not made up for.
    if (late > 500) this.keepPace();
    return Math.max(0, -late);
  }

  /** Posts what there is to see, if it is time; and a snapshot, if it is time for one, or where training pauses. */
  private report(now: boolean): void {
    const session = this.current;
    const { host, run, playing } = this;
    const start = host.now();
    if (!now && start < this.reportDue) return;
    const { step, epoch } = session.progress;
    const [training, test] = [scoreOf(session, "training"), scoreOf(session, "test")];
    const norms = gradientNorms(session);
    const weights = weightsOf(session);
    this.reportDue = dueAfter(start, host.now(), shares.report);
    const curve: CurvePoint[] = [];
    if (this.history.at(-1)?.step !== step)
      curve.push({ step, training, test, gradientNorms: norms.map(({ norm }) => norm) });
    this.history.push(...curve);
    if (this.history.length > 2000) this.history = this.history.filter((_, i) => i % 2 === 0);
    const report: Report = {
      run,
      playing: playing || this.pending !== undefined,
      step,
      epoch,
      rate: this.measure(start, step),
      lr: session.lr,
      loss: session.loss,
      penalty: session.penalty,
      training,
      test,
      curve,
      gradientNorms: norms,
      weights,
      ...this.mapsIfDue(now),
      ...(session.stopped !== undefined && { stopped: session.stopped }),
    };
    host.post({ type: "report", report }, buffersIn(report));
    if (now || start >= this.snapshotDue) {
      const snapshot = { step, bytes: session.save() };
      host.post({ type: "snapshot", snapshot }, buffersIn(snapshot));
      this.snapshotDue = host.now() + snapshotEvery;
    }
  }

  /** Maps, where there are some, and if it is time. */
  private mapsIfDue(now: boolean): Pick<Report, "maps"> {
    const start = this.host.now();
    if (this.bounds === undefined || (!now && start < this.mapsDue)) return {};
    const { resolution, hidden } = this.mapSettings;
    const maps = mapsOf(this.current, this.bounds, resolution, hidden);
    this.mapsDue = dueAfter(start, this.host.now(), shares.maps);
    return maps === undefined ? {} : { maps };
  }

  private measure(now: number, step: number): number {
    const { at, step: before, rate } = this.measured;
    if (now - at < 250) return rate;
    this.measured = { at: now, step, rate: (1000 * (step - before)) / (now - at) };
    return this.measured.rate;
  }
}

function configuredOf(session: Session): Configured {
  const { data, net, sets } = session;
  return {
    examples: { training: viewOf(sets.training, data.classes), test: viewOf(sets.test, data.classes) },
    summary: net.summary(sets.training.x.rows(0, Math.min(2, sets.training.x.shape[0]))),
  };
}

/** The buffers of all typed arrays in a message, each once: moved to the other side rather than copied. */
export function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) buffersIn(inner, found);
  return [...found];
}
