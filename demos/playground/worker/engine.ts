import { analyse } from "../model/analysis.ts";
import { checked } from "../model/check.ts";
import { viewOf } from "../model/draw.ts";
import { limits } from "../model/limits.ts";
import type { Command, CommandName, Commands, Configured } from "../model/protocol.ts";
import { decline, PlaygroundError, refusalOf } from "../model/refusal.ts";
import { exported } from "./exporting.ts";
import { buffersIn, type Host } from "./host.ts";
import { numericOf } from "./numeric.ts";
import { Pace } from "./pace.ts";
import { Reporter } from "./reporter.ts";
import { Session } from "./session.ts";
import { traceOf } from "./tracing.ts";

/** Milliseconds of steps between two turns of the event loop. */
const slice = 6;

/**
 * The worker without a Worker: does what commands say, trains in slices of a few milliseconds, and reports. Between slices
 * it listens, so a command waits for one slice, or for one step where that takes longer.
 */
export class Engine {
  private readonly host: Host;
  private readonly reporter: Reporter;
  private readonly pace = new Pace();
  private session: Session | undefined;
  private playing = false;
  /** Steps that are still to be done of a `step`, and what is to be called then. */
  private pending: { left: number; done: () => void } | undefined;
  /** Whether a slice is on its way, and whether this run has been told of. */
  private awake = false;
  private announced = true;

  constructor(host: Host) {
    this.host = host;
    this.reporter = new Reporter(host);
  }

  /** Does what a command says, and answers. */
  take({ id, type, ask }: Command): void {
    const answer = (value: unknown): void => this.host.post({ type: "answer", id, answer: value }, buffersIn(value));
    try {
      if (type === "step") this.step(ask.steps, () => answer(undefined));
      else answer((this.handlers[type] as (given: unknown) => unknown)(ask));
      // Behind the answer, so that whoever asked knows what it is a report of.
      if (!this.announced) this.report();
      this.announced = true;
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
      this.pace.speed = given.speed;
      this.begin(session);
      return configuredOf(session);
    },
    play: () => {
      this.refuseStopped();
      this.finish();
      this.playing = true;
      this.pace.begin(this.host.now());
      this.wake(0);
    },
    pause: () => {
      this.finish();
      if (!this.playing) return;
      this.playing = false;
      this.report();
    },
    reset: () => this.begin(this.fresh()),
    speed: ({ stepsPerSecond }) => {
      if (!(stepsPerSecond >= 0 && stepsPerSecond <= limits.speed))
        decline("ARGUMENT", `The speed should be from 0 to ${limits.speed} steps a second.`);
      this.pace.speed = stepsPerSecond;
      this.pace.begin(this.host.now());
    },
    maps: ({ resolution, hidden }) => {
      for (const n of [resolution, hidden])
        if (!Number.isInteger(n) || n < 0 || n > limits.maps.resolution)
          decline("ARGUMENT", `The resolution of maps should be an integer from 0 to ${limits.maps.resolution}.`);
      this.reporter.maps = { resolution, hidden: Math.min(hidden, limits.maps.hidden) };
      if (this.session !== undefined) this.report();
    },
    inspect: (which) => traceOf(this.current, which),
    numeric: (which) => numericOf(this.current, which),
    export: ({ format }) => exported(this.current, format, this.reporter.history),
    import: ({ bytes }) => {
      if (bytes.length > limits.weightsFile)
        decline("LIMIT", `The file should have at most ${limits.weightsFile} bytes, and has ${bytes.length}.`);
      const session = this.fresh();
      session.loadWeights(bytes);
      this.begin(session);
    },
    ping: () => undefined,
  };

  private get current(): Session {
    return this.session ?? decline("STATE", "There is no net yet: configure one first.");
  }

  /** The same once more, from the beginning. */
  private fresh(): Session {
    return new Session({ ...this.current.configuration, speed: this.pace.speed });
  }

  /** Another training, which is paused. */
  private begin(session: Session): void {
    this.finish();
    this.session = session;
    this.playing = false;
    this.reporter.begin(session);
    this.announced = false;
  }

  private report(now = true): void {
    this.reporter.look(this.current, this.playing || this.pending !== undefined, now);
  }

  private refuseStopped(): void {
    const { stopped } = this.current;
    if (stopped !== undefined) throw new PlaygroundError(stopped);
  }

  private step(steps: number, done: () => void): void {
    if (!Number.isInteger(steps) || steps < 1 || steps > 1e6)
      decline("ARGUMENT", "Steps should be an integer from 1 to 10⁶.");
    this.refuseStopped();
    this.finish();
    this.playing = false;
    this.pending = { left: steps, done };
    this.wake(0);
  }

  /** Ends a `step` where it is. */
  private finish(): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending === undefined) return;
    this.report();
    pending.done();
  }

  private wake(milliseconds: number): void {
    if (this.awake) return;
    this.awake = true;
    this.host.later(() => {
      this.awake = false;
      this.work();
    }, milliseconds);
  }

  /** One slice. */
  private work(): void {
    const { session, host, pace } = this;
    if (session === undefined || (!this.playing && this.pending === undefined)) return;
    const start = host.now();
    let wait = 0;
    do {
      if (this.pending === undefined && (wait = pace.untilNext(host.now())) > 0) break;
      session.step();
      pace.count();
      if (this.pending !== undefined) this.pending.left--;
    } while (session.stopped === undefined && this.pending?.left !== 0 && host.now() - start < slice);
    if (session.stopped !== undefined) this.playing = false;
    if (this.pending?.left === 0 || (session.stopped !== undefined && this.pending !== undefined)) this.finish();
    else this.report(session.stopped !== undefined);
    if (this.playing || this.pending !== undefined) this.wake(wait);
  }
}

function configuredOf(session: Session): Configured {
  const { data, net, sets, advice } = session;
  return {
    examples: { training: viewOf(sets.training, data.classes), test: viewOf(sets.test, data.classes) },
    summary: net.summary(sets.training.x.rows(0, Math.min(2, sets.training.x.shape[0]))),
    advice,
  };
}
