// Functions y = f(x) that the others are made of.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/functions.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/** y = eˣ */
export const exp = (y: Tensor, x: Tensor): void => map(op.EXP, y, x);
/** y = eˣ − 1, with all digits near 0 */
export const expm1 = (y: Tensor, x: Tensor): void => map(op.EXPM1, y, x);
/** y = ln x */
export const log = (y: Tensor, x: Tensor): void => map(op.LOG, y, x);
/** y = ln(1 + x) */
export const log1p = (y: Tensor, x: Tensor): void => map(op.LOG1P, y, x);

/** y = xⁿ: products for whole n up to 64 in size, a root for n = ½, else eⁿ ˡⁿ ˣ, which is NaN where x < 0 */
export const pow = (y: Tensor, x: Tensor, n: number): void => map(op.POW, y, x, n);

/** y = sign(x) |x|ⁿ, and 0 for 0 */
export const signedPow = (y: Tensor, x: Tensor, n: number): void => map(op.SIGNED_POW, y, x, n);
// Not shared with other families: the call in it then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.functions, k, y.data, x.data, a, b), y, x);
}
