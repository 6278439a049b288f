import { checkNumber, refuse } from "../check.ts";
import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import { Gradient, Problem } from "./gradient.ts";
import { difference, steps, type Order } from "./stencils.ts";

/**
 * ∂E/∂w for E(w) = loss(f(x; w), t), numerically (lecture slide 18): every weight is moved by itself, and E evaluated
 * there. With W weights these are, by `order`,
 *
 *     forward      W + 1 passes, since all weights share E(w)
 *     central      2W passes
 *     five-point   4W passes
 *
 * for errors as in stencils.ts; `E` is evaluated once more where the stencil does not need it, which is not counted. All
 * that is asked of net and loss is fprop. Everything happens in float64 on copies; nothing of the caller's changes.
 * @param order five-point by default
 * @param h the step; by default 10⁻⁸, 10⁻⁵, 10⁻³ in the order above
 * @throws FpropError ARGUMENT for options that make no sense; as `Problem`; what fprop throws
 */
export function differences<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
  { order = "five-point", h = steps[order] }: { order?: Order; h?: number } = {},
): Gradient {
  if (!Object.hasOwn(steps, order))
    refuse("ARGUMENT", "differences", "order", '"forward", "central" or "five-point"', order);
  checkNumber("differences", "h", h, Number.MIN_VALUE, 1);
  const problem = new Problem("differences", net, loss, x, t);
  const E = problem.energy();
  let passes = order === "forward" ? 1 : 0;
  const found = problem.parameters.map(([, { value: w }]) => {
    const dw = Tensor.zeros(w.shape, "float64");
    for (let i = 0; i < w.size; i++) {
      const start = w.data[i];
      dw.data[i] = difference(order, h, (step) => {
        if (step === 0) return E;
        w.data[i] = start + step;
        passes++;
        return problem.energy();
      });
      w.data[i] = start;
    }
    return dw;
  });
  return new Gradient(`${order} differences`, {
    E,
    gradients: problem.named(found),
    passes,
    count: () => passes * problem.graph().edges,
  });
}
