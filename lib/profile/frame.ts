/** A method of a module as another one calls it, in one step. */
export interface Frame {
  readonly path: string;
  readonly name: string;
  readonly method: "fprop" | "bprop";
  readonly calls: number;
  /** Milliseconds, and those of them that were not spent in `within`. */
  readonly time: number;
  readonly self: number;
  readonly flops: number;
  readonly within: readonly Frame[];
}

/** What a module did in one step, in one direction, wherever it was called. */
export type Way = Pick<Frame, "calls" | "time" | "self" | "flops">;

export interface ModuleProfile {
  readonly path: string;
  readonly name: string;
  readonly forward: Way;
  readonly backward: Way;
  /** Whether flops are all there are; a module without an expression counts as those in it. */
  readonly counted: boolean;
  /** Bytes of its own parameters, gradients, buffers, y, dx and intermediates. */
  readonly bytes: number;
}
