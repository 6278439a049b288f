// Computational graphs (lecture slides 28 to 34): e = (a + b) (b + 1) with a value and a derivative on every node and edge;
// forward mode answers for one input, reverse mode for one output, and both visit an edge once.
import {
  add,
  adjoints,
  type Bindings,
  Drawing,
  evaluate,
  type Expression,
  hvp,
  jacobian,
  matmul,
  mul,
  reverse,
  tangents,
  tanh,
  Tensor,
  variable,
} from "fprop";
import { save } from "./save.ts";

const [a, b] = [variable("a"), variable("b")];
const [c, d] = [add(a, b), add(b, 1)];
const e = mul(c, d);
const at = { a: 2, b: 1 };
const drawing = new Drawing(e, at);
console.log(`e = (a + b) (b + 1) at a = 2, b = 1\n\n${drawing}\n`);

const nodes = { a, b, "c = a + b": c, "d = b + 1": d, "e = c · d": e };
const table = (found: ReadonlyMap<Expression, Expression>, bindings: Bindings): string[] =>
  Object.values(nodes).map((node) => {
    const derivative = found.get(node);
    return derivative === undefined ? "0" : String(evaluate(derivative, bindings).item());
  });
console.log("node        value   forward from a   forward from b   reverse from e");
const columns = [tangents(e, a), tangents(e, b), adjoints(e)].map((found) => table(found, at));
for (const [i, [name, node]] of Object.entries(nodes).entries()) {
  const value = String(evaluate(node, at).item());
  const cells = columns.map((column, k) => column[i].padStart([9, 17, 17][k]));
  console.log(`${name.padEnd(12)}${value.padEnd(4)}${cells.join("")}`);
}
console.log("Forward mode takes a pass for each input, reverse mode one for all: ∂e/∂a = 2 and ∂e/∂b = 5 by both.\n");

// A ladder: each rung is used twice by the next, so there are 2ⁿ paths, and no more than a few edges a rung.
console.log("y ← y + y, n times: paths from end to end, operations of the reverse mode, and dy/dx");
for (const n of [1, 5, 10, 20, 50]) {
  const x = variable("x");
  let y: Expression = x;
  for (let i = 0; i < n; i++) y = add(y, y);
  const [dx] = reverse(y, [x]);
  const used = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (used.has(node)) return;
    used.add(node);
    for (const operand of node.of) visit(operand);
  };
  visit(dx);
  console.log(
    `  n = ${String(n).padStart(2)}   2^${String(n).padEnd(2)} paths   ${String(used.size).padStart(3)} nodes   ${evaluate(dx, { x: 1 }).item()}`,
  );
}
console.log();

// The same on tensors: a layer, its Jacobian, and the Hessian of a number times a vector.
const [x, w] = [variable("x"), variable("w")];
const y = tanh(matmul(x, w));
const values = { x: Tensor.from([[1, -1]]), w: Tensor.from([[0.5, -0.3, 0.1], [0.2, 0.4, -0.6]]) }; // prettier-ignore
const J = jacobian(y, x, values);
console.log(`y = tanh(x w), x [1, 2], w [2, 3]: ∂y/∂x is [${J.shape.join(", ")}]`);
const rows = J.reshape([3, 2]).toArray() as number[][];
for (const row of rows) console.log(`  ${row.map((v) => v.toFixed(4).replace("-", "−").padStart(8)).join("")}`);
const [Ha, Hb] = evaluate(hvp(e, [a, b], [1, 0]), at).map((t) => t.item());
console.log(`Hessian of e times (1, 0), forward over reverse: (${Ha}, ${Hb})\n`);

save("graphs", drawing.svg());
