import * as kernels from "../kernels/index.ts";
import { Tensor } from "../tensor.ts";
import type { Expression, Operand } from "./expression.ts";
import { moves, type Operation, type Shape, type Told } from "./operation.ts";
import { make } from "./operations.ts";
import { product } from "./shapes.ts";

/** y = A x for an A that is no tensor: what it does, and what its transpose does. The derivative is A itself. */
export interface LinearMap {
  readonly name: string;
  /** The shape of y; refuses, in the name of the node, one of x that A is not for. */
  readonly shape: (x: Shape, who: Expression) => Shape;
  readonly apply: (y: Tensor, x: Tensor) => void;
  readonly adjoint: (dx: Tensor, dy: Tensor) => void;
  /** Multiplications and additions, as of operations; one for each number of y where it is not said. Aᵀ takes as many. */
  readonly flops?: (y: Shape, x: Shape) => number;
  /** The same with its settings, where there is more to be said than that it is linear; and so of its transpose. */
  readonly told?: Told;
  readonly toldTransposed?: Told;
}

/** y = A x */
export const linearMap = (x: Operand, A: LinearMap): Expression => make(forwards(A), x);
const forwards = (A: LinearMap): Operation => ({
  text: ([x]) => `${A.name}(${x})`,
  shape: ([x], who) => A.shape(x, who),
  ...(A.flops && { flops: (y, [x]) => A.flops!(y, x) }),
  value: (y, [x]) => A.apply(y, x),
  ...(A.told && { told: A.told }),
  forward: [(dx) => linearMap(dx, A)],
  reverse: [(dy, [x]) => transposed(dy, x, A)],
});
/** dx = Aᵀ dy, of the shape of `like` */
export const transposed = (dy: Operand, like: Operand, A: LinearMap): Expression =>
  make(
    {
      text: ([dy]) => `${A.name}ᵀ(${dy})`,
      shape: ([, like]) => like,
      // Where A is of fewer terms than y has numbers, what comes together in one place is added.
      flops: (dx, [dy]) => Math.max(A.flops?.(dy, dx) ?? product(dy), product(dy) - product(dx)),
      value: (dx, [dy]) => A.adjoint(dx, dy),
      ...(A.toldTransposed && { told: A.toldTransposed }),
      forward: [(d, [, like]) => transposed(d, like, A)],
      reverse: [(g) => linearMap(g, A)],
    },
    dy,
    like,
  );

/** Where the numbers of y are in each plane of x, for an x of one shape; −1 is nowhere. */
export interface Places {
  readonly to: Shape;
  readonly index: readonly number[];
}

/** y = x at places that are found from its shape, `fill` where they are −1 */
export function gather(
  x: Operand,
  name: string,
  placesFor: (x: Shape, who: { toString(): string }) => Places,
  fill = 0,
): Expression {
  let known: { x: string; places: Places; index: Tensor } | undefined;
  /** The places for x, which are kept until the shape is another. */
  const found = (x: Shape, who: { toString(): string } = name): { places: Places; index: Tensor } => {
    if (known?.x !== String(x)) {
      const places = placesFor(x, who);
      known = { x: String(x), places, index: Tensor.from(places.index, [places.index.length], "int32") };
    }
    return known;
  };
  const A: LinearMap = {
    name,
    shape: (x, who) => found(x, who).places.to,
    flops: moves,
    apply: (y, x) => fetch(y, x, 0),
    adjoint(dx, dy) {
      const { index } = found(dx.shape);
      kernels.clear(dx);
      kernels.addScatter(dx, dy, index, dy.size / index.size);
    },
  };
  const fetch = (y: Tensor, x: Tensor, otherwise: number): void => {
    const { index } = found(x.shape);
    kernels.gather(y, x, index, y.size / index.size, otherwise);
  };
  const told: Told = { kind: "gather", index: (x) => found(x).index, fill };
  return make({ ...forwards(A), told, value: (y, [x]) => fetch(y, x, fill) }, x);
}
