import { checkFloats, checkLike, kept, refuse } from "../check.ts";
import { express } from "../expressions/express.ts";
import type { Expression } from "../expressions/expression.ts";
import { make, reshape, view } from "../expressions/operations.ts";
import { Module } from "../module.ts";
import type { Tensor } from "../tensor.ts";
import { product } from "./axis.ts";
import { inside } from "./branches.ts";

/** What modules share that show several leading axes of x to another module as one batch; nothing is copied. */
export abstract class Folded extends Module {
  readonly module: Module;
  x: Tensor | undefined;
  y: Tensor | undefined;

  constructor(module: Module) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", this, "module", "a Module", module);
    this.module = module;
  }

  /** How many axes of x count as one; refuses an x that has not enough. */
  protected abstract leading(x: readonly number[], who: { toString(): string }): number;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const n = this.leading(x.shape, this);
    const lead = x.shape.slice(0, n);
    const y = inside("module", () => this.module.fprop(x.reshape([product(lead), ...x.shape.slice(n)])));
    this.x = x;
    this.y = y.reshape([...lead, ...y.shape.slice(1)]);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const n = this.leading(x.shape, this);
    const rows = product(x.shape.slice(0, n));
    return inside("module", () => this.module.bprop(dy.reshape([rows, ...y.shape.slice(n)]))).reshape(x.shape);
  }

  override express(x: Expression): Expression {
    const fold = (s: readonly number[], who: { toString(): string }): readonly number[] => {
      const n = this.leading(s, who);
      return [product(s.slice(0, n)), ...s.slice(n)];
    };
    return this.unfolded(express(this.module, view(x, "fold", fold)), x);
  }

  /** y under the leading axes of x. */
  private unfolded(y: Expression, x: Expression): Expression {
    return make(
      {
        text: ([y]) => `unfold(${y})`,
        shape: ([y, x], who) => [...x.slice(0, this.leading(x, who)), ...y.slice(1)],
        view: () => true,
        value: () => undefined,
        forward: [(dy, [, x]) => this.unfolded(dy, x)],
        reverse: [(d, [y]) => reshape(d, y)],
      },
      y,
      x,
    );
  }
}
