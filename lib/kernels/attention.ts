// Attention: weights of keys for each query, and the turning of pairs of features by their place.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/attention.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** How many there are: scores are [batch, heads, queries, keys]. */
export interface Scores {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/**
 * p = softmax(scale s + mask) over the keys that a query may see, 0 for the others: with `causal` those up to its own
 * place, and those whose entry in padding [batch, keys] is 0. A query that may see none has weights of 0. The mask is
 * [batch, queries, keys] or has heads, too. p may be s.
 */
export function attend(
  p: Tensor,
  s: Tensor,
  padding: Tensor | undefined,
  mask: Tensor | undefined,
  { batch, heads, queries, keys }: Scores,
  scale: number,
  causal: boolean,
): void {
  const step = mask === undefined || mask.size < s.size ? 0 : queries * keys;
  run(
    native,
    "wrrr",
    batch,
    (wasm, n, pp, ps, pad, pm) => wasm.attend(n, heads, queries, keys, ps, pad, pm, step, scale, +causal, pp),
    () => reference.attend(p.data, s.data, padding?.data, mask?.data, [batch, heads, queries, keys], scale, causal),
    p,
    s,
    padding,
    mask,
  );
}
/** ds = scale p (dp − Σ dp p), row by row; ds may be dp */
export function attendBackward(ds: Tensor, dp: Tensor, p: Tensor, keys: number, scale: number): void {
  const rows = p.size / keys;
  run(
    native,
    "wrr",
    rows,
    (wasm, n, pds, pdp, pp) => wasm.attendBackward(n, keys, pdp, pp, scale, pds),
    () => reference.attendBackward(ds.data, dp.data, p.data, rows, scale),
    ds,
    dp,
    p,
  );
}

/**
 * In `pieces` of `size` numbers, from `at` on in each of the rows, `ld` numbers long, of y [batch, time, ld]: pair i of a
 * piece becomes (a c − b s, a s + b c), where the angles' cosines and sines [time, size] are (c, s) at pair i of row t.
 * With `back` the turn is the other way round.
 */
export function rotate(
  y: Tensor,
  angles: Tensor,
  [batch, time, ld, at, pieces, size]: readonly [
    batch: number,
    time: number,
    ld: number,
    at: number,
    pieces: number,
    size: number,
  ],
  back = false,
): void {
  run(
    native,
    "uR",
    batch,
    (wasm, n, py, pa) => wasm.rotate(n, time, ld, at, pieces, size, pa, back ? -1 : 1, py),
    () => reference.rotate(y.data, angles.data, [batch, time, ld, at, pieces, size], back),
    y,
    angles,
  );
}
