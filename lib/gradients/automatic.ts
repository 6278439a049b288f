import { refuse } from "../check.ts";
import { forward, reverse } from "../expressions/derivatives.ts";
import { evaluate, inputsOf } from "../expressions/evaluate.ts";
import { variable, type Expression } from "../expressions/expression.ts";
import { Program, type Memory } from "../expressions/program.ts";
import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import { Gradient, Problem } from "./gradient.ts";

/**
 * ∂E/∂w for E(w) = loss(f(x; w), t) by automatic differentiation of the graph of E (lecture slides 28–34), after one pass
 * that evaluates it:
 *
 *     forward   one pass for each weight: how everything on the way from w to E changes with w
 *     reverse   one pass for all weights: how E changes with everything on the way back from E
 *
 * No line of a hand-written bprop takes part where net and loss say their function as an expression (`express`).
 * Everything happens in float64 on copies; nothing of the caller's changes.
 * @param mode reverse by default
 * @throws FpropError ARGUMENT for another mode and for a loss without `express`; as `Problem` and `evaluate`
 */
export function automatic<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  x: In,
  t: T,
  { mode = "reverse" }: { mode?: "forward" | "reverse" } = {},
): Gradient {
  if (mode !== "forward" && mode !== "reverse") refuse("ARGUMENT", "automatic", "mode", '"forward" or "reverse"', mode);
  const problem = new Problem("automatic", net, loss, x, t);
  const way = `${mode} mode`;
  const [e, leaves] = [problem.expression(), problem.leaves()];
  if (mode === "reverse") {
    const [E, ...found] = evaluate([e, ...reverse(e, leaves)]);
    const count = (): number => problem.graph().edges + problem.graph().between();
    return new Gradient(way, { E: E.item(), gradients: problem.named(found), passes: 2, count });
  }
  const { E, found, passes } = byWeights(
    e,
    leaves,
    problem.parameters.map(([, p]) => p.value),
  );
  const count = (): number =>
    leaves.reduce((sum, leaf, i) => sum + found[i].size * problem.graph().between([leaf]), problem.graph().edges);
  return new Gradient(way, { E, gradients: problem.named(found), passes, count });
}

/** E and its derivative by each number of each leaf, one after the other: a unit vector for direction. */
function byWeights(
  e: Expression,
  leaves: readonly Expression[],
  values: readonly Tensor[],
): { E: number; found: Tensor[]; passes: number } {
  const units = values.map((w) => Tensor.zeros(w.shape, "float64"));
  const tangents = leaves.map((leaf, k) => forward(e, leaf, variable(`dw${k}`)));
  const program = new Program([e, ...tangents]);
  const memory: Memory = { values: [], views: [], spares: [] };
  const { inputs, dtype } = inputsOf(program, Object.fromEntries(units.map((unit, k) => [`dw${k}`, unit] as const)));
  program.bind(memory, inputs, dtype);
  const at = (node: Expression): number => memory.values[program.place(node)]!.data[0];

  // The nodes of e come first, those of each tangent after those of the one before.
  let from = program.place(e) + 1;
  program.run(memory, 0, from);
  let passes = 1;
  const found = units.map((unit, k) => {
    const to = program.place(tangents[k]) + 1;
    const dw = Tensor.zeros(unit.shape, "float64");
    for (let i = 0; i < unit.size; i++, passes++) {
      unit.data[i] = 1;
      program.run(memory, from, to);
      dw.data[i] = at(tangents[k]);
      unit.data[i] = 0;
    }
    from = to;
    return dw;
  });
  return { E: at(e), found, passes };
}
