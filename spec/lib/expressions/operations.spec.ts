import { describe, expect, it } from "vitest";
import * as fprop from "../../../index.ts";
import { evaluate, Expression, hvp, jvp, mul, reverse, Rng, sum, Tensor, variable } from "../../../index.ts";
import * as axes from "../../../lib/expressions/axes.ts";
import * as operations from "../../../lib/expressions/operations.ts";
import { checkOptions, compare, dot } from "../../../lib/gradients/differences.ts";
import { refusal } from "../../refusal.ts";

// The value of every operation from plain arithmetic, and its derivatives, first and second, from five-point differences.

type Shape = readonly number[];

interface Row {
  readonly name: string;
  readonly of: (x: Expression, y: Expression) => Expression;
  readonly shapes: readonly [Shape, Shape?];
  /** What one number of the result is, for elementwise operations on shapes that agree. */
  readonly plain?: (x: number, y: number) => number;
  /** Maps a normal number to the operation's domain. */
  readonly domain?: (x: number) => number;
}

const positive = (x: number): number => 0.5 + Math.abs(x);
/** Away from kinks at 0, and, in the pairs below, from each other. */
const apart = (x: number): number => (x < 0 ? x - 0.1 : x + 0.1);
const pairs: readonly (readonly [Shape, Shape])[] = [
  [
    [3, 2],
    [3, 2],
  ],
  [[3, 2], [2]],
  [[], [2, 3]],
  [
    [2, 1, 3, 1],
    [4, 1, 2],
  ],
  [[3], [1, 3]],
];
const binary = (name: string, of: Row["of"], plain: NonNullable<Row["plain"]>, domain?: Row["domain"]): Row[] =>
  pairs.map((shapes) => ({ name, of, plain, shapes, ...(domain && { domain }) }));
const unary = (name: string, of: Row["of"], plain: NonNullable<Row["plain"]>, domain?: Row["domain"]): Row => ({
  name,
  of,
  plain,
  shapes: [[3, 2]],
  ...(domain && { domain }),
});

/** By its series. */
function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 200; n++) sum += (term *= -(x * x) / n) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const o = operations;
const rows: readonly Row[] = [
  ...binary("add", o.add, (x, y) => x + y),
  ...binary("sub", o.sub, (x, y) => x - y),
  ...binary("mul", o.mul, (x, y) => x * y),
  ...binary("div", o.div, (x, y) => x / y, positive),
  ...binary("max", o.max, (x, y) => Math.max(x, y)),
  ...binary("min", o.min, (x, y) => Math.min(x, y)),
  ...binary("exceeds", o.exceeds, (x, y) => Number(x > y)),
  unary("neg", o.neg, (x) => -x),
  ...[0, 1, -1].map((axis): Row => ({ name: `amax ${axis}`, of: (x) => o.amax(x, axis), shapes: [[3, 2, 4]] })),
  ...[[3, 4], [2, 3, 2], [5]].flatMap((shape): Row[] => [
    { name: `logSoftmax ${shape}`, of: o.logSoftmax, shapes: [shape] },
    { name: `softmax ${shape}`, of: o.softmax, shapes: [shape] },
  ]),
  ...[0, 1, 2, 3].map((n) =>
    unary(
      `pow ${n}`,
      (x) => o.pow(x, n),
      (x) => x ** n,
      apart,
    ),
  ),
  ...[-1, -2].map((n) =>
    unary(
      `pow ${n}`,
      (x) => o.pow(x, n),
      (x) => x ** n,
      (x) => (x < 0 ? x - 1 : x + 1),
    ),
  ),
  ...[0.5, 1.5, -0.7].map((n) =>
    unary(
      `pow ${n}`,
      (x) => o.pow(x, n),
      (x) => x ** n,
      positive,
    ),
  ),
  unary("exp", o.exp, Math.exp),
  unary("log", o.log, Math.log, positive),
  unary("tanh", o.tanh, Math.tanh),
  unary("sigmoid", o.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  unary("relu", o.relu, (x) => Math.max(x, 0), apart),
  unary("softplus", o.softplus, (x) => Math.log1p(Math.exp(x))),
  unary("abs", o.abs, Math.abs, apart),
  unary("sqrt", o.sqrt, Math.sqrt, positive),
  unary("erf", o.erf, erf),
  {
    name: "matmul",
    of: o.matmul,
    shapes: [
      [3, 2],
      [2, 4],
    ],
  },
  {
    name: "matmul of rank 3",
    of: o.matmul,
    shapes: [
      [2, 3, 2],
      [2, 4],
    ],
  },
  {
    name: "matmul x yᵀ",
    of: (x, y) => o.matmul(x, o.transpose(y)),
    shapes: [
      [3, 2],
      [4, 2],
    ],
  },
  {
    name: "matmul xᵀ y",
    of: (x, y) => o.matmul(o.transpose(x), y),
    shapes: [
      [3, 2],
      [3, 4],
    ],
  },
  {
    name: "matmul xᵀ yᵀ",
    of: (x, y) => o.matmul(o.transpose(x), o.transpose(y)),
    shapes: [
      [3, 2],
      [4, 3],
    ],
  },
  { name: "transpose", of: o.transpose, shapes: [[3, 2]] },
  { name: "sum", of: (x) => o.sum(x), shapes: [[3, 2]] },
  ...[0, 1, 2, -1, -2].map((axis): Row => ({ name: `sum ${axis}`, of: (x) => o.sum(x, axis), shapes: [[3, 2, 4]] })),
  ...[0, 1, -1].map((axis): Row => ({ name: `amax ${axis}`, of: (x) => o.amax(x, axis), shapes: [[3, 2, 4]] })),
  { name: "softmax", of: o.softmax, shapes: [[3, 4]] },
  { name: "logSoftmax", of: o.logSoftmax, shapes: [[3, 4]] },
  { name: "mean", of: (x) => o.mean(x), shapes: [[3, 2]] },
  { name: "mean 0", of: (x) => o.mean(x, 0), shapes: [[3, 2]] },
  { name: "broadcast", of: (x) => o.broadcast(x, [3, 2, 4, 2]), shapes: [[2, 1, 2]] },
  { name: "sumTo", of: (x) => o.sumTo(x, [2, 1, 2]), shapes: [[3, 2, 4, 2]] },
  { name: "reshape", of: (x) => o.reshape(x, [6]), shapes: [[3, 2]] },
  ...[0, 1, 2, -1, -2].flatMap((axis): Row[] => [
    { name: `toLast ${axis}`, of: (x) => axes.toLast(x, axis), shapes: [[3, 2, 4]] },
    { name: `fromLast ${axis}`, of: (x) => axes.fromLast(x, axis), shapes: [[3, 2, 4]] },
  ]),
  ...[0, 1, -1].flatMap((axis): Row[] =>
    [0, 1].map((k) => ({ name: `half ${axis}, ${k}`, of: (x) => axes.half(x, axis, k), shapes: [[2, 4, 6]] })),
  ),
  { name: "perChannel", of: (w, x) => o.mul(axes.perChannel(w, x), x), shapes: [[3], [2, 3, 2]] },
  { name: "windowSums 1, 2", of: (x) => axes.windowSums(x, 1, 2), shapes: [[2, 5, 3]] },
];

/** Each result is squared and weighed at random before it is summed, so that second derivatives are not all 0. */
describe.each(rows.map((row) => [`${row.name} of ${JSON.stringify(row.shapes)}`, row] as const))("%s", (name, row) => {
  const rng = new Rng(1).split(name);
  const draw = (shape: Shape, domain = (x: number): number => x): Tensor => {
    const t = Tensor.zeros(shape, "float64");
    for (let i = 0; i < t.size; i++) t.data[i] = domain(rng.normal());
    return t;
  };
  const xs = ["x", "y"].slice(0, row.shapes.length).map(variable);
  const values = row.shapes.map((shape) => draw(shape!, row.domain));
  const bindings = { x: values[0], ...(values.length > 1 && { y: values[1] }) };
  const y = row.of(xs[0], xs[1]);
  const c = draw(evaluate(y, bindings).shape);
  const E = sum(mul(mul(y, y), c));

  it("has the value", () => {
    const { plain } = row;
    const got = evaluate(y, bindings);
    if (plain === undefined || (values.length > 1 && String(values[0].shape) !== String(values[1].shape))) return;
    const wanted = values[0].data.map((a, i) => plain(a, values[1]?.data[i]));
    for (const [i, v] of [...wanted].entries())
      expect(Math.abs(got.data[i] - v)).toBeLessThan(1e-14 * (1 + Math.abs(v)));
  });

  it("has the derivatives, backwards and forwards", () => {
    const gradients = evaluate(reverse(E, xs), bindings);
    const tensors = values.map((w, i) => ({ name: `${i}`, w, dw: gradients[i] }));
    const report = compare(name, tensors, () => evaluate(E, bindings).item(), checkOptions("spec", {}));
    expect(report.ok, String(report)).toBe(true);
    const vs = values.map((t) => draw(t.shape));
    const along = evaluate(jvp(E, xs, vs), bindings).item();
    const wanted = gradients.reduce((s, g, i) => s + dot(g, vs[i]), 0);
    expect(Math.abs(along - wanted)).toBeLessThan(1e-11 * (1 + Math.abs(wanted)));
  });

  it("has the second derivatives, forwards over backwards and backwards over backwards", () => {
    const vs = values.map((t) => draw(t.shape));
    const gradients = reverse(E, xs);
    const slope = gradients.map((g, i) => sum(mul(g, vs[i]))).reduce((a, b) => o.add(a, b));
    const forwards = evaluate(hvp(E, xs, vs), bindings);
    const tensors = values.map((w, i) => ({ name: `${i}`, w, dw: forwards[i] }));
    const report = compare(name, tensors, () => evaluate(slope, bindings).item(), checkOptions("spec", {}));
    expect(report.ok, String(report)).toBe(true);
    const backwards = evaluate(reverse(slope, xs), bindings);
    for (const [i, { data }] of backwards.entries())
      for (const [k, v] of [...data].entries())
        expect(Math.abs(v - forwards[i].data[k])).toBeLessThan(1e-10 * (1 + Math.abs(v)));
  });
});

describe("operations", () => {
  const [x, y] = [variable("x"), variable("y")];

  it("take what stopGradient gives for a constant, in both modes", () => {
    const e = o.mul(o.stopGradient(x), x);
    const at = { x: 3 };
    const found = [e, ...reverse(e, [x]), jvp(e, [x], [1])];
    expect(evaluate(found, at).map((t) => t.item())).toEqual([9, 3, 3]);
  });

  it("give logSoftmax and softmax their values, however large x is, and amax the first of equals", () => {
    const far = Tensor.from([1000, 1001, -1e300], [3], "float64");
    const [p, q] = [Math.exp(-1) / (1 + Math.exp(-1)), 1 / (1 + Math.exp(-1))];
    const [share, log] = evaluate([o.softmax(x), o.logSoftmax(x)], { x: far });
    for (const [i, v] of [p, q, 0].entries()) expect(share.data[i]).toBeCloseTo(v, 14);
    expect(log.data[0]).toBeCloseTo(Math.log(p), 13);
    const [slope] = evaluate(reverse(o.amax(x, 0), [x]), { x: Tensor.from([2, 5, 5], [3], "float64") });
    expect(slope.toArray()).toEqual([0, 1, 0]);
  });
  const zeros = (...shape: number[]): Tensor => Tensor.zeros(shape);

  it("have a row here for each that is exported", () => {
    // What stopGradient says of its derivative is not true of its value, on purpose.
    const tested = new Set([...rows.map(({ name }) => name.split(" ")[0]), "stopGradient"]);
    const exported = [...Object.keys(operations).filter((name) => name in fprop), ...Object.keys(axes)];
    expect(exported.length).toBeGreaterThan(15);
    expect(new Set(exported)).toEqual(tested);
  });

  it("give the values that are known by hand", () => {
    const m = Tensor.from([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const of = (e: Expression): unknown => evaluate(e, { x: m }).toArray();
    expect(of(o.sum(x))).toBe(21);
    expect(of(o.sum(x, 0))).toEqual([5, 7, 9]);
    expect(of(o.sum(x, -1))).toEqual([6, 15]);
    expect(of(o.mean(x, 1))).toEqual([2, 5]);
    expect(of(o.mean(x))).toBe(3.5);
    expect(of(o.matmul(x, o.transpose(x)))).toEqual([
      [14, 32],
      [32, 77],
    ]);
    expect(of(o.broadcast(o.sum(x, 0), [2, 3]))).toEqual([
      [5, 7, 9],
      [5, 7, 9],
    ]);
    expect(of(o.sumTo(x, [2, 1]))).toEqual([[6], [15]]);
    expect(of(o.reshape(x, [3, 2]))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it("gives the first of equals the derivative of max, and 0 to relu at 0", () => {
    const at = { x: 1, y: 1 };
    expect(evaluate(reverse(o.max(x, y), [x, y]), at).map((t) => t.item())).toEqual([1, 0]);
    expect(evaluate(reverse(o.relu(x), [x]), { x: 0 })[0].item()).toBe(0);
  });

  it.each([
    ["shapes that do not broadcast", o.add(x, y), [2, 3], [2], "(x + y)", "[2, 3] and [2]"],
    ["factors that do not fit", o.tanh(o.matmul(x, y)), [2, 3], [2, 3], "matmul(x, y)", "[2, 3] and [2, 3]"],
    ["a vector as a factor", o.matmul(x, y), [3], [3, 2], "matmul(x, y)", "[3] and [3, 2]"],
    [
      "a factor of rank 3 on the right",
      o.matmul(x, o.transpose(y)),
      [2, 3],
      [3, 2, 2],
      "matmul(x, yᵀ)",
      "[2, 3] and [3, 2, 2]",
    ],
    ["a transpose of no matrix", o.mul(o.transpose(x), y), [2], [2], "xᵀ", "[2]"],
    ["an axis that is not there", o.mul(o.sum(x, 2), y), [2, 3], [2], "sum(x, 2)", "[2, 3]"],
    ["a reshape to another size", o.mul(o.reshape(x, [5]), y), [2, 3], [5], "reshape(x)", "[2, 3]"],
    ["a broadcast to something smaller", o.mul(o.broadcast(x, [3]), y), [2, 3], [3], "broadcast(x)", "[2, 3]"],
    ["a sum to something larger", o.mul(o.sumTo(x, [2, 3]), y), [3], [3], "sum(x)", "[2, 3]"],
  ])("refuse %s, naming the node", (_, e, a, b, path, got) => {
    const error = refusal(() => evaluate(e, { x: zeros(...(a as number[])), y: zeros(...(b as number[])) }));
    expect(error).toMatchObject({ code: "SHAPE", path, got });
  });

  it("refuse arguments that are none", () => {
    expect(refusal(() => o.pow(x, NaN))).toMatchObject({ code: "ARGUMENT", path: "pow" });
    expect(refusal(() => o.sum(x, 0.5))).toMatchObject({ code: "ARGUMENT", path: "sum" });
    expect(refusal(() => o.add(x, "1" as unknown as number))).toMatchObject({ code: "ARGUMENT", path: "constant" });
    expect(refusal(() => variable(""))).toMatchObject({ code: "ARGUMENT", path: "variable" });
    expect(refusal(() => o.reshape(x, [0]))).toMatchObject({ code: "SHAPE" });
  });
});
