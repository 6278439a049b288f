import { Tensor } from "../tensor.ts";
import { forward, reverse } from "./derivatives.ts";
import { variable, type Expression, type Operand } from "./expression.ts";
import { moves, type Shape } from "./operation.ts";
import { make } from "./operations.ts";
import { Program, type Memory } from "./program.ts";

/** Draws an expression of x, whose shapes are known by now. All that is to be derived by is among x. */
export type Draw = (x: readonly Expression[], shapes: readonly Shape[]) => Expression;

/** A drawing for operands of certain shapes, and its memory. */
class Drawn {
  private readonly x: readonly Expression[];
  private readonly end: Expression;
  private readonly program: Program;
  private readonly memory: Memory = { values: [], views: [], spares: [] };

  constructor(draw: Draw, shapes: readonly Shape[]) {
    this.x = shapes.map((_, i) => variable(`x${i}`));
    this.end = draw(this.x, shapes);
    this.program = new Program([this.end]);
  }

  /** What the drawing needs of x is taken over; what it does not, is not in its program. */
  bind(x: readonly Tensor[]): Shape {
    const { memory, program } = this;
    const known = this.x.map((leaf, i) => [leaf, x[i]] as const).filter(([leaf]) => program.nodes.includes(leaf));
    program.bind(memory, new Map(known), x[0].dtype);
    const at = program.place(this.end);
    return memory.views[at] ?? memory.values[at]!.shape;
  }

  run(x: readonly Tensor[]): Tensor {
    this.bind(x);
    this.program.run(this.memory);
    return this.memory.values[this.program.place(this.end)]!;
  }
}

/**
 * A node that is an expression of its own, drawn for the shapes of its operands when they are known: so a recurrence has
 * as many steps as its x. Its derivatives are such nodes, too, of any order.
 */
export function deferred(name: string, draw: Draw, ...of: Operand[]): Expression {
  const drawings = new Map<string, Drawn>();
  const drawn = (shapes: readonly Shape[]): Drawn => {
    const key = JSON.stringify(shapes);
    const known = drawings.get(key) ?? new Drawn(draw, shapes);
    drawings.set(key, known);
    return known;
  };
  return make(
    {
      text: (x) => `${name}(${x.join(", ")})`,
      shape: (shapes) => drawn(shapes).bind(shapes.map((s) => Tensor.zeros(s))),
      // What is drawn are recurrences: the steps are modules, and putting them together is no arithmetic.
      flops: moves,
      value: (y, x) => y.data.set(drawn(x.map((t) => t.shape)).run(x).data),
      told: { kind: "drawn", draw },
      forward: of.map((_, k) => (dx, x) => {
        const along: Draw = ([d, ...xs], [, ...shapes]) => forward(draw(xs, shapes), xs[k], d);
        return deferred(`${name}′`, along, dx, ...x);
      }),
      reverse: of.map((_, k) => (dy, x) => {
        const against: Draw = ([d, ...xs], [, ...shapes]) => reverse(draw(xs, shapes), [xs[k]], d)[0];
        return deferred(`${name}ᵀ`, against, dy, ...x);
      }),
    },
    ...of,
  );
}
