import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, exp, mul, neg, relu, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

const alpha = 1.6732632423543772;
const lambda = 1.0507009873554805;

/**
 * y = λ x where x > 0, else λ α (eˣ − 1);  dx = λ dy where x > 0, else λ dy α eˣ, elementwise on any shape.
 * With these λ and α, normal numbers of mean 0 and variance 1 keep both. Klambauer et al., 2017.
 * @throws FpropError SHAPE, DTYPE
 */
export class SELU extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.elu(y, x, alpha, 1);
    kernels.scale(y, y, lambda);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.eluBackward(dx, dy, x, alpha, 1);
    kernels.scale(dx, dx, lambda);
  }

  express(x: Expression): Expression {
    return mul(lambda, add(relu(x), mul(alpha, sub(exp(neg(relu(neg(x)))), 1))));
  }
}
