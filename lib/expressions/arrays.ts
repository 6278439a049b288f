import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import * as kernels from "../kernels/index.ts";
import { sameShape, type Tensor } from "../tensor.ts";
import { lift, type Expression, type Operand } from "./expression.ts";
import { moves, puts, type Operation, type Spare } from "./operation.ts";
import { make, zeros } from "./operations.ts";
import { along, place, product } from "./shapes.ts";

/** Operations that move numbers: orders of axes, parts, tables by index; and products of many matrices. */

/** y = x with its axes in another order, which may depend on how many there are: axis i of y is axis order[i] of x */
export const permute = (x: Operand, order: (rank: number) => readonly number[]): Expression =>
  make(
    {
      text: ([x]) => `permute(${x})`,
      shape: ([x]) => order(x.length).map((i) => x[i]),
      flops: moves,
      value: (y, [x]) => kernels.permute(y, x, order(x.shape.length)),
      told: { kind: "permute", order },
      forward: [(dx) => permute(dx, order)],
      reverse: [(dy) => permute(dy, (rank) => Array.from({ length: rank }, (_, i) => order(rank).indexOf(i)))],
    },
    x,
  );

/** y = the `length` places of an axis of x from `start` on, which counts from the end if negative */
export const slice = (x: Operand, axis: number, start: number, length: number): Expression =>
  make(
    {
      text: ([x]) => `slice(${x}, ${axis}, ${start}, ${length})`,
      shape: ([x], who) => x.with(place(x, axis, who), length),
      flops: moves,
      value: (y, [x]) => {
        const [rows, n, cols] = along(x.shape, axis);
        const from = (start < 0 ? start + n : start) * cols;
        kernels.copyLines(y, 0, length * cols, x, from, n * cols, rows, length * cols);
      },
      told: { kind: "slice", axis, start, length },
      forward: [(dx) => slice(dx, axis, start, length)],
      reverse: [(dy, [x]) => unslice(dy, x, axis, start)],
    },
    x,
  );
/** 0 in the shape of `like`, with x in the places of an axis from `start` on */
const unslice = (x: Expression, like: Expression, axis: number, start: number): Expression =>
  make(
    {
      text: ([x, like]) => `slice(as ${like}, ${axis}, ${start}) = ${x}`,
      shape: ([, like]) => like,
      flops: puts,
      value: (y, [x]) => {
        const [rows, n, cols] = along(y.shape, axis);
        const width = x.size / rows;
        kernels.clear(y);
        kernels.copyLines(y, (start < 0 ? start + n : start) * cols, n * cols, x, 0, width, rows, width);
      },
      forward: [(dx, [, like]) => unslice(dx, like, axis, start)],
      reverse: [(dy, [x]) => sliceAs(dy, x, axis, start)],
    },
    x,
    like,
  );
/** y = the places of an axis of x from `start` on, as many as there are in `like` */
const sliceAs = (x: Expression, like: Expression, axis: number, start: number): Expression =>
  make(
    {
      text: ([x, like]) => `slice(${x}, ${axis}, ${start}, as ${like})`,
      shape: ([, like]) => like,
      flops: moves,
      value: (y, [x]) => {
        const [rows, n, cols] = along(x.shape, axis);
        const width = y.size / rows;
        kernels.copyLines(y, 0, width, x, (start < 0 ? start + n : start) * cols, n * cols, rows, width);
      },
      forward: [(dx, [, like]) => sliceAs(dx, like, axis, start)],
      reverse: [(dy, [x]) => unslice(dy, x, axis, start)],
    },
    x,
    like,
  );

/** y = the xs one behind the other along an axis */
export const concat = (xs: readonly Operand[], axis: number): Expression =>
  make(
    {
      text: (x) => `concat(${x.join(", ")}; ${axis})`,
      shape: (x, who) => {
        const i = place(x[0], axis, who);
        if (x.some((s) => !sameShape(s.toSpliced(i, 1), x[0].toSpliced(i, 1))))
          refuse("SHAPE", who, "operands", `alike but for axis ${axis}`, x.map(shapeText).join(", "));
        return x[0].with(
          i,
          x.reduce((n, s) => n + s[i], 0),
        );
      },
      flops: moves,
      value: (y, x) => {
        const [rows, n, cols] = along(y.shape, axis);
        let at = 0;
        for (const t of x) {
          const width = t.size / rows;
          kernels.copyLines(y, at, n * cols, t, 0, width, rows, width);
          at += width;
        }
      },
      told: { kind: "concat", axis },
      forward: xs.map((_, k) => (dx, of) => alone(dx, of, k, axis)),
      reverse: xs.map((_, k) => (dy, of) => member(dy, of, k, axis)),
    },
    ...xs,
  );
/** d in the place of the k-th, and 0 for the others */
const alone = (d: Expression, of: readonly Expression[], k: number, axis: number): Expression =>
  concat(
    of.map((x, j) => (j === k ? d : zeros(x))),
    axis,
  );
/** The part of y that is the k-th of those joined in it */
const member = (y: Expression, of: readonly Expression[], k: number, axis: number): Expression =>
  make(
    {
      text: ([y]) => `part ${k} of ${y}`,
      shape: ([, ...x]) => x[k],
      flops: moves,
      value: (z, [y, ...x]) => {
        const [rows, n, cols] = along(y.shape, axis);
        const at = x.slice(0, k).reduce((sum, t) => sum + t.size / rows, 0);
        kernels.copyLines(z, 0, z.size / rows, y, at, n * cols, rows, z.size / rows);
      },
      forward: [(dy, [, ...of]) => member(dy, of, k, axis)],
      reverse: [(dz, [, ...of]) => alone(dz, of, k, axis)],
    },
    y,
    ...of,
  );

/** C […, m, n] = A B, one product for each place of the leading axes, of the transposes where that is said */
export function matmuls(a: Operand, b: Operand, transA = false, transB = false): Expression {
  const operation: Operation = {
    text: ([a, b]) => `matmuls(${a}${transA ? "ᵀ" : ""}, ${b}${transB ? "ᵀ" : ""})`,
    shape: ([a, b], who) => {
      const [m, k] = transA ? a.slice(-2).toReversed() : a.slice(-2);
      const [p, n] = transB ? b.slice(-2).toReversed() : b.slice(-2);
      if (n === undefined || k !== p || !sameShape(a.slice(0, -2), b.slice(0, -2)))
        refuse("SHAPE", who, "factors", "[…, m, k] and […, k, n]", `${shapeText(a)} and ${shapeText(b)}`);
      return [...a.slice(0, -2), m, n];
    },
    flops: (c, [a]) => 2 * product(c) * a.at(transA ? -2 : -1)!,
    value: (c, [a, b]) => {
      const [m, n] = c.shape.slice(-2);
      const k = a.shape.at(transA ? -2 : -1)!;
      kernels.gemms(c, a, b, transA, transB, c.size / (m * n), m, n, k);
    },
    told: { kind: "matmuls", transA, transB },
    forward: [(da, [, b]) => matmuls(da, b, transA, transB), (db, [a]) => matmuls(a, db, transA, transB)],
    reverse: [
      (dc, [, b]) => (transA ? matmuls(b, dc, transB, true) : matmuls(dc, b, false, !transB)),
      (dc, [a]) => (transB ? matmuls(dc, a, true, transA) : matmuls(a, dc, !transA, false)),
    ],
  };
  return make(operation, a, b);
}

// By index: t holds whole numbers, in whatever type an evaluation has, and no derivative leads to it.

const whole = (t: Tensor, spare: Spare): Tensor => {
  const k = spare({ dtype: "int32" }, t.shape);
  k.data.set(t.data);
  return k;
};

/** y […, n] = the rows of w [rows, n] that t […] names */
export const lookup = (w: Operand, t: Operand): Expression => make(reading, w, t);
const reading: Operation = {
  text: ([w, t]) => `${w}[${t}]`,
  shape: ([w, t]) => [...t, w[1]],
  flops: moves,
  value: (y, [w, t], spare) => kernels.lookup(y, w, whole(t, spare), w.shape[1]),
  told: { kind: "lookup" },
  forward: [(dw, [, t]) => lookup(dw, t)],
  reverse: [(dy, [w, t]) => make(writing, dy, t, w)],
};
/** The sums of the rows of y that t names alike, 0 for the others, in the shape of the third */
const writing: Operation = {
  text: ([y, t]) => `${y} at [${t}]`,
  shape: ([, , like]) => like,
  flops: (_, [y]) => product(y),
  value: (w, [y, t], spare) => {
    kernels.clear(w);
    kernels.addLookupBackward(w, y, whole(t, spare), w.shape[1]);
  },
  forward: [(dy, [, t, like]) => make(writing, dy, t, like)],
  reverse: [(dw, [, t]) => lookup(dw, t)],
};

/** y = x at the places of an axis that t names, where t has the shape of x but for that axis */
export const take = (x: Operand, t: Operand, axis: number): Expression => {
  const sizes = (x: Tensor, t: Tensor): [number, number, number] => {
    const [, n, cols] = along(x.shape, axis);
    return [n, along(t.shape, axis)[1], cols];
  };
  const back: Operation = {
    text: ([y, t]) => `${y} at [${t}], ${axis}`,
    shape: ([, , like]) => like,
    flops: puts,
    value: (dx, [dy, t], spare) => kernels.takeBackward(dx, dy, whole(t, spare), ...sizes(dx, t)),
    forward: [(dd, [, t, like]) => make(back, dd, t, like)],
    reverse: [(dx, [, t]) => take(dx, t, axis)],
  };
  return make(
    {
      text: ([x, t]) => `take(${x}, ${t}, ${axis})`,
      shape: ([, t]) => t,
      flops: moves,
      value: (y, [x, t], spare) => kernels.take(y, x, whole(t, spare), ...sizes(x, t)),
      told: { kind: "take", axis },
      forward: [(dx, [, t]) => take(dx, t, axis)],
      reverse: [(dy, [x, t]) => make(back, dy, t, x)],
    },
    lift(x),
    lift(t),
  );
};
