import { batch, computed, effect, signal } from "@preact/signals";
import { chosen } from "../model/choices.ts";
import type { Configuration } from "../model/configuration.ts";
import { comparisons, presets, type Comparison, type Preset } from "../model/presets.ts";
import type { WorkerLike } from "../model/protocol.ts";
import { address, arrival, type Mode } from "./address.ts";
import type { UnitName } from "./network.tsx";
import { refusal, Session } from "./session.ts";
import { Walk } from "./step/walk.ts";

const spawn = (): WorkerLike => new Worker(new URL("worker.js", document.baseURI)) as unknown as WorkerLike;

/** A session, and what of its net is looked at. */
export class Side {
  readonly session: Session;
  readonly looked = signal<UnitName | undefined>(undefined);
  readonly pinned = signal<UnitName | undefined>(undefined);

  constructor(configuration: Configuration) {
    this.session = new Session(configuration, spawn);
    // Another net has other units.
    effect(() => {
      void this.session.configured.value;
      this.looked.value = undefined;
      this.pinned.value = undefined;
    });
  }
}

/** All that the page knows. */
export class App {
  readonly mode = signal<Mode>("train");
  readonly left: Side;
  /** The other side of a comparison, once there was one. */
  readonly right = signal<Side | undefined>(undefined);
  /** What the controls began with, as long as nobody has changed it. */
  readonly topic = signal<Preset | Comparison | undefined>(undefined);
  readonly walk: Walk;
  /** The sides that are on the page. */
  readonly sides = computed<readonly Side[]>(() =>
    this.mode.value === "compare" && this.right.value !== undefined ? [this.left, this.right.value] : [this.left],
  );

  constructor(beginning: Configuration) {
    this.left = new Side(beginning);
    this.walk = new Walk(this.left.session);
  }

  go(mode: Mode): void {
    if (mode === this.mode.value) return;
    for (const { session } of this.sides.value) if (session.playing.value) void session.pause();
    this.walk.rest();
    batch(() => {
      if (mode === "compare") this.pair();
      if ((mode === "compare") !== (this.mode.value === "compare")) this.topic.value = undefined;
      this.mode.value = mode;
    });
  }

  /** The other side: the same data and seed, and at first the same net under another optimizer. */
  private pair(): void {
    const { draft } = this.left.session;
    const kind = draft.value.optimizer.kind === "Adam" ? "SGD" : "Adam";
    if (this.right.value === undefined)
      this.right.value = new Side({ ...draft.value, optimizer: chosen("optimizer", kind) });
    else this.share(draft.value);
  }

  /** Gives the other side the data, seed and speed of this one. */
  private share({ data, seed, speed }: Configuration): void {
    const session = this.right.value?.session;
    if (session !== undefined) session.change({ ...session.draft.value, data, seed, speed });
  }

  /** A change on one side, or of what both have in common. */
  change(side: Side | "both", change: (configuration: Configuration) => Configuration): void {
    this.topic.value = undefined;
    const sides = side === "both" ? this.sides.value : [side];
    for (const { session } of sides)
      try {
        session.change(change(session.draft.value));
      } catch (error) {
        session.say("error", refusal(error).message);
      }
  }

  choose(id: string): void {
    const preset = presets.find((p) => p.id === id);
    const comparison = comparisons.find((c) => c.id === id);
    if (preset !== undefined) this.left.session.change(preset.configuration);
    if (comparison !== undefined) this.compare(comparison.left, comparison.right);
    this.topic.value = preset ?? comparison;
  }

  compare(left: Configuration, right: Configuration): void {
    batch(() => {
      this.left.session.change(left);
      if (this.right.value === undefined) this.right.value = new Side(right);
      else this.right.value.session.change(right);
      this.mode.value = "compare";
    });
  }

  /** Goes where a link leads; a link that leads nowhere is said and changes nothing. */
  async follow(hash: string): Promise<void> {
    try {
      const { mode, configurations } = await arrival(hash);
      const [left, right] = configurations;
      this.topic.value = undefined;
      if (right !== undefined) return this.compare(left, right);
      this.left.session.change(left);
      this.go(mode);
    } catch (error) {
      this.left.session.say("error", refusal(error).message);
    }
  }

  /** The link to what is on the page. @throws PlaygroundError LIMIT for data that are too large for links */
  link(): Promise<string> {
    return address(
      this.mode.value,
      this.sides.value.map(({ session }) => session.accepted.value ?? session.draft.value),
    );
  }
}
