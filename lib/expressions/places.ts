import * as kernels from "../kernels/index.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { permute } from "./arrays.ts";
import { toLast } from "./axes.ts";
import type { Expression, Operand } from "./expression.ts";
import { moves, type Shape } from "./operation.ts";
import { linearMap, transposed, type LinearMap } from "./linearmap.ts";
import { make } from "./operations.ts";

/**
 * Which numbers of a row of x [batch, …] stand in a row of y [batch, …]: y is of the shape that `shape` makes of that of x,
 * and has x[place(i)] at i, 0 where the place is −1. Windows and padding are placements.
 */
export interface Placement {
  readonly name: string;
  readonly shape: (x: Shape, who: Expression) => Shape;
  /** Places for x of this shape, in the order of y. */
  readonly places: (x: Shape) => Iterable<number>;
}

/** y = the numbers of x in the places of y */
export const pick = (x: Operand, placement: Placement): Expression => linearMap(x, mapOf(placement));
/** The transpose of `pick`: every number of y added in its place in x, which has the shape of `like` */
export const put = (y: Operand, like: Operand, placement: Placement): Expression =>
  transposed(y, like, mapOf(placement));

/** A placement as a map; places are found once for a shape. */
function mapOf({ name, shape, places }: Placement): LinearMap {
  let [known, found]: [Shape, Tensor | undefined] = [[], undefined];
  const placesIn = (x: Shape): Tensor => {
    if (found === undefined || !sameShape(known, x))
      [known, found] = [x, Tensor.from(Int32Array.from(places(x)), undefined, "int32")];
    return found;
  };
  return {
    name,
    shape,
    flops: moves,
    apply: (y, x) => kernels.gather(y, x, placesIn(x.shape), y.shape[0]),
    adjoint(dx, dy) {
      kernels.clear(dx);
      kernels.addScatter(dx, dy, placesIn(dx.shape), dy.shape[0]);
    },
    told: { kind: "gather", index: placesIn, fill: 0 },
    toldTransposed: { kind: "put", index: placesIn },
  };
}

/** Nothing but a shape, for `put`: that which `shape` makes of that of x */
export const blank = (x: Operand, shape: (x: Shape) => Shape): Expression =>
  make(
    {
      text: () => "0",
      shape: ([x]) => shape(x),
      flops: moves,
      value: (y) => kernels.clear(y),
      told: { kind: "shapes" },
      forward: [],
      reverse: [],
    },
    x,
  );

/** [batch, …axes, channels] as [batch, channels, …axes] */
export const channelsFirst = (x: Operand): Expression =>
  permute(x, (rank) => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)]);
/** [batch, channels, …axes] as [batch, …axes, channels] */
export const channelsLast = (x: Operand): Expression => toLast(x, 1);
