import { Basis, PolynomialFeatures, RadialBasis } from "../../index.ts";
import type { ModuleRow, Shape } from "./row.ts";
import { drawn } from "../values.ts";

const polynomial = (degree: number, x: Shape): ModuleRow => ({
  of: "PolynomialFeatures",
  how: `degree ${degree}, [${x.join(", ")}]`,
  torch: null,
  make: () => new PolynomialFeatures(degree),
  x: [x],
  wrong: [[4]],
});

const radial = (count: number, width: number, x: Shape, wrong: Shape): ModuleRow => ({
  of: "RadialBasis",
  how: `${count} centres, width ${width}, [${x.join(", ")}]`,
  torch: null,
  make: (rng) =>
    new RadialBasis(
      drawn([count, x.at(-1)!], () => rng.normal()),
      width,
    ).freeze(false),
  x: [x],
  wrong: [wrong],
});

export const bases: readonly ModuleRow[] = [
  polynomial(1, [3, 2]),
  polynomial(2, [5, 2]),
  polynomial(3, [4, 3]),
  polynomial(5, [3, 1]),
  polynomial(2, [2, 3, 2]),
  radial(4, 1.5, [5, 2], [5, 3]),
  radial(1, 1, [1, 1], [1]),
  radial(3, 2, [2, 3, 3], [2, 3, 2]),

  ...[
    [5, 2],
    [1, 2],
    [2, 3, 2],
  ].map((x): ModuleRow => ({
    of: "Basis",
    how: `a product and a square, [${x.join(", ")}]`,
    torch: null,
    make: () =>
      new Basis(2, 3, ([a, b]) => [a * b, a * a, b], { bprop: ([p, q, r], [a, b]) => [p * b + 2 * q * a, p * a + r] }),
    x: [x],
    wrong: [[5, 3]],
  })),
];
