import { checkFloats, refuse } from "../check.ts";
import { describe } from "../errors.ts";
import { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import type { Expression } from "./expression.ts";
import { Program, type Memory } from "./program.ts";

/** Values of variables, by name. */
export type Bindings = Readonly<Record<string, Tensor | number>>;

/**
 * The value of an expression, or of each of several, for these values of its variables: fresh tensors. All tensors and
 * parameters have one type, float32 or float64, in which everything is computed; where there are only numbers, float64.
 *
 *     evaluate(mul(add(a, b), add(b, 1)), { a: 2, b: 1 }).item() // 6
 *
 * @param checkFinite refuses the first NaN or infinity, in the name of the node where it stands
 * @throws FpropError ARGUMENT for a variable without a value, SHAPE where shapes do not go together, DTYPE where types
 * differ, NONFINITE
 */
export function evaluate(e: Expression, bindings?: Bindings, options?: { checkFinite?: boolean }): Tensor;
export function evaluate(es: readonly Expression[], bindings?: Bindings, options?: { checkFinite?: boolean }): Tensor[];
export function evaluate(
  e: Expression | readonly Expression[],
  bindings: Bindings = {},
  { checkFinite = false }: { checkFinite?: boolean } = {},
): Tensor | Tensor[] {
  const ends: readonly Expression[] = Array.isArray(e) ? (e as readonly Expression[]) : [e as Expression];
  const program = new Program(ends);
  const values = valuesOf(program, bindings, checkFinite);
  const found = ends.map((end) => values(end).clone());
  return Array.isArray(e) ? found : found[0];
}

/** Runs a program; returns the value of each of its nodes. */
export function valuesOf(program: Program, bindings: Bindings, looks = false): (node: Expression) => Tensor {
  const memory: Memory = { values: [], views: [], spares: [] };
  const given = inputsOf(program, bindings);
  program.bind(memory, given.inputs, given.dtype);
  program.run(memory, 0, program.nodes.length, looks);
  return (node) => memory.values[program.place(node)]!;
}

/** The values of a program's variables and parameters, and their type. */
export function inputsOf(
  program: Program,
  bindings: Bindings,
): { inputs: Map<Expression, Tensor>; dtype: Tensor["dtype"] } {
  const inputs = new Map<Expression, Tensor>();
  const weights = program.nodes.flatMap(({ leaf }) => (leaf instanceof Parameter ? leaf.value : []));
  const dtype = [...Object.values(bindings), ...weights].find((x) => x instanceof Tensor)?.dtype ?? "float64";
  for (const node of program.nodes) {
    if (node.leaf instanceof Parameter) inputs.set(node, node.leaf.value);
    if (typeof node.leaf !== "string") continue;
    const x = Object.hasOwn(bindings, node.leaf) ? bindings[node.leaf] : undefined;
    if (x === undefined)
      refuse("ARGUMENT", node, "variable", "given a value", `values of [${Object.keys(bindings).join(", ")}]`);
    if (typeof x !== "number" && !(x instanceof Tensor))
      refuse("SHAPE", node, "value", "a Tensor or a number", describe(x));
    if (x instanceof Tensor) checkFloats(node, "value", x);
    inputs.set(node, typeof x === "number" ? Tensor.from(x, [], dtype) : x);
  }
  return { inputs, dtype };
}
