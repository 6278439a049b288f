import type { Bounds } from "../model/maps.ts";
import type { Commands } from "../model/protocol.ts";
import type { CurvePoint, Report } from "../model/report.ts";
import { buffersIn, type Host } from "./host.ts";
import { boundsOf, mapsOf } from "./mapping.ts";
import { gradientNorms, scoreOf, weightsOf } from "./scores.ts";
import type { Session } from "./session.ts";

/** Milliseconds between two reports, and between two snapshots. */
const reportEvery = 34;
const snapshotEvery = 2000;
/** Looking at scores and at maps may take these shares of the time: what is slow is looked at more seldom. */
const shares = { report: 0.15, maps: 0.25 };
/** When something may be looked at again that has been from one time to another. */
const dueAfter = (start: number, end: number, share: number): number =>
  Math.max(start + reportEvery, end + (end - start) * (1 / share - 1));

/** Looks at a session now and then, and posts what there is to see. */
export class Reporter {
  maps: Commands["maps"]["ask"] = { resolution: 0, hidden: 0 };
  private readonly host: Host;
  private bounds: Bounds | undefined;
  private run = 0;
  private due = { report: 0, maps: 0, snapshot: 0 };
  private measured = { at: 0, step: 0, rate: 0 };
  private points: CurvePoint[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  /** Points of the curves of this run: all of them, or of a long one every second, fourth, … */
  get history(): readonly CurvePoint[] {
    return this.points;
  }

  /** Another run. */
  begin(session: Session): void {
    const { shape } = session.sets.training.x;
    this.bounds = shape.length === 2 && shape[1] === 2 ? boundsOf(session) : undefined;
    this.run++;
    this.points = [];
    this.measured = { at: this.host.now(), step: session.progress.step, rate: 0 };
  }

  /** Posts a report, if it is time or has to be now; and a snapshot, if it is time for one or training pauses. */
  look(session: Session, playing: boolean, now: boolean): void {
    const { host, run, due } = this;
    const start = host.now();
    if (!now && start < due.report) return;
    const { step, epoch } = session.progress;
    const [training, test] = [scoreOf(session, "training"), scoreOf(session, "test")];
    const [norms, weights] = [gradientNorms(session), weightsOf(session)];
    due.report = dueAfter(start, host.now(), shares.report);
    const curve: CurvePoint[] = [];
    if (this.points.at(-1)?.step !== step)
      curve.push({ step, training, test, gradientNorms: norms.map(({ norm }) => norm) });
    this.points.push(...curve);
    if (this.points.length > 2000) this.points = this.points.filter((_, i) => i % 2 === 0);
    const report: Report = {
      run,
      playing,
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
      ...this.mapsIfDue(session, now),
      ...(session.stopped !== undefined && { stopped: session.stopped }),
    };
    host.post({ type: "report", report }, buffersIn(report));
    if (!now && start < due.snapshot) return;
    const snapshot = { step, bytes: session.save() };
    host.post({ type: "snapshot", snapshot }, buffersIn(snapshot));
    due.snapshot = host.now() + snapshotEvery;
  }

  private mapsIfDue(session: Session, now: boolean): Pick<Report, "maps"> {
    const start = this.host.now();
    if (this.bounds === undefined || (!now && start < this.due.maps)) return {};
    const maps = mapsOf(session, this.bounds, this.maps.resolution, this.maps.hidden);
    this.due.maps = dueAfter(start, this.host.now(), shares.maps);
    return maps === undefined ? {} : { maps };
  }

  private measure(now: number, step: number): number {
    const { at, step: before, rate } = this.measured;
    if (now - at < 250) return rate;
    this.measured = { at: now, step, rate: (1000 * (step - before)) / (now - at) };
    return this.measured.rate;
  }
}
