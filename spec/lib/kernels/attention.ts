import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { columnCounts, rowwiseBackward, type Cases } from "./harness.ts";

export const cases: Cases = {
  attend: (d) => {
    const [batch, heads, queries, keys] = [d.of([1, 2, 3]), d.of([1, 2, 3]), d.of([1, 2, 5]), d.of(columnCounts)];
    const [scale, causal, n] = [d.rng.uniform(0.1, 2), d.chance(), batch * heads * queries * keys];
    const [padded, masked] = [d.chance(), d.chance()];
    // Padding hides much, and now and then all.
    const padding = padded ? [d.integers(batch * keys, d.of([2, 3]), 1)] : [];
    const mask = masked ? [d.floats(d.chance() ? n : n / heads)] : [];
    return {
      operands: [d.floats(n), d.floats(n), ...padding, ...mask],
      kernel: ([p, s, ...more]) => {
        const given = padded ? more : [undefined, ...more];
        kernels.attend(p, s, given[0], given[1], { batch, heads, queries, keys }, scale, causal);
      },
      plain: ([p, s, ...more]) => {
        const given = padded ? more : [undefined, ...more];
        reference.attend(p, s, given[0], given[1], [batch, heads, queries, keys], scale, causal);
      },
    };
  },
  attendBackward: (d) => {
    const scale = d.rng.uniform(0.1, 2);
    return rowwiseBackward(
      (ds, dp, p, keys) => kernels.attendBackward(ds, dp, p, keys, scale),
      (ds, dp, p, rows) => reference.attendBackward(ds, dp, p, rows, scale),
    )(d);
  },
  rotate: (d) => {
    const [batch, time, pieces, size] = [d.of([1, 2, 3]), d.of([1, 3, 5]), d.of([1, 2, 3]), d.of([2, 4, 6, 16])];
    const [at, rest, back] = [d.of([0, 3]), d.of([0, 5]), d.chance()];
    const ld = at + pieces * size + rest;
    return {
      operands: [d.floats(batch * time * ld), d.floats(time * size)],
      kernel: ([y, angles]) => kernels.rotate(y, angles, [batch, time, ld, at, pieces, size], back),
      plain: ([y, angles]) => reference.rotate(y, angles, [batch, time, ld, at, pieces, size], back),
    };
  },
};
