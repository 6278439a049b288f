import type { Draw } from "../expressions/deferred.ts";
import { express, expressions } from "../expressions/express.ts";
import { constant, substitute, type Expression } from "../expressions/expression.ts";
import { add, matmul, min, mul, relu, reshape, sub, view } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import type { AnyModule } from "../module.ts";
import type { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import type { Recurrent } from "./recurrent.ts";

// Recurrence as an expression, unrolled for a known time. Parts are picked and put together by products with matrices of
// 0 and 1. What stands beside the batch, as time does, has the second axis if the batch comes first, else the first.

/** [rows, n] with an identity in rows from `at` on, 0 elsewhere; as it is, or transposed. */
function identity(n: number, at: number, rows: number, transposed = false): Expression {
  const t = Tensor.zeros(transposed ? [n, rows] : [rows, n]);
  for (let i = 0; i < n; i++) t.data[transposed ? i * rows + at + i : (at + i) * n + i] = 1;
  return constant(t);
}

/** The k-th n columns of x [batch, count n]. */
export function piece(x: Expression, k: number, count: number, n: number): Expression {
  return matmul(x, identity(n, k * n, count * n));
}

/** [batch, n]: the k-th of x [batch, count, n] or [count, batch, n]. */
export function pick(
  x: Expression,
  k: number,
  batch: number,
  count: number,
  n: number,
  batchFirst: boolean,
): Expression {
  if (batchFirst) return piece(reshape(x, [batch, count * n]), k, count, n);
  return reshape(matmul(identity(1, k, count, true), reshape(x, [count, batch * n])), [batch, n]);
}

/** Parts [batch, n] side by side: [batch, count n]. */
export function beside(parts: readonly Expression[], n: number): Expression {
  return parts
    .map((part, k) => matmul(part, identity(n, k * n, parts.length * n, true)))
    .reduce((sum, part) => add(sum, part));
}

/** Parts [batch, n] as [batch, count, n] or [count, batch, n]. */
export function stack(parts: readonly Expression[], batch: number, n: number, batchFirst: boolean): Expression {
  const count = parts.length;
  if (batchFirst) return reshape(beside(parts, n), [batch, count, n]);
  const lines = parts.map((part, k) => matmul(identity(1, k, count), reshape(part, [1, batch * n])));
  return reshape(
    lines.reduce((sum, part) => add(sum, part)),
    [count, batch, n],
  );
}

/**
 * y and the last states of a recurrent module's layers, for x of this shape, the lengths if there are any, the first
 * states (none for 0), the parameters of all cells, and the stream to draw from what is dropped between layers, if anything
 * is: a copy of it draws, so that every drawing drops the same.
 */
export function layers(
  { batchFirst, cells, directions, dropout, hiddenSize: n, inputSize, numLayers }: Layered,
  shape: readonly number[],
  x: Expression,
  lengths: Expression | undefined,
  firsts: readonly Expression[],
  parameters: readonly Expression[],
  stream: Rng | undefined,
): Expression[] {
  const [batch, time] = batchFirst ? shape : [shape[1], shape[0]];
  const zero = constant(Tensor.zeros([batch, n]));
  const each = parameters.length / cells.length;
  const rng = stream?.clone();
  /** 1 in the rows whose sequences have a step t, else 0. */
  const runs = Array.from({ length: time }, (_, t) => lengths && reshape(min(relu(sub(lengths, t)), 1), [batch, 1]));

  let v = runs.map((_, t) => pick(x, t, batch, time, inputSize, batchFirst));
  const lasts: (readonly Expression[])[] = [];
  for (let l = 0; l < numLayers; l++) {
    const outs: Expression[][] = v.map(() => []);
    for (let j = l * directions; j < (l + 1) * directions; j++) {
      const own = parameters.slice(j * each, (j + 1) * each);
      let s: readonly Expression[] = Array.from({ length: cells[j].states }, (_, k) =>
        firsts.length === 0 ? zero : pick(firsts[k], j, batch, cells.length, n, batchFirst),
      );
      for (let k = 0; k < time; k++) {
        const t = j === l * directions ? k : time - 1 - k;
        const [m, before] = [runs[t], s];
        const after = cells[j].tell(v[t], before, own);
        s = m === undefined ? after : after.map((e, i) => add(mul(m, e), mul(sub(1, m), before[i])));
        outs[t].push(m === undefined ? s[0] : mul(m, s[0]));
      }
      lasts.push(s);
    }
    v = outs.map((parts) => beside(parts, n));
    if (rng !== undefined && l < numLayers - 1) {
      const mask = Tensor.zeros([time, batch, directions * n], "float64");
      kernels.keep(mask, rng, dropout, 1 / (1 - dropout));
      v = v.map((e, t) => mul(e, constant(mask.rows(t, t + 1).reshape([batch, directions * n]))));
    }
  }
  const states = lasts[0].map((_, k) => lasts.map((s) => s[k]));
  return [stack(v, batch, directions * n, batchFirst), ...states.map((all) => stack(all, batch, n, batchFirst))];
}

/** What of a recurrent module its layers are. */
type Layered = Pick<
  Recurrent<Value, Value>,
  "batchFirst" | "cells" | "directions" | "dropout" | "hiddenSize" | "inputSize" | "numLayers"
>;

/** What a Sequencer of `module` computes of x and of values for its parameters, where y_t has as many axes as x_t. */
export function sequence(module: AnyModule, states: readonly number[], parameters: readonly Expression[]): Draw {
  return ([x, ...weights], [[batch, time, ...rest]]) => {
    const n = rest.reduce((a, b) => a * b, 1);
    let s: readonly Expression[] = states.map((size) => constant(Tensor.zeros([batch, size])));
    const ys = Array.from({ length: time }, (_, t) => {
      const x_t = reshape(pick(x, t, batch, time, n, true), [batch, ...rest]);
      const out = expressions(express(module, s.length === 0 ? x_t : [x_t, ...s]));
      if (s.length > 0) s = out;
      const place = reshape(identity(1, t, time), [time, ...rest.map(() => 1)]);
      return mul(
        view(out[0], "step", ([rows, ...more]) => [rows, 1, ...more]),
        place,
      );
    });
    const y = ys.reduce((sum, part) => add(sum, part));
    return substitute(y, new Map(parameters.map((p, i) => [p, weights[i]])));
  };
}
