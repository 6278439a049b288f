import { describe, expect, it } from "vitest";
import {
  add,
  adjoints,
  evaluate,
  Expression,
  exp,
  forward,
  hvp,
  jacobian,
  jvp,
  log,
  matmul,
  max,
  mul,
  reverse,
  Rng,
  sigmoid,
  sub,
  sum,
  tangents,
  tanh,
  Tensor,
  variable,
  vjp,
} from "../../../index.ts";
import { nodesOf } from "../../../lib/expressions/expression.ts";
import { Program } from "../../../lib/expressions/program.ts";
import { dot, randomLike } from "../../../lib/gradients/differences.ts";
import { refusal } from "../../refusal.ts";

const [a, b, x, w] = ["a", "b", "x", "w"].map(variable);
const item = (e: Expression, at: Record<string, number>): number => evaluate(e, at).item();

describe("derivatives", () => {
  it("are the lecture's, for e = (a + b)(b + 1) at a = 2, b = 1", () => {
    const at = { a: 2, b: 1 };
    const [c, d] = [add(a, b), add(b, 1)];
    const e = mul(c, d);
    expect([c, d, e].map((node) => item(node, at))).toEqual([3, 2, 6]);
    const back = adjoints(e);
    expect([e, c, d, a, b].map((node) => item(back.get(node)!, at))).toEqual([1, 2, 3, 2, 5]);
    const on = tangents(e, b);
    expect([b, c, d, e].map((node) => item(on.get(node)!, at))).toEqual([1, 1, 1, 5]);
    expect(on.has(a)).toBe(false);
    expect(item(forward(e, a), at)).toBe(2);
    // ∂²e/∂a∂b = 1, ∂²e/∂b² = 2, ∂²e/∂a² = 0
    expect(reverse(reverse(e, [b])[0], [a, b]).map((d) => item(d, at))).toEqual([1, 2]);
    expect(reverse(reverse(e, [a])[0], [a, b]).map((d) => item(d, at))).toEqual([0, 1]);
  });

  it("cost in proportion to the edges, where the paths double at every node", () => {
    for (const depth of [10, 100, 3000]) {
      let e = x;
      for (let i = 0; i < depth; i++) e = mul(0.5, add(e, e));
      const edges = nodesOf([e]).reduce((n, node) => n + node.of.length, 0);
      expect(new Program(reverse(e, [x])).operations).toBeLessThanOrEqual(3 * edges);
      expect(new Program([forward(e, x)]).operations).toBeLessThanOrEqual(3 * edges);
      expect(evaluate(reverse(e, [x]), { x: 2 })[0].item()).toBe(1); // 2^3000 paths, factored
      expect(item(forward(e, x), { x: 2 })).toBe(1);
    }
  });

  it("of all inputs cost one pass backwards, of one input one pass forwards", () => {
    const inputs = Array.from({ length: 50 }, (_, i) => variable(`x${i}`));
    const e = inputs.reduce((s, v) => tanh(add(s, v)));
    const operations = (...ends: Expression[]): number => new Program(ends).operations;
    expect(operations(...reverse(e, inputs))).toBeLessThan(5 * operations(e));
    expect(operations(...inputs.map((v) => forward(e, v)))).toBeGreaterThan(20 * operations(e));
  });

  it("keep the adjoint law ⟨J v, u⟩ = ⟨v, Jᵀ u⟩ on random graphs", () => {
    for (let seed = 0; seed < 40; seed++) {
      const rng = new Rng(seed);
      const normal = (...shape: number[]): Tensor => randomLike(Tensor.zeros(shape), rng);
      const known: Expression[] = [x, matmul(x, w)];
      const pick = (): Expression => known[rng.integer(known.length)];
      for (let i = 0; i < 12; i++)
        known.push(
          [
            () => add(pick(), pick()),
            () => mul(pick(), sigmoid(pick())),
            () => tanh(matmul(pick(), w)),
            () => sub(pick(), sum(tanh(pick()), 0)),
            () => max(pick(), tanh(pick())),
            () => exp(tanh(pick())),
          ][rng.integer(6)](),
        );
      const e = known.at(-1)!;
      const at = { x: normal(4, 3), w: normal(3, 3) };
      const [u, v, z] = [normal(4, 3), normal(4, 3), normal(3, 3)];
      const Jv = evaluate(jvp(e, [x, w], [v, z]), at);
      const [ux, uw] = evaluate(vjp(e, [x, w], u), at);
      const [left, right] = [dot(Jv, u), dot(ux, v) + dot(uw, z)];
      expect(Math.abs(left - right)).toBeLessThan(1e-10 * (1 + Math.abs(left)));
      // The Hessian is symmetric: ⟨H v, z⟩ = ⟨v, H z⟩.
      const E = sum(mul(tanh(e), u));
      const [Hv] = evaluate(hvp(E, [x], [v]), at);
      const [Hu] = evaluate(hvp(E, [x], [u]), at);
      expect(Math.abs(dot(Hv, u) - dot(Hu, v))).toBeLessThan(1e-10 * (1 + Math.abs(dot(Hv, u))));
    }
  });

  it("fill a Jacobian, by rows or by columns", () => {
    const m = Tensor.from(new Float64Array([1, 2, 3, 4, 5, 6]), [3, 2]);
    const at = { x: Tensor.from(new Float64Array([1, -1]), [1, 2]), w: m };
    const tall = matmul(
      x,
      Tensor.from([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ); // [1, 3] of [1, 2]
    expect(jacobian(tall, x, at).toArray()).toEqual([[[[1, 4]], [[2, 5]], [[3, 6]]]]);
    expect(jacobian(sum(w, 0), w, at).toArray()).toEqual([
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(jacobian(sum(w, 0), x, at).toArray()).toEqual([[[0, 0]], [[0, 0]]]);
    expect(jacobian(mul(a, a), a, { a: 3 }).item()).toBe(6);
  });

  it("by nodes that are computed, and by what e does not depend on", () => {
    const h = tanh(a);
    expect(item(reverse(mul(h, h), [h])[0], { a: 0.5 })).toBeCloseTo(2 * Math.tanh(0.5), 14);
    expect(item(forward(mul(h, h), h), { a: 0.5 })).toBeCloseTo(2 * Math.tanh(0.5), 14);
    // Of h = tanh a and a, each is a variable of its own: ∂(h a)/∂h = a, ∂(h a)/∂a = h.
    const both = reverse(mul(h, a), [h, a]).map((d) => item(d, { a: 0.5 }));
    expect(both[0]).toBe(0.5);
    expect(both[1]).toBeCloseTo(Math.tanh(0.5), 14);
    expect(item(jvp(mul(h, a), [h, a], [1, 0]), { a: 0.5 })).toBe(0.5);
    expect(item(jvp(mul(h, a), [h, a], [0, 1]), { a: 0.5 })).toBeCloseTo(Math.tanh(0.5), 14);
    const [none] = evaluate(reverse(sum(x), [w]), { x: Tensor.zeros([2]), w: Tensor.zeros([3]) });
    expect(none.toArray()).toEqual([0, 0, 0]);
    expect(item(forward(a, b), { a: 1, b: 1 })).toBe(0);
  });

  it("refuse what has no answer, naming the node", () => {
    const at = { x: Tensor.zeros([2, 3]) };
    const error = refusal(() => evaluate(reverse(tanh(x), [x]), at));
    expect(error).toMatchObject({
      code: "SHAPE",
      path: "tanh(x)",
      expected: "of a scalar, or given a seed",
      got: "[2, 3]",
    });
    expect(refusal(() => evaluate(forward(sum(x), x), at))).toMatchObject({ code: "SHAPE", path: "x" });
    expect(refusal(() => evaluate(vjp(tanh(x), [x], Tensor.zeros([3])), at))).toMatchObject({
      code: "SHAPE",
      got: "[3]",
    });
    expect(refusal(() => evaluate(jvp(x, [x], [1]), at))).toMatchObject({ code: "SHAPE", got: "[]" });
    expect(refusal(() => jvp(x, [x], []))).toMatchObject({ code: "ARGUMENT", path: "jvp" });
    const other = refusal(() => reverse(sum(x), [variable("x")]));
    expect(other).toMatchObject({ code: "ARGUMENT", what: "variable x" });
    expect(refusal(() => forward(sum(x), variable("x")))).toMatchObject({ code: "ARGUMENT" });
    expect(Number.isNaN(item(log(a), { a: -1 }))).toBe(true);
  });
});
