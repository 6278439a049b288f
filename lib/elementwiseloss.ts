import { checkFloats, checkLike, kept } from "./check.ts";
import type { Expression } from "./expressions/expression.ts";
import { reduced } from "./expressions/reduced.ts";
import { Loss } from "./loss.ts";
import { Reducer, type Reduced, type Reduction } from "./reduction.ts";
import { Tensor } from "./tensor.ts";

/**
 * A loss of outputs y and targets t of one shape, element by element: l = f(y, t), and E is the mean of l, its sum, or
 * l itself. A subclass says what f is in `terms`, and under it ∂f/∂y in `slopes`; both are one pass of a kernel or a
 * few. `told` is f once more, as an expression.
 */
export abstract class ElementwiseLoss<R extends Reduction> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor(reduction: R | undefined) {
    super();
    this.reduction = new Reducer(this, reduction);
  }

  /** Refuses what f is not defined for. */
  protected check(_y: Tensor, _t: Tensor): void {}
  /** l = f(y, t) */
  protected abstract terms(l: Tensor, y: Tensor, t: Tensor): void;
  /** dy = a ∂f/∂y */
  protected abstract slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void;
  /** f(y, t) */
  protected abstract told(y: Expression, t: Tensor): Expression;

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    this.check(y, t);
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    this.terms(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, l] = [kept(this, this.y), kept(this, this.t), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    this.slopes(this.dy, y, t, slope);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(this.told(y, t), this.reduction.kind);
  }
}
