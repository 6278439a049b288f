import { platform } from "./platform.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Which tensors come straight out of a squashing function, so that a loss which would kill its gradient can say so.
 * A module marks its own output; a loss asks once.
 */
const squashed = /* @__PURE__ */ new WeakMap<Tensor, "Softmax" | "Sigmoid">();
const said = /* @__PURE__ */ new Set<string>();
/** Who listens in place of the console, while somebody does. */
let listener: Set<string> | undefined;

/** Marks `y` as the output of a squashing module, when it is not the tensor of last time. */
export function markSquashed(y: Tensor, by: "Softmax" | "Sigmoid", before: Tensor | undefined): Tensor {
  if (y !== before) squashed.set(y, by);
  return y;
}

/** Warns, once in a program, that `loss` follows a `by` that makes its gradient vanish. */
export function adviseAgainst(y: Tensor, by: "Softmax" | "Sigmoid", loss: string, instead: string): void {
  if (squashed.get(y) !== by || (listener === undefined && said.has(loss))) return;
  const advice = `${by} before ${loss} makes the gradient vanish where the output is confidently wrong. ${instead}`;
  if (listener !== undefined) {
    listener.add(advice);
    return;
  }
  said.add(loss);
  platform.console.warn(`fprop: ${advice}`);
}

/**
 * What the library has to advise on what `run` does, each sentence once, and nothing of it on the console: for tools that
 * show it beside what it is about, and for tests that want none. It does not count as said. What `run` throws is thrown.
 */
export function adviceOn(run: () => void): string[] {
  const before = listener;
  const heard = new Set<string>();
  listener = heard;
  try {
    run();
  } finally {
    listener = before;
  }
  return [...heard];
}
