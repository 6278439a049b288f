// What every contender does, whatever its language: a file here exports one function for each kind of workload that its
// library can compute (pytorch.py has them as functions of its own). It is given the numbers, prepares whatever its
// library likes best, and returns the step, which is all that is timed: one batch forwards, backwards, and the update of
// every weight. A step ends when its loss is there as a number, since a training loop reads it.
//
// A contender is to be as quick as its library can be made by someone who knows it: compiled graphs, gradients rewritten
// by hand, layouts and conversions of the data beforehand are all welcome. It is not to leave anything out: the losses
// of the first steps are compared before anything is timed.

/** float32, row by row; classes are int32. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What is to be computed; the sizes are those of the weights. */
export interface Task {
  /** "W1" … "W7", or the side of the matrices. */
  readonly name: string;
  readonly kind: "mlp" | "lenet" | "lstm" | "transformer" | "product";
  /** Between the layers of an mlp. */
  readonly activation?: "tanh" | "relu";
  /** Mean cross-entropy of classes from logits, or mean binary cross-entropy of one logit. */
  readonly loss?: "classes" | "binary";
  /** SGD without momentum, or Adam with β = 0.9, 0.999 and ε = 1e-8. */
  readonly update?: "sgd" | "adam";
  readonly lr?: number;
  /** The heads of a transformer. */
  readonly heads?: number;
}

/** The weights by PyTorch's names, in its layouts and in their order, and the batches that take turns. */
export interface Data {
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly batches: readonly { readonly x: Numbers; readonly t: Numbers }[];
}

/** A step on a batch: its loss before the update. */
export type Step = (batch: number) => number | Promise<number>;

/** C = A B once, and the numbers of the latest C. */
export interface Product {
  readonly run: () => void | Promise<void>;
  readonly result: () => ArrayLike<number>;
}

/** The folder that peers are installed in, and how many threads may be used. */
export interface Options {
  readonly folder: string;
  readonly threads: number;
}

export interface Contender {
  /** Before anything else. */
  start(options: Options): void | Promise<void>;
  mlp?(task: Task, data: Data): Step;
  lenet?(task: Task, data: Data): Step;
  lstm?(task: Task, data: Data): Step;
  transformer?(task: Task, data: Data): Step;
  product?(a: Numbers, b: Numbers): Product;
  /** Why a kind, or a workload, cannot be computed, in a few words. */
  readonly cannot: Readonly<Record<string, string>>;
  /** Workloads for which other mathematics is computed, and what. They are not ranked. */
  readonly other: Readonly<Record<string, string>>;
}
