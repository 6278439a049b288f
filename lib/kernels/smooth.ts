// Activations that are smooth, or nearly so, where ReLU has its corner: y = f(x), each above its derivative dx = dy f′.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/smooth.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/** y = x where x > 0, else a (eᵏˣ − 1) */
export const elu = (y: Tensor, x: Tensor, a: number, k: number): void => map(op.ELU, y, x, a, k);
/** dx = dy where x > 0, else dy b eᵏˣ, where b is a k */
export const eluBackward = (dx: Tensor, dy: Tensor, x: Tensor, b: number, k: number): void =>
  zip(op.ELU_BACKWARD, dx, dy, x, b, k);

/** y = ln(1 + eᵏˣ) / k, or x where k x > top */
export const softplus = (y: Tensor, x: Tensor, k: number, top: number): void => map(op.SOFTPLUS, y, x, k, top);
/** dx = dy σ(k x), or dy where k x > top */
export const softplusBackward = (dx: Tensor, dy: Tensor, x: Tensor, k: number, top: number): void =>
  zip(op.SOFTPLUS_BACKWARD, dx, dy, x, k, top);

/** y = x σ(u), with u = 2 √(2/π) (x + 0.044715 x³): ½ x (1 + tanh ½u) */
export const geluTanh = (y: Tensor, x: Tensor): void => map(op.GELU_TANH, y, x);
/** dx = dy (s + x s (1 − s) u′), with s = σ(u) */
export const geluTanhBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.GELU_TANH_BACKWARD, dx, dy, x);

/** y = x σ(x) */
export const silu = (y: Tensor, x: Tensor): void => map(op.SILU, y, x);
/** dx = dy (s + x s (1 − s)), with s = σ(x) */
export const siluBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.SILU_BACKWARD, dx, dy, x);

/** y = x w, with w = tanh ln(1 + eˣ) */
export const mish = (y: Tensor, x: Tensor): void => map(op.MISH, y, x);
/** dx = dy (w + x σ(x) (1 − w²)) */
export const mishBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.MISH_BACKWARD, dx, dy, x);

/** y = x / (1 + |x|) */
export const softsign = (y: Tensor, x: Tensor): void => map(op.SOFTSIGN, y, x);
/** dx = dy / (1 + |x|)² */
export const softsignBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.SOFTSIGN_BACKWARD, dx, dy, x);

/** y = x min(max(x + 3, 0), 6) / 6 */
export const hardswish = (y: Tensor, x: Tensor): void => map(op.HARDSWISH, y, x);
/** dx = 0 where x ≤ −3, dy where x ≥ 3, else dy (x/3 + ½) */
export const hardswishBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.HARDSWISH_BACKWARD, dx, dy, x);

// A `map` and a `zip` for each family: the call in them then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.smooth, k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run(native, "wrr", z.size, kernel, () => reference.zip(reference.smooth, k, z.data, x.data, y.data, a, b), z, x, y);
}
