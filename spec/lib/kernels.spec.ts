import { describe, expect, it } from "vitest";
import * as kernels from "../../lib/kernels/index.ts";
import * as reference from "../../lib/kernels/reference.ts";
import * as op from "../../lib/kernels/wasm/ops.ts";
import { Rng } from "../../lib/rng.ts";
import { Tensor, type DType, type Numbers } from "../../lib/tensor.ts";

// Every kernel against its plain loops, bit for bit: NaN is NaN, but −0 is not +0. Each call is made with its operands on
// the heap and off it in every combination; on the heap they stand between guards, at odd places, so a kernel that
// writes past an end, or lets what lies behind an end into its result, is seen too.

type Floats = "float32" | "float64";

/** One call: the operands before it, and what it is on both sides. What may be missing comes last. */
interface Call {
  readonly operands: readonly Tensor[];
  readonly kernel: (t: readonly Tensor[]) => number | void;
  readonly plain: (t: readonly Numbers[]) => number | void;
}

const special: Record<Floats, readonly number[]> = {
  float32: [2 ** -149, 1e-40, 2 ** -126, 1e-31, 88.7, 104, 1e38, (2 - 2 ** -23) * 2 ** 127],
  float64: [2 ** -1074, 1e-310, 2 ** -1022, 1e-291, 709.8, 746, 1e300, Number.MAX_VALUE],
};

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 257, 1000];
const rowCounts = [1, 2, 3, 4, 5, 8, 17];
const columnCounts = [1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 17, 33, 129];

/** Random operands of one element type; wild ones are full of values at which arithmetic is special. */
class Draw {
  readonly dtype: Floats;
  readonly wild: boolean;
  readonly rng: Rng;

  constructor(dtype: Floats, wild: boolean, rng: Rng) {
    this.dtype = dtype;
    this.wild = wild;
    this.rng = rng;
  }

  of<T>(list: readonly T[]): T {
    return list[this.rng.integer(list.length)];
  }

  chance(): boolean {
    return this.rng.integer(2) === 0;
  }

  number(): number {
    if (!this.wild || this.rng.integer(3) > 0) return 3 * this.rng.normal();
    const x = this.of([NaN, Infinity, 0, 1, 0.5, ...special[this.dtype]]);
    return this.chance() ? x : -x;
  }

  floats(n: number): Tensor {
    return Tensor.from(
      Array.from({ length: n }, () => this.number()),
      [n],
      this.dtype,
    );
  }

  /** n integers from 0 to top − 1, now and then `other`. */
  integers(n: number, top: number, other = 0): Tensor {
    return Tensor.from(
      Array.from({ length: n }, () => (this.rng.integer(5) === 0 ? other : this.rng.integer(top))),
      [n],
      "int32",
    );
  }
}

type Case = (d: Draw) => Call;

/** The kernels that compute y = f(x; a, b). */
const map =
  (kernel: (y: Tensor, x: Tensor, a: number, b: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    const b = a + d.rng.next();
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernel(y, x, a, b),
      plain: ([y, x]) => reference.map(k, y, x, a, b),
    };
  };

/** The kernels that compute z = g(x, y; a, b). */
const zip =
  (kernel: (z: Tensor, x: Tensor, y: Tensor, a: number, b: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    const b = a + d.rng.next();
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([z, x, y]) => kernel(z, x, y, a, b),
      plain: ([z, x, y]) => reference.zip(k, z, x, y, a, b),
    };
  };

/** The kernels that add to what is there. */
const update =
  (kernel: (y: Tensor, x: Tensor, a: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernel(y, x, a),
      plain: ([y, x]) => reference.zip(k, y, y, x, a, 0),
    };
  };

const reduce =
  (kernel: (x: Tensor) => number, k: number): Case =>
  (d) => ({ operands: [d.floats(d.of(sizes))], kernel: ([x]) => kernel(x), plain: ([x]) => reference.reduce(k, x) });

/** The kernels from rows to rows: y, x. */
const rowwise =
  (kernel: (y: Tensor, x: Tensor, cols: number) => void, plain: (y: Numbers, x: Numbers, rows: number) => void): Case =>
  (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernel(y, x, cols),
      plain: ([y, x]) => plain(y, x, rows),
    };
  };

/** Their derivatives: dx, dy, y. */
const rowwiseBackward =
  (
    kernel: (dx: Tensor, dy: Tensor, y: Tensor, cols: number) => void,
    plain: (dx: Numbers, dy: Numbers, y: Numbers, rows: number) => void,
  ): Case =>
  (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([dx, dy, y]) => kernel(dx, dy, y, cols),
      plain: ([dx, dy, y]) => plain(dx, dy, y, rows),
    };
  };

type Strides = readonly [] | readonly [lda: number, ldb: number, ldc: number];
type Product = (t: readonly Tensor[], m: number, n: number, k: number, ld: Strides) => void;

/** Sizes around the tile, and larger than the blocks that the products pack: 128 rows, 256 columns, 256 or 512 deep. */
const productSizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65];
const large = [
  [131, 5, 70],
  [6, 261, 37],
  [9, 11, 1035],
  [70, 33, 517],
  [129, 259, 66],
] as const;

const product =
  (kernel: Product, transA: boolean, transB: boolean, start: number): Case =>
  (d) => {
    const small = [d.of(productSizes), d.of(productSizes), d.of(productSizes)] as const;
    const [m, n, k] = d.rng.integer(4) === 0 ? d.of(large) : small;
    const [rowsA, colsA] = transA ? [k, m] : [m, k];
    const [rowsB, colsB] = transB ? [n, k] : [k, n];
    const apart = d.chance();
    const [lda, ldb, ldc] = [colsA, colsB, n].map((cols) => (apart ? cols + d.rng.integer(10) : cols));
    const matrix = (rows: number, cols: number, ld: number): Tensor => d.floats((rows - 1) * ld + cols);
    const operands = [matrix(m, n, ldc), matrix(rowsA, colsA, lda), matrix(rowsB, colsB, ldb)];
    const from = start === op.FROM_ROW && d.chance() ? op.FROM_ZERO : start;
    return {
      operands: from === op.FROM_ROW ? [...operands, d.floats(n)] : operands,
      kernel: (t) => kernel(t, m, n, k, apart ? [lda, ldb, ldc] : []),
      plain: ([c, a, b, row]) =>
        reference.gemm(
          from,
          [c, 0, ldc],
          transA ? [a, 0, 1, lda] : [a, 0, lda, 1],
          transB ? [b, 0, 1, ldb] : [b, 0, ldb, 1],
          row,
          m,
          n,
          k,
        ),
    };
  };

/** Targets of a loss over classes, and its options. */
function classes(d: Draw): { rows: number; cols: number; e: number; ignore: number; weights: Tensor[]; t: Tensor } {
  const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
  const ignore = d.of([-100, 0, cols - 1]);
  const weights = d.chance() ? [d.floats(cols)] : [];
  return { rows, cols, e: d.of([0, 0.1, 1]), ignore, weights, t: d.integers(rows, cols, ignore) };
}

/** A plan of monomials: each is one before it, or 1, times an input. */
function monomialPlan(d: Draw): { rows: number; n: number; count: number; plan: Tensor } {
  const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
  const steps = Array.from({ length: count }, (_, m) => [d.rng.integer(m + 1) - 1, d.rng.integer(n)]);
  return { rows, n, count, plan: Tensor.from(steps.flat(), [2 * count], "int32") };
}

const cases: Readonly<Record<string, Case>> = {
  tanh: map(kernels.tanh, op.TANH),
  tanhBackward: zip(kernels.tanhBackward, op.TANH_BACKWARD),
  sigmoid: map(kernels.sigmoid, op.SIGMOID),
  sigmoidBackward: zip(kernels.sigmoidBackward, op.SIGMOID_BACKWARD),
  relu: map(kernels.relu, op.RELU),
  reluBackward: zip(kernels.reluBackward, op.RELU_BACKWARD),
  leakyRelu: map(kernels.leakyRelu, op.LEAKY_RELU),
  leakyReluBackward: zip(kernels.leakyReluBackward, op.LEAKY_RELU_BACKWARD),
  hardtanh: map(kernels.hardtanh, op.HARDTANH),
  hardtanhBackward: zip(kernels.hardtanhBackward, op.HARDTANH_BACKWARD),
  exp: map(kernels.exp, op.EXP),
  log: map(kernels.log, op.LOG),
  log1p: map(kernels.log1p, op.LOG1P),
  scale: map(kernels.scale, op.SCALE),
  pow: (d) => {
    const n = d.of(sizes);
    const exponent = d.of([0, 1, 2, 3, 7, -1, -2, 64, 65, 0.5, 1.5, -0.3]);
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernels.pow(y, x, exponent),
      plain: ([y, x]) => reference.map(op.POW, y, x, exponent, 0),
    };
  },
  add: zip(kernels.add, op.ADD),
  subtract: zip(kernels.subtract, op.SUB),
  multiply: zip(kernels.multiply, op.MUL),
  divide: zip(kernels.divide, op.DIV),
  max: zip(kernels.max, op.MAX),
  exceeds: zip(kernels.exceeds, op.EXCEEDS),
  addScaled: update(kernels.addScaled, op.ADD_SCALED),
  addSign: update(kernels.addSign, op.ADD_SIGN),

  squaredError: zip(kernels.squaredError, op.SQUARED_ERROR),
  squaredErrorBackward: zip((dy, y, t, a) => kernels.squaredErrorBackward(dy, y, t, a / 2), op.SQUARED_ERROR_BACKWARD),
  absError: zip(kernels.absError, op.ABS_ERROR),
  absErrorBackward: zip(kernels.absErrorBackward, op.ABS_ERROR_BACKWARD),
  bce: zip(kernels.bce, op.BCE),
  bceBackward: zip(kernels.bceBackward, op.BCE_BACKWARD),
  bceWithLogits: zip(kernels.bceWithLogits, op.BCE_WITH_LOGITS),
  bceWithLogitsBackward: zip(kernels.bceWithLogitsBackward, op.BCE_WITH_LOGITS_BACKWARD),
  hinge: zip((l, y, t, _a, margin) => kernels.hinge(l, y, t, margin), op.HINGE),
  hingeBackward: zip(kernels.hingeBackward, op.HINGE_BACKWARD),

  thresholdError: zip(kernels.thresholdError, op.THRESHOLD_ERROR),

  sum: reduce(kernels.sum, op.SUM),
  sumSquares: reduce(kernels.sumSquares, op.SUM_SQUARES),
  sumAbs: reduce(kernels.sumAbs, op.SUM_ABS),

  gemmNN: product(([c, a, b], m, n, k, ld) => kernels.gemmNN(c, a, b, m, n, k, ...ld), false, false, op.FROM_ZERO),
  addGemmNN: product(([c, a, b], m, n, k, ld) => kernels.addGemmNN(c, a, b, m, n, k, ...ld), false, false, op.FROM_C),
  gemmNT: product(([c, a, b], m, n, k, ld) => kernels.gemmNT(c, a, b, m, n, k, ...ld), false, true, op.FROM_ZERO),
  affineNT: product(
    ([c, a, b, row], m, n, k, ld) => kernels.affineNT(c, a, b, row, m, n, k, ...ld),
    false,
    true,
    op.FROM_ROW,
  ),
  addGemmNT: product(([c, a, b], m, n, k, ld) => kernels.addGemmNT(c, a, b, m, n, k, ...ld), false, true, op.FROM_C),
  gemmTN: product(([c, a, b], m, n, k, ld) => kernels.gemmTN(c, a, b, m, n, k, ...ld), true, false, op.FROM_ZERO),
  addGemmTN: product(([c, a, b], m, n, k, ld) => kernels.addGemmTN(c, a, b, m, n, k, ...ld), true, false, op.FROM_C),

  softmax: rowwise(kernels.softmax, reference.softmax),
  softmaxBackward: rowwiseBackward(kernels.softmaxBackward, reference.softmaxBackward),
  logSoftmax: rowwise(kernels.logSoftmax, reference.logSoftmax),
  logSoftmaxBackward: rowwiseBackward(kernels.logSoftmaxBackward, reference.logSoftmaxBackward),
  logSumExp: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows), d.floats(rows * cols)],
      kernel: ([out, x]) => kernels.logSumExp(out, x, cols),
      plain: ([out, x]) => reference.logSumExp(out, x, rows),
    };
  },
  addColumnSums: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(cols), d.floats(rows * cols)],
      kernel: ([out, x]) => kernels.addColumnSums(out, x, cols),
      plain: ([out, x]) => reference.addColumnSums(out, x, rows, cols),
    };
  },
  scaleRows: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows)],
      kernel: ([y, s]) => kernels.scaleRows(y, s),
      plain: ([y, s]) => reference.scaleRows(y, s, rows, cols),
    };
  },
  maxPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.integers(rows * cols, 9), d.floats(rows * pieces * cols)],
      kernel: ([y, k, x]) => kernels.maxPieces(y, k, x, pieces, cols),
      plain: ([y, k, x]) => reference.maxPieces(y, k, x, rows, pieces, cols),
    };
  },
  maxPiecesBackward: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * pieces * cols), d.floats(rows * cols), d.integers(rows * cols, pieces)],
      kernel: ([dx, dy, k]) => kernels.maxPiecesBackward(dx, dy, k, pieces, cols),
      plain: ([dx, dy, k]) => reference.maxPiecesBackward(dx, dy, k, rows, pieces, cols),
    };
  },
  sumPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * pieces * cols)],
      kernel: ([y, x]) => kernels.sumPieces(y, x, pieces, cols),
      plain: ([y, x]) => reference.sumPieces(y, x, rows, pieces, cols),
    };
  },
  repeatPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * pieces * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernels.repeatPieces(y, x, pieces, cols),
      plain: ([y, x]) => reference.repeatPieces(y, x, rows, pieces, cols),
    };
  },
  transpose: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernels.transpose(y, x, cols),
      plain: ([y, x]) => reference.transpose(y, x, rows, cols),
    };
  },

  monomials: (d) => {
    const { rows, n, count, plan } = monomialPlan(d);
    return {
      operands: [d.floats(rows * count), d.floats(rows * n), plan],
      kernel: ([y, x, p]) => kernels.monomials(y, x, p, n),
      plain: ([y, x, p]) => reference.monomials(y, x, p, rows),
    };
  },
  monomialsBackward: (d) => {
    const { rows, n, count, plan } = monomialPlan(d);
    const [x, y] = [d.floats(rows * n), d.floats(rows * count)];
    return {
      operands: [d.floats(rows * n), d.floats(rows * count), x, y, plan],
      kernel: ([dx, g, xs, ys, p]) => kernels.monomialsBackward(dx, g, xs, ys, p, n),
      plain: ([dx, g, xs, ys, p]) => reference.monomialsBackward(dx, g, xs, ys, p, rows),
    };
  },
  squaredDistances: (d) => {
    const [rows, n, count, a] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts), d.rng.normal()];
    return {
      operands: [d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([y, x, c]) => kernels.squaredDistances(y, x, c, a, n),
      plain: ([y, x, c]) => reference.squaredDistances(y, x, c, a, n),
    };
  },
  squaredDistancesBackward: (d) => {
    const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * n), d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([dx, g, x, c]) => kernels.squaredDistancesBackward(dx, g, x, c, n),
      plain: ([dx, g, x, c]) => reference.squaredDistancesBackward(dx, g, x, c, n),
    };
  },
  addCentresBackward: (d) => {
    const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(count * n), d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([dc, g, x, c]) => kernels.addCentresBackward(dc, g, x, c, n),
      plain: ([dc, g, x, c]) => reference.addCentresBackward(dc, g, x, c, n),
    };
  },

  nll: (d) => {
    const { rows, cols, e, ignore, weights, t } = classes(d);
    return {
      operands: [d.floats(rows), d.floats(rows * cols), t, ...weights],
      kernel: ([l, y, k, w]) => kernels.nll(l, y, k, w, e, ignore),
      plain: ([l, y, k, w]) => reference.nll(l, y, k, w, e, ignore),
    };
  },
  nllBackward: (d) => {
    const { rows, cols, e, ignore, weights, t } = classes(d);
    const a = d.rng.normal();
    return {
      operands: [d.floats(rows * cols), t, ...weights],
      kernel: ([dy, k, w]) => kernels.nllBackward(dy, k, w, e, ignore, a),
      plain: ([dy, k, w]) => reference.nllBackward(dy, k, w, e, ignore, a),
    };
  },
  softNll: (d) => {
    const { rows, cols, e, weights } = classes(d);
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.floats(rows * cols), ...weights],
      kernel: ([l, y, t, w]) => kernels.softNll(l, y, t, w, e),
      plain: ([l, y, t, w]) => reference.softNll(l, y, t, w, e),
    };
  },
  softNllBackward: (d) => {
    const { rows, cols, e, weights } = classes(d);
    const a = d.rng.normal();
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), ...weights],
      kernel: ([dy, t, w]) => kernels.softNllBackward(dy, t, w, e, a, cols),
      plain: ([dy, t, w]) => reference.softNllBackward(dy, t, w, e, a, cols),
    };
  },

  sgd: (d) => {
    const n = d.of(sizes);
    const moving = d.chance();
    const [eta, mu, undamped] = [d.rng.next(), moving ? d.rng.next() : 0, d.rng.next()];
    const [lambda, nesterov, first] = [d.of([0, 0.1]), d.chance(), d.chance()];
    return {
      operands: [d.floats(n), d.floats(n), ...(moving ? [d.floats(n)] : [])],
      kernel: ([w, g, v]) => kernels.sgd(w, g, v, eta, mu, undamped, lambda, nesterov, first),
      plain: ([w, g, v]) => reference.sgd(w, g, v, eta, mu, undamped, lambda, nesterov, first),
    };
  },
  adam: (d) => {
    const n = d.of(sizes);
    const [alpha, beta1, beta2] = [d.rng.next(), d.rng.next(), d.rng.next()];
    const [rho, eps, lambda, kappa] = [d.rng.next(), 1e-8, d.of([0, 0.1]), d.of([1, 0.999])];
    const moments = [d.floats(n), d.floats(n), ...(d.chance() ? [d.floats(n)] : [])];
    return {
      operands: [d.floats(n), d.floats(n), ...moments],
      kernel: ([w, g, m, v, top]) => kernels.adam(w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa),
      plain: ([w, g, m, v, top]) => reference.adam(w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa),
    };
  },

  clear: (d) => {
    const n = d.of(sizes);
    return {
      operands: [d.chance() ? d.floats(n) : d.integers(n, 1000)],
      kernel: ([y]) => kernels.clear(y),
      plain: ([y]) => void y.fill(0),
    };
  },
  firstOutside: (d) => {
    const x = d.floats(d.of(sizes));
    // The bounds are exact in both types; sometimes a value of x is a bound, and sometimes only one is outside.
    const [low, high] = d.of([
      [-8, 8],
      [-1e30, 1e30],
      [0.25, 0.5],
      [0, 0],
    ]);
    if (d.chance()) x.data.set(x.data.map((v) => Math.min(Math.max(v, low), high) || low));
    if (d.chance()) x.data[d.rng.integer(x.size)] = d.of([NaN, 2 * high + 1, 2 * low - 1, high, low]);
    return {
      operands: [x],
      kernel: ([t]) => kernels.firstOutside(t, low, high),
      plain: ([data]) => reference.firstOutside(data, low, high),
    };
  },
};

const GUARD = 8;
const CANARY = -7;

/** Heap memory for the operand in each position, used again and again: what earlier calls left in it must not matter. */
const memory: Tensor[] = [];

/** A copy of `t` on the heap, with `shift` + GUARD canaries in front and GUARD behind. */
function between(t: Tensor, position: number, shift: number): { copy: Tensor; guards: Tensor } {
  const guards = Tensor.reuse(memory[position], t.dtype, [t.size + shift + 2 * GUARD]);
  memory[position] = guards;
  guards.data.fill(CANARY);
  const copy = guards.part(shift + GUARD, t.shape);
  copy.data.set(t.data);
  return { copy, guards };
}

function difference(got: Numbers, wanted: Numbers): string | undefined {
  const i = wanted.findIndex((v, j) => !Object.is(v, got[j]));
  return i < 0 ? undefined : `[${i}] is ${got[i]} and should be ${wanted[i]}`;
}

/** Makes the call with its operands in every combination of places; returns what differs from the plain loops. */
function compare({ operands, kernel, plain }: Call, rng: Rng): string | undefined {
  const wanted = operands.map((t) => t.clone());
  const result = plain(wanted.map((t) => t.data));
  for (let places = 0; places < 1 << operands.length; places++) {
    const onHeap = operands.map((_, i) => ((places >> i) & 1) === 1);
    const placed = operands.map((t, i) =>
      onHeap[i] ? between(t, i, rng.integer(4)) : { copy: t.clone(), guards: undefined },
    );
    const got = kernel(placed.map(({ copy }) => copy));
    const where = `with operands ${onHeap.map((on) => (on ? "on" : "off")).join(", ")} the heap`;
    if (!Object.is(got, result)) return `returns ${got} and should return ${result} ${where}`;
    for (const [i, { copy, guards }] of placed.entries()) {
      const wrong = difference(copy.data, wanted[i].data);
      if (wrong !== undefined) return `operand ${i} ${wrong} ${where}`;
      if (guards === undefined) continue;
      const start = guards.size - GUARD - copy.size;
      const outside = guards.data.findIndex((v, j) => v !== CANARY && (j < start || j >= start + copy.size));
      if (outside >= 0) return `operand ${i} is written at ${outside - start} of ${copy.size} ${where}`;
    }
  }
  return undefined;
}

const dtypes: readonly Floats[] = ["float32", "float64"];

describe("kernels", () => {
  it("are all compared", () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(kernels).sort());
  });

  describe.each(dtypes)("in %s", (dtype) => {
    describe.each(Object.entries(cases))("%s", (_, draw) => {
      it.each([
        ["ordinary", false],
        ["special", true],
      ] as const)("has the bits of the plain loops for %s values", (_values, wild) => {
        const rng = new Rng(1);
        for (let i = 0; i < 16; i++) {
          const call = draw(new Draw(dtype, wild, rng));
          const wrong = compare(call, rng);
          expect(wrong, `call ${i}, sizes ${call.operands.map((t) => t.size).join(", ")}`).toBeUndefined();
        }
      });
    });
  });
});

/** A matrix or vector of ordinary numbers, on the heap or not. */
function ordinary(rng: Rng, dtype: DType, shape: readonly number[], onHeap: boolean): Tensor {
  const t = onHeap ? Tensor.reuse(undefined, dtype, shape) : Tensor.zeros(shape, dtype);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
}

describe.each(dtypes)("products in %s", (dtype) => {
  it.each([true, false])("give a row the same bits whatever the batch around it (on the heap: %s)", (onHeap) => {
    const rng = new Rng(2);
    const [n, k] = [37, 301];
    const weight = ordinary(rng, dtype, [n, k], onHeap);
    const bias = ordinary(rng, dtype, [n], onHeap);
    const x = ordinary(rng, dtype, [150, k], onHeap);
    const whole = ordinary(rng, dtype, [150, n], onHeap);
    kernels.affineNT(whole, x, weight, bias, 150, n, k);
    for (const [from, to] of [
      [0, 1],
      [3, 4],
      [149, 150],
      [2, 7],
      [60, 133],
    ]) {
      const part = ordinary(rng, dtype, [to - from, n], onHeap);
      kernels.affineNT(part, x.rows(from, to), weight, bias, to - from, n, k);
      expect(difference(part.data, whole.rows(from, to).data), `rows ${from} … ${to}`).toBeUndefined();
    }
  });

  it("add up in the order of k, whatever comes first", () => {
    const rng = new Rng(3);
    const k = 1100;
    const a = ordinary(rng, dtype, [1, k], true);
    const b = ordinary(rng, dtype, [k, 1], true);
    const c = ordinary(rng, dtype, [1, 1], true);
    const round = dtype === "float32" ? Math.fround : (x: number): number => x;
    let s = c.data[0];
    for (let p = 0; p < k; p++) s = round(s + round(a.data[p] * b.data[p]));
    kernels.addGemmNN(c, a, b, 1, 1, k);
    expect(c.data[0]).toBe(s);
  });
});

describe.each(dtypes)("elementwise kernels in %s", (dtype) => {
  it.each([true, false])("may write over what they read (on the heap: %s)", (onHeap) => {
    const rng = new Rng(4);
    const [x, y] = [ordinary(rng, dtype, [103], onHeap), ordinary(rng, dtype, [103], onHeap)];
    const [product, wave] = [Tensor.zeros([103], dtype), Tensor.zeros([103], dtype)];
    kernels.multiply(product, x, y);
    kernels.tanh(wave, x);
    kernels.multiply(y, x, y);
    kernels.tanh(x, x);
    expect(difference(y.data, product.data)).toBeUndefined();
    expect(difference(x.data, wave.data)).toBeUndefined();
  });
});

it("firstOutside takes its bounds as numbers of the tensor's type, wherever a number stands", () => {
  for (const bound of [0.1, 1 / 3, 1e-12])
    for (const n of [1, 2, 4, 5]) {
      const x = Tensor.reuse(undefined, "float32", [n]);
      x.data.fill(bound);
      expect([kernels.firstOutside(x, 0, bound), kernels.firstOutside(x, bound, 1)]).toEqual([-1, -1]);
    }
});

it("firstOutside looks at integers on the heap, too", () => {
  const x = Tensor.reuse(undefined, "int32", [3]);
  x.data.set([1, 2, 3]);
  expect([kernels.firstOutside(x, 1, 3), kernels.firstOutside(x, 1, 2)]).toEqual([-1, 2]);
});

it.runIf(process.env.SOAK === "1")("takes tensors of more than 2 GiB, whose bytes no 32-bit number counts", () => {
  const rows = 2 ** 26 + 1;
  const x = Tensor.zeros([rows, 8]);
  x.data[0] = 2;
  x.data[x.size - 1] = 3;
  const y = Tensor.zeros([rows, 1]);
  kernels.gemmNT(y, x, Tensor.from([[1, 1, 1, 1, 1, 1, 1, 1]]), rows, 1, 8);
  expect([y.data[0], y.data[1], y.data[rows - 1]]).toEqual([2, 0, 3]);
  const sums = Tensor.zeros([8]);
  kernels.addColumnSums(sums, x, 8);
  expect(sums.toArray()).toEqual([2, 0, 0, 0, 0, 0, 0, 3]);
});
