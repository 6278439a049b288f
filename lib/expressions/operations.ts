import { checkNumber, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import * as kernels from "../kernels/index.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { Expression, lift, type Operand } from "./expression.ts";
import { moves, type Operation, type Shape } from "./operation.ts";
import { along, broadcastShape, broadcastTo, gather, place, product, repeat, sameSize } from "./shapes.ts";

/**
 * Every operation: its value, and under it its two derivatives. Elementwise ones broadcast; on the way back, what was
 * repeated is summed, which is `sumTo`. An operation without effect on shapes that agree costs nothing there.
 */

const infix =
  (sign: string): Operation["text"] =>
  ([a, b]) =>
    `(${a} ${sign} ${b})`;
const call =
  (name: string): Operation["text"] =>
  (x) =>
    `${name}(${x.join(", ")})`;
/** The node of an operation and its operands. */
export const make = (operation: Operation, ...of: Operand[]): Expression => new Expression(operation, of.map(lift));
const elementwise = { elementwise: true, shape: broadcastShape } as const;
const same = ([x]: readonly Shape[]): Shape => x;

// Sums, products, quotients.

/** c = a + b */
export const add = (a: Operand, b: Operand): Expression => make(addition, a, b);
const addition: Operation = {
  text: /* @__PURE__ */ infix("+"),
  ...elementwise,
  value: (c, [a, b]) => kernels.add(c, a, b),
  forward: [(da, _, c) => broadcast(da, c), (db, _, c) => broadcast(db, c)],
  reverse: [(dc, [a]) => sumTo(dc, a), (dc, [, b]) => sumTo(dc, b)],
};

/** c = a − b */
export const sub = (a: Operand, b: Operand): Expression => make(subtraction, a, b);
const subtraction: Operation = {
  text: /* @__PURE__ */ infix("−"),
  ...elementwise,
  value: (c, [a, b]) => kernels.subtract(c, a, b),
  forward: [(da, _, c) => broadcast(da, c), (db, _, c) => broadcast(neg(db), c)],
  reverse: [(dc, [a]) => sumTo(dc, a), (dc, [, b]) => neg(sumTo(dc, b))],
};

/** c = a · b, element by element */
export const mul = (a: Operand, b: Operand): Expression => make(multiplication, a, b);
const multiplication: Operation = {
  text: /* @__PURE__ */ infix("·"),
  ...elementwise,
  value: (c, [a, b]) => kernels.multiply(c, a, b),
  forward: [(da, [, b]) => mul(da, b), (db, [a]) => mul(a, db)],
  reverse: [(dc, [a, b]) => sumTo(mul(dc, b), a), (dc, [a, b]) => sumTo(mul(dc, a), b)],
};

/** c = a / b */
export const div = (a: Operand, b: Operand): Expression => make(division, a, b);
const division: Operation = {
  text: /* @__PURE__ */ infix("/"),
  ...elementwise,
  value: (c, [a, b]) => kernels.divide(c, a, b),
  forward: [(da, [, b]) => div(da, b), (db, [, b], c) => neg(div(mul(c, db), b))],
  reverse: [(dc, [a, b]) => sumTo(div(dc, b), a), (dc, [, b], c) => neg(sumTo(div(mul(dc, c), b), b))],
};

/** y = −x */
export const neg = (x: Operand): Expression => make(negation, x);
const negation: Operation = {
  text: ([x]) => `−${x}`,
  shape: same,
  value: (y, [x]) => kernels.scale(y, x, -1),
  forward: [(dx) => neg(dx)],
  reverse: [(dy) => neg(dy)],
};

/** c = max(a, b); the first of equals has the derivative */
export const max = (a: Operand, b: Operand): Expression => make(maximum, a, b);
const maximum: Operation = {
  text: /* @__PURE__ */ call("max"),
  ...elementwise,
  value: (c, [a, b]) => kernels.max(c, a, b),
  forward: [(da, [a, b]) => mul(da, sub(1, exceeds(b, a))), (db, [a, b]) => mul(db, exceeds(b, a))],
  reverse: [(dc, [a, b]) => sumTo(mul(dc, sub(1, exceeds(b, a))), a), (dc, [a, b]) => sumTo(mul(dc, exceeds(b, a)), b)],
};
/** c = min(a, b); the first of equals has the derivative */
export const min = (a: Operand, b: Operand): Expression => neg(max(neg(a), neg(b)));
/** 1 where a > b, else 0, a step whose derivative is 0 */
export const exceeds = (a: Operand, b: Operand): Expression => make(comparison, a, b);
const comparison: Operation = {
  text: /* @__PURE__ */ infix(">"),
  ...elementwise,
  value: (c, [a, b]) => kernels.exceeds(c, a, b),
  forward: [],
  reverse: [],
};

// Functions of one number, elementwise. Those whose slope is found from y, as the modules' is, have that as an operation
// of its own, linear in d: d (1 − y²) for tanh.

/**
 * y = xⁿ for a constant n: products for whole n up to 64 in size, a root for n = ½, else eⁿ ˡⁿ ˣ, NaN where x < 0
 * @throws FpropError ARGUMENT for an n that is no finite number
 */
export function pow(x: Operand, n: number): Expression {
  checkNumber("pow", "n", n);
  const slope = (d: Expression, [x]: readonly Expression[]): Expression => mul(d, mul(n, pow(x, n - 1)));
  return make(
    {
      text: ([x]) => `${x}^${n}`,
      shape: same,
      value: (y, [x]) => kernels.pow(y, x, n),
      told: { kind: "pow", n },
      forward: n === 0 ? [] : [slope],
      reverse: n === 0 ? [] : [slope],
    },
    x,
  );
}

/** y = eˣ */
export const exp = (x: Operand): Expression => make(exponential, x);
const exponential: Operation = {
  text: /* @__PURE__ */ call("exp"),
  shape: same,
  value: (y, [x]) => kernels.exp(y, x),
  forward: [(dx, _, y) => mul(dx, y)],
  reverse: [(dy, _, y) => mul(dy, y)],
};

/** y = ln x; −∞ at 0 and NaN below, which `evaluate` refuses under `checkFinite` */
export const log = (x: Operand): Expression => make(logarithm, x);
const logarithm: Operation = {
  text: /* @__PURE__ */ call("log"),
  shape: same,
  value: (y, [x]) => kernels.log(y, x),
  forward: [(dx, [x]) => div(dx, x)],
  reverse: [(dy, [x]) => div(dy, x)],
};

/** y = tanh x */
export const tanh = (x: Operand): Expression => make(hyperbolic, x);
const hyperbolic: Operation = {
  text: /* @__PURE__ */ call("tanh"),
  shape: same,
  value: (y, [x]) => kernels.tanh(y, x),
  forward: [(dx, _, y) => make(hyperbolicSlope, dx, y)],
  reverse: [(dy, _, y) => make(hyperbolicSlope, dy, y)],
};
/** z = d (1 − y²) */
const hyperbolicSlope: Operation = {
  text: ([d, y]) => `${d} · (1 − ${y}²)`,
  shape: same,
  value: (z, [d, y]) => kernels.tanhBackward(z, d, y),
  forward: [(dd, [, y]) => make(hyperbolicSlope, dd, y), (dy, [d, y]) => mul(-2, mul(mul(d, y), dy))],
  reverse: [(dz, [, y]) => make(hyperbolicSlope, dz, y), (dz, [d, y]) => mul(-2, mul(mul(d, y), dz))],
};

/** y = 1 / (1 + e⁻ˣ) */
export const sigmoid = (x: Operand): Expression => make(logistic, x);
const logistic: Operation = {
  text: /* @__PURE__ */ call("sigmoid"),
  shape: same,
  value: (y, [x]) => kernels.sigmoid(y, x),
  forward: [(dx, _, y) => make(logisticSlope, dx, y)],
  reverse: [(dy, _, y) => make(logisticSlope, dy, y)],
};
/** z = d y (1 − y) */
const logisticSlope: Operation = {
  text: ([d, y]) => `${d} · ${y} · (1 − ${y})`,
  shape: same,
  value: (z, [d, y]) => kernels.sigmoidBackward(z, d, y),
  forward: [(dd, [, y]) => make(logisticSlope, dd, y), (dy, [d, y]) => mul(mul(d, sub(1, mul(2, y))), dy)],
  reverse: [(dz, [, y]) => make(logisticSlope, dz, y), (dz, [d, y]) => mul(mul(d, sub(1, mul(2, y))), dz)],
};

/** y = ln(1 + eˣ), finite wherever x is */
export const softplus = (x: Operand): Expression => make(smoothRectifier, x);
const smoothRectifier: Operation = {
  text: /* @__PURE__ */ call("softplus"),
  shape: same,
  value: (y, [x]) => kernels.softplus(y, x, 1, Infinity),
  forward: [(dx, [x]) => mul(dx, sigmoid(x))],
  reverse: [(dy, [x]) => mul(dy, sigmoid(x))],
};

/** y = 2 / √π times the integral of e^−t² from 0 to x */
export const erf = (x: Operand): Expression => make(errorFunction, x);
const bell = (d: Expression, x: Expression): Expression => mul(d, mul(1.1283791670955126, exp(neg(pow(x, 2)))));
const errorFunction: Operation = {
  text: /* @__PURE__ */ call("erf"),
  shape: same,
  value: (y, [x]) => kernels.erf(y, x),
  forward: [(dx, [x]) => bell(dx, x)],
  reverse: [(dy, [x]) => bell(dy, x)],
};

/** y = |x|, with slope 0 at 0 */
export const abs = (x: Operand): Expression => make(modulus, x);
const modulus: Operation = {
  text: ([x]) => `|${x}|`,
  shape: same,
  value: (y, [x]) => kernels.timesSign(y, x, x),
  forward: [(dx, [x]) => make(signed, dx, x)],
  reverse: [(dy, [x]) => make(signed, dy, x)],
};
/** z = d sign x */
const signed: Operation = {
  text: ([d, x]) => `${d} · sign ${x}`,
  shape: same,
  value: (z, [d, x]) => kernels.timesSign(z, d, x),
  forward: [(dd, [, x]) => make(signed, dd, x)],
  reverse: [(dz, [, x]) => make(signed, dz, x)],
};

/** y = √x; NaN below 0 */
export const sqrt = (x: Operand): Expression => pow(x, 0.5);

/** y = max(x, 0), with slope 0 at 0 */
export const relu = (x: Operand): Expression => make(rectifier, x);
const rectifier: Operation = {
  text: /* @__PURE__ */ call("relu"),
  shape: same,
  value: (y, [x]) => kernels.relu(y, x),
  forward: [(dx, _, y) => make(rectifierSlope, dx, y)],
  reverse: [(dy, _, y) => make(rectifierSlope, dy, y)],
};
/** z = d where y > 0, else 0 */
const rectifierSlope: Operation = {
  text: ([d, y]) => `${d} · (${y} > 0)`,
  shape: same,
  value: (z, [d, y]) => kernels.reluBackward(z, d, y),
  forward: [(dd, [, y]) => make(rectifierSlope, dd, y)],
  reverse: [(dz, [, y]) => make(rectifierSlope, dz, y)],
};

// Matrices.

/**
 * C […, n] = A […, k] B [k, n]: all axes of A but the last are rows. Of a transpose of A or B nothing is copied.
 * @throws FpropError SHAPE, on evaluation, where A has no two axes, B not just two, or the k differ
 */
export function matmul(a: Operand, b: Operand): Expression {
  const [p, q] = [lift(a), lift(b)];
  if (q.operation === transposition) return make(productNT, p, q.of[0]);
  return p.operation === transposition ? make(productTN, p.of[0], q) : make(productNN, p, q);
}
const rowsOf = (shape: Shape): Shape => shape.slice(0, -1);
const lastOf = (shape: Shape): number => shape[shape.length - 1];
const refuseProduct = (who: Expression, a: Shape, b: Shape, expected: string): never =>
  refuse("SHAPE", who, "factors", expected, `${shapeText(a)} and ${shapeText(b)}`);

const productNN: Operation = {
  text: /* @__PURE__ */ call("matmul"),
  shape: ([a, b], who) =>
    a.length < 2 || b.length !== 2 || lastOf(a) !== b[0]
      ? refuseProduct(who, a, b, "[…, k] and [k, n]")
      : [...rowsOf(a), b[1]],
  flops: (c, [a]) => 2 * product(c) * lastOf(a),
  value: (c, [a, b]) => kernels.gemmNN(c, a, b, c.size / b.shape[1], b.shape[1], b.shape[0]),
  forward: [(da, [, b]) => make(productNN, da, b), (db, [a]) => make(productNN, a, db)],
  reverse: [(dc, [, b]) => make(productNT, dc, b), (dc, [a]) => make(productTN, a, dc)],
};
/** C […, n] = A […, k] Bᵀ, with B [n, k] */
const productNT: Operation = {
  text: ([a, b]) => `matmul(${a}, ${b}ᵀ)`,
  shape: ([a, b], who) =>
    a.length < 2 || b.length !== 2 || lastOf(a) !== b[1]
      ? refuseProduct(who, a, b, "[…, k] and [n, k]")
      : [...rowsOf(a), b[0]],
  flops: (c, [a]) => 2 * product(c) * lastOf(a),
  value: (c, [a, b]) => kernels.gemmNT(c, a, b, c.size / b.shape[0], b.shape[0], b.shape[1]),
  forward: [(da, [, b]) => make(productNT, da, b), (db, [a]) => make(productNT, a, db)],
  reverse: [(dc, [, b]) => make(productNN, dc, b), (dc, [a]) => make(productTN, dc, a)],
};
/** C [k, n] = Aᵀ B summed over all rows of A […, k] and B […, n] */
const productTN: Operation = {
  text: ([a, b]) => `matmul(${a}ᵀ, ${b})`,
  shape: ([a, b], who) =>
    a.length < 2 || !sameShape(rowsOf(a), rowsOf(b))
      ? refuseProduct(who, a, b, "[…, k] and […, n] with the same rows")
      : [lastOf(a), lastOf(b)],
  flops: (c, [a]) => 2 * product(c) * product(rowsOf(a)),
  value: (c, [a, b]) => kernels.gemmTN(c, a, b, c.shape[0], c.shape[1], a.size / c.shape[0]),
  forward: [(da, [, b]) => make(productTN, da, b), (db, [a]) => make(productTN, a, db)],
  reverse: [(dc, [, b]) => make(productNT, b, dc), (dc, [a]) => make(productNN, a, dc)],
};

/** y = xᵀ of a matrix */
export const transpose = (x: Operand): Expression => make(transposition, x);
const transposition: Operation = {
  text: ([x]) => `${x}ᵀ`,
  shape: ([x], who) => (x.length === 2 ? [x[1], x[0]] : refuse("SHAPE", who, "operand", "a matrix", shapeText(x))),
  flops: moves,
  value: (y, [x]) => kernels.transpose(y, x, x.shape[1]),
  forward: [(dx) => transpose(dx)],
  reverse: [(dy) => transpose(dy)],
};

// Along an axis.

/**
 * y = log of the softmax of x along the last axis: y_j = x_j − ln Σ_k e^(x_k), with nothing that overflows
 * @throws FpropError SHAPE, on evaluation, for a scalar
 */
export const logSoftmax = (x: Operand): Expression => make(logProbabilities, x);
const logProbabilities: Operation = {
  text: /* @__PURE__ */ call("logSoftmax"),
  shape: ([x], who) => (x.length > 0 ? x : refuse("SHAPE", who, "operand", "of one axis or more", shapeText(x))),
  flops: (y) => 5 * product(y), // the largest, a difference, exp, their sum, and the logarithm taken off
  value: (y, [x]) => kernels.logSoftmax(y, x, lastOf(x.shape)),
  forward: [(dx, [x], y) => sub(dx, spread(sum(mul(exp(y), dx), -1), x, -1))],
  reverse: [(dy, [x], y) => sub(dy, mul(exp(y), spread(sum(dy, -1), x, -1)))],
};

/** y = softmax of x along the last axis; as `logSoftmax` */
export const softmax = (x: Operand): Expression => exp(logSoftmax(x));

/**
 * y = the largest x along an axis, which is then gone; −1 is the last. The first of equals has the derivative
 * @throws FpropError ARGUMENT for an axis that is no integer, SHAPE on evaluation for one that x has not
 */
export function amax(x: Operand, axis: number): Expression {
  if (!Number.isInteger(axis)) refuse("ARGUMENT", "amax", "axis", "an integer", axis);
  return make(
    {
      text: ([x]) => `max(${x}, ${axis})`,
      shape: ([x], who) => x.toSpliced(place(x, axis, who), 1),
      flops: (y, [x]) => product(x) - product(y),
      value: (y, [x], spare) => kernels.maxPieces(y, spare({ dtype: "int32" }, y.shape), x, ...pieces(x.shape, axis)),
      told: { kind: "amax", axis },
      forward: [(dx, [x]) => sum(mul(dx, largest(x, axis)), axis)],
      reverse: [(dy, [x]) => mul(spread(dy, x, axis), largest(x, axis))],
    },
    x,
  );
}
/** 1 where x is the largest along an axis, else 0, a step whose derivative is 0 */
const largest = (x: Expression, axis: number): Expression =>
  make(
    {
      text: ([x]) => `largest(${x}, ${axis})`,
      shape: same,
      value: (y, [x], spare) => {
        const rest = x.shape.toSpliced(place(x.shape, axis), 1);
        const [k, top] = [spare({ dtype: "int32" }, rest), spare(x, rest)];
        kernels.maxPieces(top, k, x, ...pieces(x.shape, axis));
        top.data.fill(1);
        kernels.maxPiecesBackward(y, top, k, ...pieces(x.shape, axis));
      },
      forward: [],
      reverse: [],
    },
    x,
  );

// Shapes. Where a derivative needs the shape of a node that is known only on evaluation, that node is the operand `like`.

/**
 * y = Σ x over all axes, a scalar; or over one, which is then gone; −1 is the last
 * @throws FpropError ARGUMENT for an axis that is no integer, SHAPE on evaluation for one that x has not
 */
export function sum(x: Operand, axis?: number): Expression {
  if (axis === undefined) return sumTo(x, 0);
  if (!Number.isInteger(axis)) refuse("ARGUMENT", "sum", "axis", "an integer", axis);
  return make(
    {
      text: ([x]) => `sum(${x}, ${axis})`,
      shape: ([x], who) => x.toSpliced(place(x, axis, who), 1),
      flops: (y, [x]) => product(x) - product(y),
      value: (y, [x]) => kernels.sumPieces(y, x, ...pieces(x.shape, axis)),
      told: { kind: "sum", axis },
      forward: [(dx) => sum(dx, axis)],
      reverse: [(dy, [x]) => spread(dy, x, axis)],
    },
    x,
  );
}
/** y = x, repeated along the axis that it has not, to the shape of `like` */
export const spread = (x: Expression, like: Expression, axis: number): Expression =>
  make(
    {
      text: ([x, like]) => `repeat(${x}, as ${like}, ${axis})`,
      shape: ([, like]) => like,
      flops: moves,
      value: (y, [x]) => kernels.repeatPieces(y, x, ...pieces(y.shape, axis)),
      told: { kind: "spread", axis },
      forward: [(dx, [, like]) => spread(dx, like, axis)],
      reverse: [(dy) => sum(dy, axis)],
    },
    x,
    like,
  );
/** How many pieces lie along an axis, and how long each is. */
const pieces = (x: Shape, axis: number): [number, number] => {
  const [, n, cols] = along(x, axis);
  return [n, cols];
};

/** y = Σ x / n over all n numbers, or over the n along one axis; as `sum` */
export function mean(x: Operand, axis?: number): Expression {
  const total = sum(x, axis);
  return mul(total, make(share, total, x));
}
/** The number of elements of one operand in that of the other */
const share: Operation = {
  text: ([a, b]) => `size ${a} / size ${b}`,
  shape: () => [],
  flops: moves,
  value: (y, [a, b]) => void y.data.fill(a.size / b.size),
  forward: [],
  reverse: [],
};

/**
 * y = x, repeated to a shape, or to that of another node, as NumPy and PyTorch broadcast
 * @throws FpropError SHAPE on evaluation where x does not broadcast to it
 */
export const broadcast = (x: Operand, shape: Shape | Operand): Expression => make(repetition, x, like(shape));
const repetition: Operation = {
  text: ([x]) => `broadcast(${x})`,
  shape: ([x, like], who) => broadcastTo(x, like, who),
  view: sameSize,
  flops: moves,
  value: repeat,
  forward: [(dx, [, like]) => broadcast(dx, like)],
  reverse: [(dy, [x]) => sumTo(dy, x)],
};

/**
 * y = the sums of x over the axes along which a shape, or that of another node, broadcasts to the shape of x
 * @throws FpropError SHAPE on evaluation where it does not
 */
export const sumTo = (x: Operand, shape: Shape | Operand): Expression => make(collection, x, like(shape));
const collection: Operation = {
  text: ([x]) => `sum(${x})`,
  shape: ([x, like], who) => {
    broadcastTo(like, x, who);
    return like;
  },
  view: sameSize,
  flops: (y, [x]) => product(x) - product(y),
  value: gather,
  forward: [(dx, [, like]) => sumTo(dx, like)],
  reverse: [(dy, [x]) => broadcast(dy, x)],
};

/**
 * The numbers of x under another shape, or that of another node; they are not copied
 * @throws FpropError SHAPE on evaluation where the sizes differ
 */
export const reshape = (x: Operand, shape: Shape | Operand): Expression => make(renaming, x, like(shape));

/** The numbers of x under the shape that `shape` makes of its own, or refuses in the name of the node. */
export const view = (x: Operand, name: string, shape: (x: Shape, who: Expression) => Shape): Expression =>
  make(
    {
      text: ([x]) => `${name}(${x})`,
      shape: ([x], who) => shape(x, who),
      view: sameSize,
      flops: moves,
      value: () => undefined,
      forward: [(dx) => view(dx, name, shape)],
      reverse: [(dy, [x]) => reshape(dy, x)],
    },
    x,
  );
const renaming: Operation = {
  text: ([x]) => `reshape(${x})`,
  shape: ([x, like], who) =>
    sameSize(x, like)
      ? like
      : refuse("SHAPE", who, "operand", `of as many elements as ${shapeText(like)}`, shapeText(x)),
  view: sameSize,
  flops: moves,
  value: () => undefined,
  forward: [(dx, [, like]) => reshape(dx, like)],
  reverse: [(dy, [x]) => reshape(dy, x)],
};

/** A node of this shape: where it is given as such, a constant. */
function like(shape: Shape | Operand): Expression {
  return lift(Array.isArray(shape) ? Tensor.zeros(shape as Shape) : (shape as Operand));
}

/** y = x, taken for a constant: nothing is derived through it */
export const stopGradient = (x: Operand): Expression => make(barrier, x);
const barrier: Operation = {
  text: ([x]) => `stopGradient(${x})`,
  shape: same,
  view: () => true,
  flops: moves,
  value: () => undefined,
  forward: [],
  reverse: [],
};

// Where derivatives start from.

/** u, which has the shape of `like` or is refused */
export const seed = (u: Operand, like: Expression): Expression => make(beginning, u, like);
const beginning: Operation = {
  text: ([u]) => u,
  shape: ([u, like], who) =>
    sameShape(u, like) ? u : refuse("SHAPE", who, "seed", `of the shape ${shapeText(like)}`, shapeText(u)),
  view: sameSize,
  flops: moves,
  value: () => undefined,
  forward: [(du) => du],
  reverse: [(dy) => dy],
};

/** ∂x/∂x = 1 of a number; anything larger is refused, since its derivative needs to be told where to go */
export const one = (x: Expression): Expression => make(unit, x);
const unit: Operation = {
  text: () => "1",
  shape: ([x], who) =>
    product(x) === 1 ? x : refuse("SHAPE", who.of[0], "derivative", "of a scalar, or given a seed", shapeText(x)),
  flops: moves,
  value: (y) => void y.data.fill(1),
  forward: [],
  reverse: [],
};

/** 0 in the shape of x */
export const zeros = (x: Expression): Expression => make(nothing, x);
const nothing: Operation = {
  text: () => "0",
  shape: same,
  flops: moves,
  value: (y) => kernels.clear(y),
  forward: [],
  reverse: [],
};
