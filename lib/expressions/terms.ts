import type { Expression, Operand } from "./expression.ts";
import { add, amax, div, exp, log, max, mul, neg, pow, relu, spread, sub, sum } from "./operations.ts";

/** What the terms of losses are made of. */

/** |x|; at 0 its derivative is 1 */
export const abs = (x: Operand): Expression => max(x, neg(x));

/** ln(1 + eˣ), which overflows nowhere */
export const softplus = (x: Operand): Expression => add(relu(x), log(add(1, exp(neg(abs(x))))));

/** Rows of length 1: x / ‖x‖ */
export const unit = (x: Expression): Expression => div(x, spread(pow(sum(mul(x, x), -1), 0.5), x, -1));

/** The cosine of the rows of x and y, as the kernel has it */
export const cosine = (x: Expression, y: Expression, eps: number): Expression => {
  const [xx, yy] = [x, y].map((v) => add(sum(mul(v, v), -1), eps));
  return div(sum(mul(x, y), -1), pow(mul(xx, yy), 0.5));
};

/** ‖x − y + eps‖ of order p, row by row */
export function distance(x: Expression, y: Expression, p: number, eps: number): Expression {
  const u = add(sub(x, y), eps);
  if (p === Infinity) return amax(abs(u), -1);
  if (p === 1) return sum(abs(u), -1);
  return pow(sum(p === 2 ? mul(u, u) : pow(abs(u), p), -1), 1 / p);
}
