// Activations y = f(x), each above its derivative dx = dy f′.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/activations.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/** y = tanh x */
export const tanh = (y: Tensor, x: Tensor): void => map(op.TANH, y, x);
/** dx = dy (1 − y²) */
export const tanhBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.TANH_BACKWARD, dx, dy, y);

/** y = 1 / (1 + e⁻ˣ) */
export const sigmoid = (y: Tensor, x: Tensor): void => map(op.SIGMOID, y, x);
/** dx = dy y (1 − y) */
export const sigmoidBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.SIGMOID_BACKWARD, dx, dy, y);

/** y = max(x, 0) */
export const relu = (y: Tensor, x: Tensor): void => map(op.RELU, y, x);
/** dx = dy where y > 0, else 0 */
export const reluBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.RELU_BACKWARD, dx, dy, y);

/** y = x where x > 0, else a x */
export const leakyRelu = (y: Tensor, x: Tensor, a: number): void => map(op.LEAKY_RELU, y, x, a);
/** dx = dy where x > 0, else a dy */
export const leakyReluBackward = (dx: Tensor, dy: Tensor, x: Tensor, a: number): void =>
  zip(op.LEAKY_RELU_BACKWARD, dx, dy, x, a);

/** y = min(max(x, low), high) */
export const hardtanh = (y: Tensor, x: Tensor, low: number, high: number): void => map(op.HARDTANH, y, x, low, high);
/** dx = dy where low < x < high, else 0 */
export const hardtanhBackward = (dx: Tensor, dy: Tensor, x: Tensor, low: number, high: number): void =>
  zip(op.HARDTANH_BACKWARD, dx, dy, x, low, high);

/** y = x where x > a, else b */
export const threshold = (y: Tensor, x: Tensor, a: number, b: number): void => map(op.THRESHOLD, y, x, a, b);

/** y [rows, cols] = a σ(b), with a and b the two pieces of x [rows, 2, cols] */
export function glu(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    native,
    "wr",
    rows,
    (wasm, n, py, px) => wasm.glu(n, cols, px, py),
    () => reference.glu(y.data, x.data, rows),
    y,
    x,
  );
}
/** da = dy σ(b), db = dy a σ(b) (1 − σ(b)) */
export function gluBackward(dx: Tensor, dy: Tensor, x: Tensor, cols: number): void {
  const rows = dy.size / cols;
  run(
    native,
    "wrr",
    rows,
    (wasm, n, pdx, pdy, px) => wasm.gluBackward(n, cols, pdy, px, pdx),
    () => reference.gluBackward(dx.data, dy.data, x.data, rows),
    dx,
    dy,
    x,
  );
}

// A `map` and a `zip` for each family: the call in them then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.activations, k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run(
    native,
    "wrr",
    z.size,
    kernel,
    () => reference.zip(reference.activations, k, z.data, x.data, y.data, a, b),
    z,
    x,
    y,
  );
}
