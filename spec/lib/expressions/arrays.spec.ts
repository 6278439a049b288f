import { describe, expect, it } from "vitest";
import { evaluate, jvp, Rng, Tensor, variable, vjp, type Expression } from "../../../index.ts";
import { concat, lookup, matmuls, permute, slice, take } from "../../../lib/expressions/arrays.ts";
import { bags } from "../../../lib/expressions/bags.ts";
import { constant } from "../../../lib/expressions/expression.ts";
import { dot } from "../../../lib/gradients/differences.ts";
import { drawn } from "../../values.ts";

// Every operation here is linear in each operand, and so are its derivatives: what each rule says forwards and what it
// says backwards are transposes, ⟨u, J v⟩ = ⟨Jᵀ u, v⟩, of the operation and of both of its derivatives.

const ints = (shape: readonly number[], values: number[]): Expression =>
  constant(Tensor.from(values, shape, "float64"));
const starts = ints([3], [0, 2, 2]);
const six = ints([3, 2], [0, 3, 3, 1, 2, 0]);
const list = ints([4], [1, 0, 3, 1]);

type Case = [name: string, shapes: number[][], make: (x: Expression[]) => Expression];
const cases: Case[] = [
  ["permute, round", [[2, 3, 4]], ([x]) => permute(x, () => [1, 2, 0])],
  ["slice, middle", [[2, 4, 3]], ([x]) => slice(x, 1, 1, 2)],
  ["slice, from the end", [[3, 4]], ([x]) => slice(x, -1, -2, 1)],
  ["concat", [[2, 1, 2], [2, 3, 2], [2, 2, 2]], (x) => concat(x, 1)], // prettier-ignore
  ["lookup", [[4, 3]], ([w]) => lookup(w, six)],
  ["take", [[3, 4]], ([x]) => take(x, six, -1)],
  ...([false, true].flatMap((p) =>
    [false, true].map((q) => [
      `matmuls ${p} ${q}`,
      [p ? [2, 4, 3] : [2, 3, 4], q ? [2, 5, 4] : [2, 4, 5]],
      ([a, b]: Expression[]) => matmuls(a, b, p, q),
    ]),
  ) as Case[]),
  ...(["sum", "mean", "max"] as const).flatMap((mode): Case[] => [
    [`bags, ${mode}`, [[4, 2]], ([w]) => bags(w, [six], mode, 3)],
    [`bags with offsets, ${mode}`, [[4, 2]], ([w]) => bags(w, [list, starts], mode, -1)],
  ]),
];

describe.each(cases)("%s", (_, shapes, make) => {
  const rng = new Rng(1);
  const random = (shape: readonly number[]): Tensor => drawn(shape, () => rng.normal()).to("float64");
  const x = shapes.map((_, k) => variable(`x${k}`));
  const at = Object.fromEntries(shapes.map((shape, k) => [`x${k}`, random(shape)]));
  const y = make(x);
  const u = random(evaluate(y, at).shape);

  /** ⟨u, J v⟩ and ⟨Jᵀ u, v⟩ of an expression by one variable. */
  const expectTransposes = (e: Expression, by: Expression, bindings: Record<string, Tensor>): void => {
    const [value, where] = [evaluate(e, bindings), evaluate(by, bindings)];
    const [p, v] = [random(value.shape), random(where.shape)];
    const forth = evaluate(jvp(e, [by], [v]), bindings);
    const [back] = evaluate(vjp(e, [by], p), bindings);
    expect(dot(p, forth)).toBeCloseTo(dot(back, v), 12);
  };

  it("goes forth and back by transposes, and so do its derivatives", () => {
    for (const [k, by] of x.entries()) {
      expectTransposes(y, by, at);
      const [d, seed] = [variable("d"), variable("u")];
      expectTransposes(jvp(y, [by], [d]), d, { ...at, d: random(shapes[k]) });
      const [way] = vjp(y, [by], seed);
      expectTransposes(way, seed, { ...at, u });
    }
  });
});
