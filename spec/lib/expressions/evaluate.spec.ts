import { describe, expect, it } from "vitest";
import {
  add,
  constant,
  div,
  evaluate,
  Expression,
  exp,
  log,
  matmul,
  mul,
  Rng,
  sum,
  sumTo,
  tanh,
  Tensor,
  variable,
} from "../../../index.ts";
import { Program, type Memory } from "../../../lib/expressions/program.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const [x, w] = ["x", "w"].map(variable);

describe("evaluate", () => {
  it("computes in the type of what it is given, and in float64 for numbers alone", () => {
    const third = div(x, constant(Tensor.from([3])));
    expect(evaluate(third, { x: 1 }).data).toEqual(new Float64Array([1 / 3]));
    expect(evaluate(third, { x: Tensor.from([1]) }).data).toEqual(new Float32Array([1 / 3]));
    expect(evaluate(third, { x: Tensor.from([1], [1], "float64") }).data).toEqual(new Float64Array([1 / 3]));
    expect(evaluate(add(x, w), { x: Tensor.from([1]), w: 0.1 }).dtype).toBe("float32");
  });

  it("returns the caller's own tensors, and leaves what it was given", () => {
    const t = Tensor.from([1, 2]);
    const c = Tensor.from([5, 5]);
    const e = add(x, c);
    c.data.fill(0);
    const y = evaluate(x, { x: t });
    expect(y.data).not.toBe(t.data);
    const [first, second] = evaluate([e, mul(e, 2)], { x: t });
    expect([first.toArray(), second.toArray(), t.toArray()]).toEqual([
      [6, 7],
      [12, 14],
      [1, 2],
    ]);
  });

  it("takes graphs deeper than calls go, and computes a node once", () => {
    let e: Expression = x;
    for (let i = 0; i < 20_000; i++) e = add(e, 1);
    expect(evaluate(e, { x: 1 }).item()).toBe(20_001);
    const h = tanh(x);
    expect(new Program([mul(h, h)]).operations).toBe(2);
  });

  it("refuses what it cannot compute, naming the node", () => {
    expect(refusal(() => evaluate(add(x, w), { x: 1 }))).toMatchObject({
      code: "ARGUMENT",
      path: "w",
      what: "variable",
      got: "values of [x]",
    });
    expect(refusal(() => evaluate(x, { x: "1" as unknown as number }))).toMatchObject({ code: "SHAPE", path: "x" });
    expect(refusal(() => evaluate(x, { x: Tensor.from([1], [1], "int32") }))).toMatchObject({ code: "DTYPE" });
    const mixed = { x: Tensor.from([1]), w: Tensor.from([1], [1], "float64") };
    expect(refusal(() => evaluate(add(x, w), mixed))).toMatchObject({ code: "DTYPE", path: "w" });
    expect(refusal(() => evaluate(x, { toString: 1 }))).toMatchObject({ code: "ARGUMENT", path: "x" });
  });

  it("lets NaN and infinities through, unless it is to look", () => {
    const e = mul(2, log(x));
    expect(evaluate(e, { x: -1 }).item()).toBeNaN();
    expect(refusal(() => evaluate(e, { x: -1 }, { checkFinite: true }))).toMatchObject({
      code: "NONFINITE",
      path: "log(x)",
    });
    expect(refusal(() => evaluate(exp(x), { x: 1000 }, { checkFinite: true }))).toMatchObject({ path: "exp(x)" });
    expect(refusal(() => evaluate(x, { x: NaN }, { checkFinite: true }))).toMatchObject({ path: "x" });
    expect(evaluate(e, { x: 1 }, { checkFinite: true }).item()).toBe(0);
  });
});

describe("Program", () => {
  it.each([
    [
      "operations",
      sum(mul(add(x, w), 2), 0),
      [[4, 3], [3]],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [1, 3],
        [5, 1],
      ],
      [[4, 3], [3]],
    ],
    ["views, which may be of the caller's tensors", sumTo(x, w), [[3], [3]], [[2, 3], [3]], [[3], [3]]],
  ] as [string, Expression, ...[number[], number[]][]][])(
    "uses its memory again, and never the caller's, when shapes come and go: %s",
    (_, e, ...shapes) => {
      const program = new Program([e]);
      const memory: Memory = { values: [], views: [], spares: [] };
      const run = (a: Tensor, b: Tensor): Tensor => {
        program.bind(
          memory,
          new Map([
            [x, a],
            [w, b],
          ]),
          "float32",
        );
        program.run(memory);
        return memory.values[program.place(e)]!;
      };
      const rng = new Rng(1);
      const given = shapes.map((pair) => pair.map((shape) => drawn(shape, () => rng.normal())));
      const before = bits(given);
      for (const [a, b] of given) {
        const y = run(a, b);
        expect(bits(y)).toBe(bits(evaluate(e, { x: a, w: b })));
        expect(run(a, b).data).toBe(y.data);
      }
      expect(bits(given)).toBe(before);
    },
  );

  it("changes nothing where it refuses", () => {
    const e = tanh(matmul(x, w));
    const program = new Program([e]);
    const memory: Memory = { values: [], views: [], spares: [] };
    const bind = (...shape: number[]): void =>
      program.bind(
        memory,
        new Map([
          [x, drawn(shape, () => 1)],
          [w, drawn([3, 2], () => 1)],
        ]),
        "float32",
      );
    bind(4, 3);
    program.run(memory);
    const before = [...memory.values];
    expect(refusal(() => bind(4, 2)).path).toBe("matmul(x, w)");
    expect(memory.values.every((t, i) => t === before[i])).toBe(true);
  });
});
