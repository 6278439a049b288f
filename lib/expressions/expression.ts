import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import type { Operation } from "./operation.ts";

/**
 * A node of a computational graph (lecture slides 28–34): an operation and the nodes it is applied to. It never changes,
 * and knows neither value nor shape: those come with the values of its variables, from `evaluate`. A node can only be
 * made of nodes that are there before it, so there are no cycles. One that is used twice is one node with two edges.
 */
export class Expression {
  readonly operation: Operation;
  readonly of: readonly Expression[];
  /** The name of a variable, a parameter, the value of a constant; undefined for what is computed. */
  readonly leaf: string | Parameter | Tensor | undefined;

  /** @internal */
  constructor(operation: Operation, of: readonly Expression[], leaf?: string | Parameter | Tensor) {
    this.operation = operation;
    this.of = of;
    this.leaf = leaf;
  }

  /** `tanh(x · w)`, with … for what lies deeper than `depth`. */
  text(depth: number): string {
    const { leaf, of } = this;
    if (leaf instanceof Parameter) return `w ${shapeText(leaf.value.shape)}`;
    if (leaf !== undefined) return leaf instanceof Tensor && leaf.size === 1 ? `${leaf.data[0]}` : leaf.toString();
    return depth === 0 ? "…" : this.operation.text(of.map((x) => x.text(depth - 1)));
  }

  toString(): string {
    return this.text(3);
  }
}

/** What stands for an expression: itself, a parameter whose value it has, or a tensor or number as a constant. */
export type Operand = Expression | Parameter | Tensor | number;

/** What stands for a value: an expression for each of its tensors. */
export type Tree = Expression | readonly Tree[];

const leaf: Operation = {
  text: () => "leaf",
  shape: () => refuse("ARGUMENT", "an expression", "its leaves", "variables and constants", "another leaf"),
  value: () => undefined,
  forward: [],
  reverse: [],
};

/** A place for a value that `evaluate` is given under this name. Two variables of one name are two variables. */
export function variable(name: string): Expression {
  if (typeof name !== "string" || name === "") refuse("ARGUMENT", "variable", "name", "a word", name);
  return new Expression(leaf, [], name);
}

/** A number, or a copy of a tensor of floats, with derivative 0; it takes on the precision of the evaluation. */
export function constant(x: Tensor | number): Expression {
  if (typeof x === "number") return new Expression(leaf, [], Tensor.from(x, [], "float64"));
  if (!(x instanceof Tensor)) refuse("ARGUMENT", "constant", "x", "a Tensor or a number", x);
  return new Expression(leaf, [], x.clone());
}

/** One node for each parameter, wherever it is an operand: so its derivative is that of all its uses. */
const learned = /* @__PURE__ */ new WeakMap<Parameter, Expression>();

/** A leaf with the value that a parameter has when the expression is evaluated. */
export function parameter(p: Parameter): Expression {
  if (!(p instanceof Parameter)) refuse("ARGUMENT", "parameter", "p", "a Parameter", p);
  const known = learned.get(p) ?? new Expression(leaf, [], p);
  learned.set(p, known);
  return known;
}

/** The expression that an operand stands for. */
export function lift(x: Operand): Expression {
  if (x instanceof Expression) return x;
  return x instanceof Parameter ? parameter(x) : constant(x);
}

/** `end` with other expressions in the place of some of its nodes. */
export function substitute(end: Expression, others: ReadonlyMap<Expression, Expression>): Expression {
  const made = new Map(others);
  for (const node of nodesOf([end])) {
    if (made.has(node)) continue;
    const of = node.of.map((x) => made.get(x)!);
    made.set(node, of.every((x, k) => x === node.of[k]) ? node : new Expression(node.operation, of));
  }
  return made.get(end)!;
}

/** All nodes that `ends` are made of, each once and after its operands; a stack of its own, since graphs may be deep. */
export function nodesOf(ends: readonly Expression[]): Expression[] {
  const done = new Set<Expression>();
  const pending = ends.toReversed();
  while (pending.length > 0) {
    const node = pending[pending.length - 1];
    const before = node.of.filter((x) => !done.has(x));
    pending.push(...before.toReversed());
    if (before.length > 0) continue;
    pending.pop();
    done.add(node);
  }
  return [...done];
}
