import { expect, it } from "vitest";
import { evaluate, hvp, jvp, mul, reverse, sum, tanh, Tensor, variable } from "../../../index.ts";
import { deferred } from "../../../lib/expressions/deferred.ts";
import { distance } from "../../values.ts";

const [x, w] = [variable("x"), variable("w")];
/** As many times tanh(w ·) of x as x has rows. */
const power = deferred(
  "power",
  ([v, a], [[rows]]) => Array.from({ length: rows }).reduce((y: typeof v) => tanh(mul(a, y)), v),
  x,
  w,
);
const twice = tanh(mul(w, tanh(mul(w, x))));
const at = { x: Tensor.from([[0.5], [-1]], undefined, "float64"), w: Tensor.from(0.7, [], "float64") };

it("is drawn for the shapes of its operands, and so are its derivatives of any order", () => {
  expect(distance(evaluate(power, at), evaluate(twice, at))).toBe(0);
  const v = Tensor.from([[1], [2]], undefined, "float64");
  for (const order of [
    (e: typeof power) => reverse(sum(e), [x, w]),
    (e: typeof power) => [jvp(e, [x, w], [v, 3])],
    (e: typeof power) => hvp(sum(mul(e, e)), [x, w], [v, 3]),
  ])
    expect(distance(evaluate(order(power), at), evaluate(order(twice), at))).toBeLessThan(1e-14);
});

it("is drawn anew for other shapes, and says its name", () => {
  const one = { x: Tensor.from([[0.5]], undefined, "float64"), w: at.w };
  expect(distance(evaluate(power, one), evaluate(tanh(mul(w, x)), one))).toBe(0);
  expect(distance(evaluate(power, at), evaluate(twice, at))).toBe(0);
  expect(String(power)).toBe("power(x, w)");
});
