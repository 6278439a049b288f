import { Rng, Tanh, Tensor } from "../../index.ts";
import { drawn } from "../values.ts";

/** What misuses are drawn with: things of the wrong kind, and tensors that are nearly right. */

// oxlint-disable-next-line no-explicit-any -- what no type allows is the subject
export type Anything = any;

/** Draws one of several things. */
export const pick = <T>(rng: Rng, things: readonly T[]): T => things[rng.integer(things.length)];

/** What is no size: neither a feature count nor an axis. */
export const noSize = (rng: Rng): Anything =>
  pick<unknown>(
    rng,
    [-1, 0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 1e300, 0.1 + rng.next() / 2, -rng.integer(99) - 1].concat([
      "3",
      "",
      "abc",
      null,
      undefined,
      {},
      [],
      [3],
      true,
      3n,
      () => 3,
    ] as Anything),
  );
/** What is no finite number. */
export const noNumber = (rng: Rng): Anything =>
  pick<unknown>(rng, [NaN, Infinity, -Infinity, "0.1", "", null, {}, [], [0.1], true, false, 1n, () => 1]);
/** What is neither a finite number nor at least 0. */
export const noAmount = (rng: Rng): Anything => (rng.next() < 0.3 ? -rng.uniform(1e-6, 10) : noNumber(rng));
/** What is no tensor, nor a tuple of them. */
export const noTensor = (rng: Rng): Anything =>
  pick<unknown>(rng, [
    undefined,
    null,
    0,
    3,
    NaN,
    "x",
    true,
    {},
    { data: [1], shape: [1] },
    new Float32Array(2),
    () => 1,
    2n,
    new Date(0),
  ]);
/** What is no object of the class asked for. */
export const noObject = (rng: Rng): Anything =>
  pick<unknown>(rng, [undefined, null, 3, "x", {}, [], true, () => 1, Tanh, 2n]);

export const shapeOf = (rng: Rng, rank: number): number[] => Array.from({ length: rank }, () => 1 + rng.integer(4));
export const tensor = (rng: Rng, shape: readonly number[]): Tensor => drawn(shape, () => rng.normal());
/** A tensor of another shape than this one: an axis more or less, or of another size. */
export function reshaped(rng: Rng, shape: readonly number[]): Tensor {
  const other = [...shape];
  const way = rng.integer(3);
  if (way === 0) other.push(2);
  else if (way === 1 && other.length > 1) other.pop();
  else other[rng.integer(other.length)] += 1 + rng.integer(3);
  return tensor(rng, other);
}
/** For a tensor expected with this shape, in float32: something else. */
export const notLike = (rng: Rng, shape: readonly number[]): Anything => {
  const way = rng.integer(4);
  if (way === 0) return noTensor(rng);
  if (way === 1) return tensor(rng, shape).to(pick(rng, ["float64", "int32"] as const));
  return reshaped(rng, shape);
};
