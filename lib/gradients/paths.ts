import { checkCount, refuse } from "../check.ts";
import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import type { Value } from "../value.ts";
import { Gradient, Problem } from "./gradient.ts";

/** What the sum over all paths would take. */
export interface PathCount {
  /** How many paths lead from the numbers of all parameters to E. */
  readonly paths: bigint;
  /** How many operations `pathSums` needs: those of evaluating E, and one for each edge of each path. */
  readonly operations: bigint;
}

/**
 * How many paths `pathSums` would have to walk, found without walking any (the paths to a node are as many as those to all
 * that it is computed of). In a net of layers they are a product of the widths, so they grow exponentially with depth: of a
 * weight before layers of widths n₁, n₂, …, n_L there are n₁ · n₂ · … · n_L for each example, counted from the unit that the
 * weight leads to. As `pathSums`.
 */
export function pathCount<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
): PathCount {
  const { paths, steps, edges } = new Problem("pathCount", net, loss, x, t).graph();
  return { paths, operations: BigInt(edges) + steps };
}

/**
 * ∂E/∂w for E(w) = loss(f(x; w), t), the naive analytical way (lecture slides 12–17): the chain rule written out, a sum over
 * all paths from w to E of the products of the derivatives along them, every product for itself.
 *
 *     const { gradients, passes, operations } = pathSums(net, new MSELoss(), x, t);
 *
 * Exact, and hopeless for more than small nets: so the paths are counted first. Of edges whose derivative is 0 there are
 * none (`ScalarGraph`). Everything happens in float64 on copies; nothing of the caller's changes.
 * @param limit how many paths are walked at most, 1,000,000 by default
 * @throws FpropError ARGUMENT before any path is walked, where there are more; as `Problem` and `evaluate`
 */
export function pathSums<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
  { limit = 1_000_000 }: { limit?: number } = {},
): Gradient {
  checkCount("pathSums", "limit", limit);
  const problem = new Problem("pathSums", net, loss, x, t);
  const graph = problem.graph();
  if (graph.paths > BigInt(limit))
    refuse("ARGUMENT", "pathSums", "paths from the parameters to E", `at most ${limit}, the limit`, `${graph.paths}`);
  const { sums, paths, operations } = graph.walk();
  return new Gradient("path sums", {
    E: graph.value,
    gradients: problem.named(sums),
    passes: paths,
    count: () => graph.edges + operations,
  });
}
