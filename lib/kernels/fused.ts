import { FpropError } from "../errors.ts";
import { fused } from "./binaries/fusedproducts.ts";
import { native } from "./binaries/products.ts";
import { multiplier } from "./multiplier.ts";

/**
 * From now on matrix products (those of Linear, attention and recurrent layers; convolutions keep theirs) compute a b + c as
 * one operation with one rounding, where the processor has it: faster by a twentieth where it can add beside multiplying,
 * by a third where it cannot. `useFusedMultiplyAdd(false)` goes back.
 *
 * The last bits differ from those without it, and may differ between processors and engines: WebAssembly's relaxed_madd leaves it
 * to the machine whether a b is rounded. Node has relaxed SIMD from 22 on, and so have Chromium and Firefox.
 * @throws FpropError STATE where the engine has no relaxed SIMD, or no WebAssembly; all is then as it was before
 */
export function useFusedMultiplyAdd(on = true): void {
  try {
    if (on) fused.compile();
    multiplier.binary = on ? fused : native;
  } catch (cause) {
    const [who, what] = ["useFusedMultiplyAdd", "engine"];
    const expected = "one with WebAssembly's relaxed SIMD, such as Node 22";
    throw new FpropError({ code: "STATE", who, what, expected, got: String(cause) }, { cause });
  }
}
