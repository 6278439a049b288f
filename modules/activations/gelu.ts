import { refuse } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import { describe } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, erf, mul, pow, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x Φ(x),  dx = dy (Φ(x) + x φ(x)), with the normal distribution Φ(x) = ½ + ½ erf(x / √2) and its density φ(x) =
 * e^(−x²/2) / √2π, elementwise on any shape. With approximate: "tanh" it is, with u = √(2/π) (x + 0.044715 x³),
 *
 *     y = ½ x (1 + t),  dx = dy ½ (1 + t + x (1 − t²) u′), where t = tanh u
 *
 * Hendrycks and Gimpel, 2016.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another approximation
 */
export class GELU extends Elementwise {
  readonly approximate: "none" | "tanh";

  constructor({ approximate = "none" }: { approximate?: "none" | "tanh" } = {}) {
    super();
    if (approximate !== "none" && approximate !== "tanh")
      refuse("ARGUMENT", "GELU", "approximate", '"none" or "tanh"', describe(approximate));
    this.approximate = approximate;
  }

  protected forward(y: Tensor, x: Tensor): void {
    if (this.approximate === "tanh") kernels.geluTanh(y, x);
    else kernels.gelu(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    if (this.approximate === "tanh") kernels.geluTanhBackward(dx, dy, x);
    else kernels.geluBackward(dx, dy, x);
  }

  express(x: Expression): Expression {
    const u = mul(0.7978845608028654, add(x, mul(0.044715, pow(x, 3))));
    return mul(mul(0.5, x), add(1, this.approximate === "tanh" ? tanh(u) : erf(mul(0.7071067811865476, x))));
  }

  override toString(): string {
    return this.approximate === "none" ? "GELU" : "GELU(tanh)";
  }
}
