import type { Configuration } from "./configuration.ts";
import type { Refusal } from "./refusal.ts";
import type { Report } from "./report.ts";
import type { Entry, NumericGradient, Trace } from "./trace.ts";
import type { ExamplesView } from "./examples.ts";

/*
 * What page and worker say to each other. Each command has an answer with its number: what it returns, or a refusal, after
 * which everything is as it was. Reports and snapshots come by themselves.
 */

/** What can be asked, and what is answered. `Trainer` has a method for each. */
export interface Commands {
  /** Another net, other data: training begins anew, or from a snapshot, paused. */
  configure: { ask: { configuration: Configuration; snapshot?: Snapshot }; answer: Configured };
  play: { ask: object; answer: void };
  pause: { ask: object; answer: void };
  /** So many steps, then pause; the answer comes behind the report of them. */
  step: { ask: { steps: number }; answer: void };
  /** The beginning, of the same configuration. */
  reset: { ask: object; answer: void };
  speed: { ask: { stepsPerSecond: number }; answer: void };
  /** Points along a side of the decision map and of the maps of units; 0 for none. */
  maps: { ask: { resolution: number; hidden: number }; answer: void };
  inspect: { ask: Which; answer: Trace };
  /** One entry of the trace of the same examples. */
  numeric: { ask: Which & { entry: Entry }; answer: NumericGradient };
  export: { ask: { format: ExportFormat }; answer: Exported };
  /** Weights, from a safetensors file with this net's names and shapes; training begins anew from them. */
  import: { ask: { bytes: Uint8Array<ArrayBuffer> }; answer: void };
  /** Answered at once, or the worker is dead. */
  ping: { ask: object; answer: void };
}

export type CommandName = keyof Commands;

export type Command = {
  [K in CommandName]: { readonly id: number; readonly type: K; readonly ask: Commands[K]["ask"] };
}[CommandName];

export type Reply =
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly refusal: Refusal }
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot };

/** Examples of a set: one row, or a batch from there on. */
export interface Which {
  readonly set: "training" | "test";
  readonly row: number;
  /** 1 by default. */
  readonly rows?: number;
}

/** What a configuration is, once it is there. */
export interface Configured {
  readonly examples: { readonly training: ExamplesView; readonly test: ExamplesView };
  /** "net.0.Linear(2 → 8)" and so on: the library's own table. */
  readonly summary: string;
  /** What the library advises against in a net with this loss; sentences. */
  readonly advice: readonly string[];
}

/** The whole state of a training, to go on from bit for bit. */
export interface Snapshot {
  readonly step: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ExportFormat = "typescript" | "safetensors" | "onnx" | "html";

export interface Exported {
  /** What a file with it is called, and its media type. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a Trainer needs of a Worker; a spec has a channel of Node's in its place. */
export interface WorkerLike {
  postMessage(message: Command, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: Reply }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: () => void): void;
  terminate(): void;
}
