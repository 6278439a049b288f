import type { Reduction } from "../reduction.ts";
import type { Expression } from "./expression.ts";
import { mean, sum } from "./operations.ts";

/** The last step of a loss: the mean of its terms l, their sum, or themselves. */
export function reduced(l: Expression, kind: Reduction): Expression {
  if (kind === "none") return l;
  return kind === "sum" ? sum(l) : mean(l);
}
