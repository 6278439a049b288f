import { refuse } from "../check.ts";
import { Tensor } from "../tensor.ts";
import { evaluate, type Bindings } from "./evaluate.ts";
import { lift, nodesOf, variable, type Expression, type Operand } from "./expression.ts";
import type { Rule } from "./operation.ts";
import { add, one, seed, zeros } from "./operations.ts";

/**
 * Forward mode (lecture slides 31–32): ∂/∂x of every node that depends on x, from x to e; each node adds up what comes
 * along its edges, once, however many paths lead to it. `dx` is the direction, for an x that is no scalar.
 * @throws FpropError ARGUMENT for an x that is another variable of the same name; SHAPE, on evaluation, for an x that is
 * no scalar without dx, and for a dx of another shape
 */
export function tangents(e: Expression, x: Expression, dx?: Operand): Map<Expression, Expression> {
  return push([e], [x], [dx]);
}

/** Forward mode: ∂e/∂x · dx, with one pass for one direction. As `tangents`. */
export function forward(e: Expression, x: Expression, dx?: Operand): Expression {
  return tangents(e, x, dx).get(e) ?? zeros(e);
}

/**
 * Reverse mode (lecture slides 33–34): ∂E/∂ of every node that e depends on, from e back; each node adds up what comes
 * back along its edges, once. Without `de` = ∂E/∂e, e is E itself, a scalar.
 * @throws FpropError SHAPE, on evaluation, for an e that is no scalar without de, and for a de of another shape
 */
export function adjoints(e: Expression, de?: Operand): Map<Expression, Expression> {
  return pull(e, [], de);
}

/** What comes back along the edges, but not beyond any of xs. */
function pull(e: Expression, xs: readonly Expression[], de?: Operand): Map<Expression, Expression> {
  const found = new Map([[e, de === undefined ? one(e) : seed(de, e)]]);
  for (const y of nodesOf([e]).toReversed()) {
    const dy = found.get(y);
    if (dy !== undefined && !xs.includes(y))
      for (const [k, rule] of y.operation.reverse.entries()) merge(found, y.of[k], rule, dy, y);
  }
  return found;
}

/**
 * Reverse mode: ∂e/∂x for each of several x, with one pass for all of them. An x that is computed counts as a variable
 * of its own: what else it is made of does not see beyond it. As `adjoints`.
 * @throws FpropError ARGUMENT for an x that is another variable of the same name
 */
export function reverse(e: Expression, xs: readonly Expression[], de?: Operand): Expression[] {
  checkVariables(e, xs);
  const found = pull(e, xs, de);
  return xs.map((x) => found.get(x) ?? zeros(x));
}

/** Jacobian times vector, Σ ∂e/∂x · v: forward mode along v. As `reverse`. */
export function jvp(e: Expression, xs: readonly Expression[], vs: readonly Operand[]): Expression {
  checkSeeds("jvp", xs, vs);
  return push([e], xs, vs).get(e) ?? zeros(e);
}

/** Vector times Jacobian, (∂e/∂x)ᵀ u for each x: reverse mode from u. As `reverse`. */
export function vjp(e: Expression, xs: readonly Expression[], u: Operand): Expression[] {
  return reverse(e, xs, u);
}

/** Hessian times vector, Σ ∂²e/∂x∂x′ · v′ for each x: forward mode over reverse mode, so no Hessian is made. */
export function hvp(e: Expression, xs: readonly Expression[], vs: readonly Operand[]): Expression[] {
  checkSeeds("hvp", xs, vs);
  const directions = vs.map(lift);
  return reverse(e, xs).map((gradient) => jvp(gradient, xs, directions));
}

/**
 * The value of ∂e/∂x, [shape of e, shape of x]: by rows in reverse mode where e is the smaller, else by columns in forward
 * mode. As `evaluate`.
 */
export function jacobian(e: Expression, x: Expression, bindings: Bindings = {}): Tensor {
  checkVariables(e, [x]);
  const [y, at] = evaluate([e, x], bindings);
  const byRows = y.size <= at.size;
  // A name that no variable has.
  const name = `∂${Object.keys(bindings).join("")}`;
  const direction = variable(name);
  const line = byRows ? reverse(e, [x], direction)[0] : forward(e, x, direction);
  const along = byRows ? y : at;
  const lines = Array.from({ length: along.size }, (_, i) => {
    const unit = Tensor.zeros(along.shape, y.dtype);
    unit.data[i] = 1;
    return evaluate(line, { ...bindings, [name]: unit });
  });
  const J = Tensor.zeros([...y.shape, ...at.shape], y.dtype);
  for (const [i, { data }] of lines.entries())
    if (byRows) J.data.set(data, i * at.size);
    else for (let k = 0; k < y.size; k++) J.data[k * at.size + i] = data[k];
  return J;
}

/** What comes on along the edges, from xs to the ends, past none of xs. */
export function push(
  ends: readonly Expression[],
  xs: readonly Expression[],
  vs: readonly (Operand | undefined)[],
): Map<Expression, Expression> {
  for (const e of ends) checkVariables(e, xs);
  const found = new Map(xs.map((x, i) => [x, vs[i] === undefined ? one(x) : seed(vs[i], x)]));
  for (const y of nodesOf(ends))
    for (const [k, rule] of y.operation.forward.entries()) {
      const dx = found.get(y.of[k]);
      if (dx !== undefined && !xs.includes(y)) merge(found, y, rule, dx, y);
    }
  return found;
}

/** Adds to the derivative of `node` what comes along one edge of y: the factoring of paths. */
function merge(found: Map<Expression, Expression>, node: Expression, rule: Rule, d: Expression, y: Expression): void {
  const part = rule(d, y.of, y);
  const known = found.get(node);
  found.set(node, known === undefined ? part : add(known, part));
}

/** A derivative by a variable that is none of e's would be 0; by one of e's names it is a mistake. */
function checkVariables(e: Expression, xs: readonly Expression[]): void {
  const nodes = nodesOf([e]);
  for (const x of xs)
    if (typeof x.leaf === "string" && nodes.some((node) => node !== x && node.leaf === x.leaf))
      refuse("ARGUMENT", e, `variable ${x.leaf}`, "the one in the expression", "another of the same name");
}

function checkSeeds(who: string, xs: readonly Expression[], vs: readonly Operand[]): void {
  if (xs.length !== vs.length) refuse("ARGUMENT", who, "vs", `as many as xs, ${xs.length}`, `${vs.length}`);
}
