import type { Numbers } from "../tensor.ts";
import type { Expression } from "./expression.ts";
import { moves, type Operation } from "./operation.ts";
import { add, make, matmul, mul } from "./operations.ts";

/**
 * Products of inputs x [batch, …, n] by a plan, which is that of `kernels.monomials` for n inputs. The j-th factors of all
 * products are x S_j + r_j: S_j [n, count] picks an input for each, and where a product has no j-th factor r_j is 1.
 */
export function monomials(x: Expression, degree: number, plan: (n: number) => Numbers): Expression {
  const factors = Array.from({ length: degree }, (_, j) => {
    const S: Operation = {
      text: () => `S${j + 1}`,
      shape: ([x]) => [x.at(-1)!, plan(x.at(-1)!).length / 2],
      flops: moves,
      value: (S, [x]) => {
        const picked = factorsOf(plan(x.shape.at(-1)!));
        for (const [m, ks] of picked.entries())
          for (let k = 0; k < S.shape[0]; k++) S.data[k * picked.length + m] = Number(ks[j] === k);
      },
      told: { kind: "shapes" },
      forward: [],
      reverse: [],
    };
    const r: Operation = {
      text: () => `r${j + 1}`,
      shape: ([x]) => [plan(x.at(-1)!).length / 2],
      flops: moves,
      value: (r, [x]) => r.data.set(factorsOf(plan(x.shape.at(-1)!)).map((ks) => Number(j >= ks.length))),
      told: { kind: "shapes" },
      forward: [],
      reverse: [],
    };
    return add(matmul(x, make(S, x)), make(r, x));
  });
  return factors.reduce((y, factor) => mul(y, factor));
}

/** The inputs that each product is made of. */
function factorsOf(plan: Numbers): number[][] {
  const found: number[][] = [];
  for (let m = 0; m < plan.length; m += 2) found.push([...(found[plan[m]] ?? []), plan[m + 1]]);
  return found;
}
