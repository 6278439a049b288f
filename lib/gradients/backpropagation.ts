import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import type { Value } from "../value.ts";
import { Gradient, Problem } from "./gradient.ts";

/**
 * ∂E/∂w for E(w) = loss(f(x; w), t) by backpropagation (lecture slides 19–26): the batched loop in modules, one fprop and
 * one bprop for all examples and all weights together.
 *
 *     E = loss.fprop(net.fprop(x), t)
 *     net.bprop(loss.bprop())
 *
 * That loop is all of it. This function is for comparing it with the other ways: it happens in float64 on copies, and
 * nothing of the caller's changes, not even the gradients gathered so far.
 * @throws FpropError as `Problem`; what fprop and bprop throw
 */
export function backpropagation<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
): Gradient {
  const problem = new Problem("backpropagation", net, loss, x, t);
  problem.net.zeroGrad();
  const E = problem.energy();
  problem.net.bprop(problem.loss.bprop());
  return new Gradient("backpropagation", {
    E,
    gradients: problem.named(problem.parameters.map(([, p]) => p.grad)),
    passes: 2,
    count: () => problem.graph().edges + problem.graph().between(),
  });
}
