import { Abs, Clamp, Exp, Log, Max, Mean, Min, Power, Sqrt, Square, Sum, type AnyModule } from "fprop";
import { offer, type Group, type Offer } from "./offer.ts";

const slope = "Each number of dy is multiplied by the slope of the function at its own x.";
const each = (kind: string, make: () => AnyModule, y: string, dx: string): Offer =>
  offer(kind, "", make, [y, dx, slope]);

export const elementwise: Group = {
  title: "Functions and sums",
  offers: [
    each("Abs", () => new Abs(), "y = |x|", "dx = dy sign x"),
    each("Square", () => new Square(), "y = x²", "dx = 2 x dy"),
    each("Sqrt", () => new Sqrt(), "y = √x", "dx = dy / 2y"),
    each("Exp", () => new Exp(), "y = eˣ", "dx = dy y"),
    each("Log", () => new Log(), "y = ln x", "dx = dy / x"),
    offer("Power", "exponent", () => new Power(2), ["y = xᵖ", "dx = p xᵖ⁻¹ dy", slope]),
    offer("Clamp", "low, high", () => new Clamp(-1, 1), [
      "y = min(max(x, low), high)",
      "dx = dy where low < x < high, else 0",
      "Outside of the bounds y is constant, and the gradient is 0.",
    ]),
    offer("Sum", "dim", () => new Sum(1), ["y = Σ x", "dx = dy, repeated", "Each part of a sum gets all of dy."]),
    offer("Mean", "dim", () => new Mean(1), [
      "y = Σ x / n",
      "dx = dy / n, repeated",
      "Each of n numbers gets an n-th of dy.",
    ]),
    offer("Max", "dim", () => new Max(1), [
      "y = max x",
      "dx = dy at the largest, else 0",
      "Only the number that won gets the gradient.",
    ]),
    offer("Min", "dim", () => new Min(1), [
      "y = min x",
      "dx = dy at the smallest, else 0",
      "Only the number that won gets the gradient.",
    ]),
  ],
};
