import type { Place } from "./places.ts";

/** One fprop and one bprop of examples, module by module. Nothing of the training changes by it. */
export interface Trace {
  /** The examples: rows of x, and what they should be. */
  readonly x: Numbers;
  readonly t: Numbers;
  /** In the order of fprop, a container before what it holds; bprop goes the other way. */
  readonly modules: readonly ModuleTrace[];
  readonly loss: LossTrace;
  /** In which mode the net was: as in a step of training, wherever it takes so few rows then; BatchNorm takes no single one. */
  readonly mode: "training" | "evaluation";
  /** Whether the net says something else in the other mode, as with dropout, or nothing at all. */
  readonly modesDiffer: boolean;
}

export interface ModuleTrace {
  /** As in state dicts: "0", "2.module.0". It names the module to `numeric`. */
  readonly path: string;
  /** Where it stands among the layers; of a module inside of another that is no layer of the configuration, that one's. */
  readonly place: Place;
  /** Its class, and how it prints: "Linear", "Linear(2 → 8)". */
  readonly kind: string;
  readonly name: string;
  /** How many containers it is in; 0 for the layers of the net. */
  readonly depth: number;
  /** Whether modules that follow with a larger depth are inside of it. */
  readonly opened: boolean;
  /** One tensor, or several for a module that takes or gives a tuple inside of a container. */
  readonly x: readonly Numbers[];
  readonly y: readonly Numbers[];
  readonly dy: readonly Numbers[];
  readonly dx: readonly Numbers[];
  readonly parameters: readonly ParameterTrace[];
  readonly formula: Formula;
}

export interface ParameterTrace {
  /** "weight", and as in state dicts, "0.weight". */
  readonly name: string;
  readonly path: string;
  readonly value: Numbers;
  /** All 0 for one that is frozen, as the centres of a RadialBasis are: nothing is learned there. */
  readonly gradient: Numbers;
  readonly frozen: boolean;
}

/** In Unicode: y = W x + b, dx = Wᵀ dy, and ∂E/∂ of each parameter by its name. */
export interface Formula {
  readonly y: string;
  readonly dx: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** One sentence: what bprop does here. */
  readonly words: string;
}

export interface LossTrace {
  readonly kind: string;
  readonly E: number;
  readonly formula: { readonly E: string; readonly dy: string; readonly words: string };
  /** What it was given as targets, and the beginning of the way back. */
  readonly t: Numbers;
  readonly dy: Numbers;
  /** What it makes of y on the way: "softmax(y)". */
  readonly within?: { readonly name: string; readonly value: Numbers };
}

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
}

/** One number of a trace, of which a numeric derivative of E is asked for. */
export interface Entry {
  /** "x" and "y": what goes into or comes out of the module at `path`; "parameter": `path` is "0.weight". */
  readonly of: "x" | "y" | "parameter";
  readonly path: string;
  /** Which number of it, in row-major order. */
  readonly index: number;
}

/** ∂E/∂ of an entry, once by bprop and once by differences, both in float64 on a copy of the net. */
export interface NumericGradient {
  readonly entry: Entry;
  readonly value: number;
  readonly bprop: number;
  readonly numeric: number;
  /**
   * |bprop − numeric| / max(|bprop|, |numeric|), 0 where both are 0. About 10⁻¹² of the difference is the rounding of E, so
   * where nothing is left to learn, and gradients are as small, it says nothing.
   */
  readonly relativeDifference: number;
  /** The step, and E at −2h, −h, +h, +2h. */
  readonly h: number;
  readonly energies: readonly number[];
}
