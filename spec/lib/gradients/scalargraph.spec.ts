import { describe, expect, it } from "vitest";
import {
  add,
  evaluate,
  max,
  mul,
  relu,
  reverse,
  Rng,
  ScalarGraph,
  softmax,
  sum,
  tanh,
  Tensor,
  variable,
  type Expression,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const [a, b, x] = [variable("a"), variable("b"), variable("x")];

describe("ScalarGraph", () => {
  it("counts the paths of the lecture's graph, (a + b)(b + 1), and adds up their products", () => {
    const graph = new ScalarGraph(mul(add(a, b), add(b, 1)), [a, b], { a: 2, b: 1 });
    expect([graph.value, graph.edges, graph.paths, graph.steps]).toEqual([6, 6, 3n, 6n]);
    const { sums, paths, operations } = graph.walk();
    expect(sums.map((t) => t.item())).toEqual([2, 5]); // b by two paths, 2 + 3
    expect([paths, operations]).toEqual([3, 6]);
    // By a: a → a + b → e. By both: these two, and b → a + b, b → b + 1 → e.
    expect([graph.between([a]), graph.between([b]), graph.between()]).toEqual([2, 4, 5]);
  });

  it("takes an operand that is used twice for two edges, and a leaf that is e for a path without edges", () => {
    const square = new ScalarGraph(mul(a, a), [a], { a: 3 });
    expect([square.edges, square.paths]).toEqual([2, 2n]);
    expect(square.walk().sums[0].item()).toBe(6);
    const itself = new ScalarGraph(a, [a], { a: 3 });
    expect([itself.edges, itself.paths, itself.steps]).toEqual([0, 1n, 0n]);
    expect(itself.walk()).toEqual({ sums: [Tensor.from(new Float64Array([1]))], paths: 1, operations: 0 });
  });

  it("grows with every stage of a chain of diamonds, while its edges only add up", () => {
    let e: Expression = a;
    for (let k = 0; k < 100; k++) e = add(mul(e, 0.5), mul(e, 0.25));
    const graph = new ScalarGraph(e, [a], { a: 1 });
    expect(graph.paths).toBe(2n ** 100n);
    expect(graph.steps).toBe(200n * 2n ** 100n);
    expect(graph.between()).toBe(400);
  });

  it("has no edge where the derivative is 0, and no path through there", () => {
    const at = { x: Tensor.from(new Float64Array([-1, 2, 3, -4])) };
    const graph = new ScalarGraph(sum(relu(x)), [x], at);
    expect([graph.edges, graph.paths]).toEqual([2 + 4, 2n]);
    expect([...graph.walk().sums[0].data]).toEqual([0, 1, 1, 0]);
    expect(new ScalarGraph(mul(a, b), [a], { a: 1, b: 0 }).paths).toBe(0n);
    expect(new ScalarGraph(max(a, b), [a, b], { a: 1, b: 2 }).walk().sums.map((t) => t.item())).toEqual([0, 1]);
    // A leaf that e is not made of.
    expect(new ScalarGraph(a, [a, b], { a: 1, b: 2 }).walk().sums.map((t) => t.item())).toEqual([1, 0]);
  });

  it("agrees with reverse mode on graphs of tensors, where paths meet and part", () => {
    const rng = new Rng(3);
    const at = {
      x: Tensor.from(
        Float64Array.from({ length: 6 }, () => rng.normal()),
        [2, 3],
      ),
      a: 0.7,
    };
    const y = softmax(mul(tanh(x), a));
    const e = sum(mul(add(y, mul(x, y)), x));
    const graph = new ScalarGraph(e, [x, a], at);
    const { sums, paths, operations } = graph.walk();
    const exact = evaluate(reverse(e, [x, a]), at);
    for (const [k, { data }] of exact.entries())
      for (const [i, v] of [...data].entries()) expect(sums[k].data[i]).toBeCloseTo(v, 13);
    expect([BigInt(paths), BigInt(operations)]).toEqual([graph.paths, graph.steps]);
    expect(graph.value).toBe(evaluate(e, at).item());
  });

  it("refuses an e that is no scalar", () => {
    const at = { x: Tensor.from(new Float64Array([1, 2])) };
    expect(refusal(() => new ScalarGraph(tanh(x), [x], at))).toMatchObject({ code: "SHAPE", what: "e", got: "[2]" });
  });
});
