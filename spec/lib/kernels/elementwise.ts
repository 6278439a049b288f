import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import * as op from "../../../lib/kernels/wasm/ops.ts";
import { map, zip, update, reduce, sizes, type Case, type Cases } from "./harness.ts";

/** Focal losses of whole and broken exponents, with and without a weight. */
const focal =
  (kernel: typeof kernels.focal, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const [gamma, alpha] = [d.of([0, 0.5, 1, 2, 2.5]), d.of([-1, 0, 0.25, 1])];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([l, y, t]) => kernel(l, y, t, gamma, alpha),
      plain: ([l, y, t]) => reference.zip(reference.errors, k, l, y, t, gamma, alpha),
    };
  };

export const cases: Cases = {
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
  elu: map(kernels.elu, op.ELU),
  eluBackward: zip(kernels.eluBackward, op.ELU_BACKWARD),
  softplus: map(kernels.softplus, op.SOFTPLUS),
  softplusBackward: zip(kernels.softplusBackward, op.SOFTPLUS_BACKWARD),
  gelu: map(kernels.gelu, op.GELU),
  geluBackward: zip(kernels.geluBackward, op.GELU_BACKWARD),
  geluTanh: map(kernels.geluTanh, op.GELU_TANH),
  geluTanhBackward: zip(kernels.geluTanhBackward, op.GELU_TANH_BACKWARD),
  silu: map(kernels.silu, op.SILU),
  siluBackward: zip(kernels.siluBackward, op.SILU_BACKWARD),
  mish: map(kernels.mish, op.MISH),
  mishBackward: zip(kernels.mishBackward, op.MISH_BACKWARD),
  softsign: map(kernels.softsign, op.SOFTSIGN),
  softsignBackward: zip(kernels.softsignBackward, op.SOFTSIGN_BACKWARD),
  hardswish: map(kernels.hardswish, op.HARDSWISH),
  hardswishBackward: zip(kernels.hardswishBackward, op.HARDSWISH_BACKWARD),
  threshold: map(kernels.threshold, op.THRESHOLD),
  exp: map(kernels.exp, op.EXP),
  expm1: map(kernels.expm1, op.EXPM1),
  erf: map(kernels.erf, op.ERF),
  log: map(kernels.log, op.LOG),
  log1p: map(kernels.log1p, op.LOG1P),
  scale: map(kernels.scale, op.SCALE),
  pow: (d) => {
    const n = d.of(sizes);
    const exponent = d.of([0, 1, 2, 3, 7, -1, -2, 64, 65, 0.5, 1.5, -0.3]);
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernels.pow(y, x, exponent),
      plain: ([y, x]) => reference.map(reference.functions, op.POW, y, x, exponent, 0),
    };
  },
  signedPow: (d) => {
    const n = d.of(sizes);
    const exponent = d.of([0, 1, 2, 3, 0.5, 1.5]);
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernels.signedPow(y, x, exponent),
      plain: ([y, x]) => reference.map(reference.functions, op.SIGNED_POW, y, x, exponent, 0),
    };
  },
  rsqrt: map(kernels.rsqrt, op.RSTD),
  masked: (d) => {
    const n = d.of(sizes);
    const [a, b] = [d.rng.normal(), d.rng.normal()];
    return {
      operands: [d.floats(n), d.floats(n), d.integers(n, 2).to(d.dtype)],
      kernel: ([z, x, m]) => kernels.masked(z, x, m, a, b),
      plain: ([z, x, m]) => reference.zip(reference.arithmetic, op.MASKED, z, x, m, a, b),
    };
  },
  affine: map(kernels.affine, op.AFFINE),
  add: zip(kernels.add, op.ADD),
  subtract: zip(kernels.subtract, op.SUB),
  multiply: zip(kernels.multiply, op.MUL),
  divide: zip(kernels.divide, op.DIV),
  max: zip(kernels.max, op.MAX),
  exceeds: zip(kernels.exceeds, op.EXCEEDS),
  rectifiedSlope: zip(kernels.rectifiedSlope, op.RECTIFIED_SLOPE),
  whereLarge: zip(kernels.whereLarge, op.WHERE_LARGE),
  timesSign: zip(kernels.timesSign, op.TIMES_SIGN),
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
  squaredHinge: zip((l, y, t, _a, b) => kernels.squaredHinge(l, y, t, b), op.SQUARED_HINGE),
  squaredHingeBackward: zip(
    (dy, y, t, a, b) => kernels.squaredHingeBackward(dy, y, t, a / 2, b),
    op.SQUARED_HINGE_BACKWARD,
  ),
  hingeEmbedding: zip((l, y, t, _a, b) => kernels.hingeEmbedding(l, y, t, b), op.HINGE_EMBEDDING),
  hingeEmbeddingBackward: zip(kernels.hingeEmbeddingBackward, op.HINGE_EMBEDDING_BACKWARD),
  softMargin: zip(kernels.softMargin, op.SOFT_MARGIN),
  softMarginBackward: zip(kernels.softMarginBackward, op.SOFT_MARGIN_BACKWARD),
  smoothAbsError: zip((l, y, t, _a, b) => kernels.smoothAbsError(l, y, t, b), op.SMOOTH_L1),
  smoothAbsErrorBackward: zip(kernels.smoothAbsErrorBackward, op.SMOOTH_L1_BACKWARD),
  huber: zip((l, y, t, _a, b) => kernels.huber(l, y, t, b), op.HUBER),
  huberBackward: zip(kernels.huberBackward, op.HUBER_BACKWARD),
  logCosh: zip(kernels.logCosh, op.LOG_COSH),
  logCoshBackward: zip(kernels.logCoshBackward, op.LOG_COSH_BACKWARD),
  klDivergence: zip(kernels.klDivergence, op.KL_DIVERGENCE),
  logKlDivergence: zip(kernels.logKlDivergence, op.LOG_KL_DIVERGENCE),
  poisson: zip((l, y, t, _a, b) => kernels.poisson(l, y, t, b), op.POISSON),
  poissonBackward: zip(kernels.poissonBackward, op.POISSON_BACKWARD),
  logPoisson: zip(kernels.logPoisson, op.LOG_POISSON),
  logPoissonBackward: zip(kernels.logPoissonBackward, op.LOG_POISSON_BACKWARD),
  stirling: map(kernels.stirling, op.STIRLING),
  focal: focal(kernels.focal, op.FOCAL),
  focalBackward: focal(kernels.focalBackward, op.FOCAL_BACKWARD),
  gaussian: zip(kernels.gaussian, op.GAUSSIAN),
  gaussianBackward: zip(kernels.gaussianBackward, op.GAUSSIAN_BACKWARD),
  gaussianVarianceBackward: zip(kernels.gaussianVarianceBackward, op.GAUSSIAN_VARIANCE_BACKWARD),
  cosineEmbedding: zip((l, y, t, _a, b) => kernels.cosineEmbedding(l, y, t, b), op.COSINE_EMBEDDING),
  cosineEmbeddingBackward: zip(kernels.cosineEmbeddingBackward, op.COSINE_EMBEDDING_BACKWARD),
  exceedance: zip((l, y, t, _a, b) => kernels.exceedance(l, y, t, b), op.MARGIN),
  exceedanceBackward: zip(kernels.exceedanceBackward, op.MARGIN_BACKWARD),
  positives: zip(kernels.positives, op.POSITIVES),
  positivesBackward: zip((dx, x, t, a) => kernels.positivesBackward(dx, x, t, -a), op.POSITIVES_BACKWARD),
  min: zip(kernels.min, op.LESSER),
  sum: reduce(kernels.sum, op.SUM),
  sumSquares: reduce(kernels.sumSquares, op.SUM_SQUARES),
  sumAbs: reduce(kernels.sumAbs, op.SUM_ABS),
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
