import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import type { Value } from "../value.ts";
import { automatic } from "./automatic.ts";
import { backpropagation } from "./backpropagation.ts";
import type { Gradient } from "./gradient.ts";
import { differences } from "./numeric.ts";
import { pathSums } from "./paths.ts";

/**
 * One and the same gradient in the lecture's four ways (slides 12–34): naively as a sum over all paths; numerically, with
 * three stencils; by backpropagation; and by automatic differentiation in both modes.
 *
 *     for (const { way, passes, operations } of fourWays(net, new MSELoss(), x, t)) console.log(way, passes, operations);
 *
 * @param limit how many paths are walked at most
 * @throws FpropError as `pathSums`, `differences`, `backpropagation` and `automatic`
 */
export function fourWays<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
  { limit }: { limit?: number } = {},
): Gradient[] {
  return [
    pathSums(net, loss, x, t, limit === undefined ? {} : { limit }),
    differences(net, loss, x, t, { order: "forward" }),
    differences(net, loss, x, t, { order: "central" }),
    differences(net, loss, x, t, { order: "five-point" }),
    backpropagation(net, loss, x, t),
    automatic(net, loss, x, t, { mode: "forward" }),
    automatic(net, loss, x, t, { mode: "reverse" }),
  ];
}
