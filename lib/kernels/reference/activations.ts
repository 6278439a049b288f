import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";

export const activations: Loops = {
  maps: {
    [op.TANH]: (x, _a, _b, R) => R.tanh(x),
    [op.SIGMOID]: (x, _a, _b, R) => R.sigmoid(x),
    [op.RELU]: (x) => (x < 0 ? 0 : x),
    [op.LEAKY_RELU]: (x, a, _b, { r }) => (x > 0 ? x : r(a * x)),
    [op.HARDTANH]: (x, a, b) => (x < a ? a : x > b ? b : x),
    [op.THRESHOLD]: (x, a, b) => (x <= a ? b : x),
  },
  zips: {
    [op.TANH_BACKWARD]: (dy, y, _a, _b, { r }) => r(dy * r(1 - r(y * y))),
    [op.SIGMOID_BACKWARD]: (dy, y, _a, _b, { r }) => r(dy * r(y * r(1 - y))),
    [op.RELU_BACKWARD]: (dy, y) => (y <= 0 ? 0 : dy),
    [op.LEAKY_RELU_BACKWARD]: (dy, x, a, _b, { r }) => (x > 0 ? dy : r(a * dy)),
    [op.HARDTANH_BACKWARD]: (dy, x, a, b) => (x <= a || x >= b ? 0 : dy),
  },
};
