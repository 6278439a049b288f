import {
  CELU,
  ELU,
  GELU,
  GLU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  ReLU,
  ReLU6,
  RReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softmin,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Threshold,
  type AnyModule,
} from "fprop";
import { offer, type Group, type Offer } from "./offer.ts";

const slope = "Each number of dy is multiplied by the slope of the function at its own x: nothing is mixed.";
const gate = "Where x is in the part that is let through, dy passes; where y is constant, the gradient is 0.";
const row = "All numbers of a row depend on each other: what one gains the others lose.";

const each = (kind: string, make: () => AnyModule, y: string, dx: string, words = slope): Offer =>
  offer(kind, "", make, [y, dx, words]);

export const activations: Group = {
  title: "Activations",
  offers: [
    each("Tanh", () => new Tanh(), "y = tanh x", "dx = dy (1 − y²)"),
    each("Sigmoid", () => new Sigmoid(), "y = σ(x) = 1 / (1 + e⁻ˣ)", "dx = dy y (1 − y)"),
    each("ReLU", () => new ReLU(), "y = max(x, 0)", "dx = dy where x > 0, else 0", gate),
    each("Hardtanh", () => new Hardtanh(), "y = min(max(x, −1), 1)", "dx = dy where −1 < x < 1, else 0", gate),
    each("LeakyReLU", () => new LeakyReLU(), "y = x where x > 0, else a x", "dx = dy where x > 0, else a dy"),
    offer(
      "PReLU",
      "",
      () => new PReLU(),
      [
        "y = x where x > 0, else w x",
        "dx = dy where x > 0, else w dy",
        "The slope of the negative side is learned, too.",
      ],
      { weight: "dw = Σ dy min(x, 0)" },
    ),
    each("ELU", () => new ELU(), "y = x where x > 0, else α (eˣ − 1)", "dx = dy where x > 0, else dy α eˣ"),
    each("CELU", () => new CELU(), "y = x where x > 0, else α (e^(x/α) − 1)", "dx = dy where x > 0, else dy e^(x/α)"),
    each("SELU", () => new SELU(), "y = λ x where x > 0, else λ α (eˣ − 1)", "dx = λ dy where x > 0, else λ dy α eˣ"),
    each("GELU", () => new GELU(), "y = x Φ(x)", "dx = dy (Φ(x) + x φ(x))"),
    each("SiLU", () => new SiLU(), "y = x s, s = σ(x)", "dx = dy (s + x s (1 − s))"),
    each("Mish", () => new Mish(), "y = x w, w = tanh ln(1 + eˣ)", "dx = dy (w + x σ(x) (1 − w²))"),
    each("Softplus", () => new Softplus(), "y = ln(1 + e^βx) / β", "dx = dy σ(βx)"),
    each("Softsign", () => new Softsign(), "y = x / (1 + |x|)", "dx = dy / (1 + |x|)²"),
    each("LogSigmoid", () => new LogSigmoid(), "y = ln σ(x)", "dx = dy σ(−x)"),
    each(
      "Hardsigmoid",
      () => new Hardsigmoid(),
      "y = min(max(x, −3), 3) / 6 + ½",
      "dx = dy / 6 where −3 < x < 3, else 0",
      gate,
    ),
    each(
      "Hardswish",
      () => new Hardswish(),
      "y = x min(max(x + 3, 0), 6) / 6",
      "dx = 0 | dy (x/3 + ½) | dy for x ≤ −3 | between | x ≥ 3",
    ),
    each("ReLU6", () => new ReLU6(), "y = min(max(x, 0), 6)", "dx = dy where 0 < x < 6, else 0", gate),
    offer("Threshold", "threshold, value", () => new Threshold(0.1, 0), [
      "y = x where x > threshold, else value",
      "dx = dy where x > threshold, else 0",
      gate,
    ]),
    each("Hardshrink", () => new Hardshrink(), "y = x where |x| > λ, else 0", "dx = dy where |x| > λ, else 0", gate),
    each("Softshrink", () => new Softshrink(), "y = x − min(max(x, −λ), λ)", "dx = dy where |x| > λ, else 0", gate),
    each("Tanhshrink", () => new Tanhshrink(), "y = x − tanh x", "dx = dy tanh² x"),
    each(
      "RReLU",
      () => new RReLU(),
      "y = r x, r = 1 where x > 0, else drawn",
      "dx = r dy",
      "The same slopes r that fprop drew multiply dy.",
    ),
    each("Softmax", () => new Softmax(), "yᵢ = e^xᵢ / Σ e^xⱼ", "dx = y (dy − Σ dy y)", row),
    each("Softmin", () => new Softmin(), "yᵢ = e^−xᵢ / Σ e^−xⱼ", "dx = −y (dy − Σ dy y)", row),
    each("LogSoftmax", () => new LogSoftmax(), "y = x − ln Σ eˣ", "dx = dy − eʸ Σ dy", row),
    each(
      "GLU",
      () => new GLU(),
      "y = a σ(b), x = [a b]",
      "da = dy σ(b), db = dy a σ(b) (1 − σ(b))",
      "One half of x is the gate of the other, and each gets the other's part of dy.",
    ),
  ],
};
