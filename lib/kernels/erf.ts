// The error function, and the activation that is made of it.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/erf.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/** y = 2 / √π times the integral of e^−t² from 0 to x */
export const erf = (y: Tensor, x: Tensor): void => map(op.ERF, y, x);

/** y = x Φ(x), with Φ(x) = ½ + ½ erf(x / √2) */
export const gelu = (y: Tensor, x: Tensor): void => map(op.GELU, y, x);
/** dx = dy (Φ(x) + x e^(−x²/2) / √2π) */
export const geluBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.GELU_BACKWARD, dx, dy, x);

// A `map` and a `zip` for each family: the call in them then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.errorFunction, k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run(
    native,
    "wrr",
    z.size,
    kernel,
    () => reference.zip(reference.errorFunction, k, z.data, x.data, y.data, a, b),
    z,
    x,
    y,
  );
}
