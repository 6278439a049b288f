import * as kernels from "../kernels/index.ts";
import { sameShape, sizeOf, Tensor } from "../tensor.ts";
import type { Expression, Operand } from "./expression.ts";
import type { Operation, Shape } from "./operation.ts";
import { make } from "./operations.ts";

/**
 * Which numbers of a row of x [batch, …] stand in a row of y [batch, …]: y is of the shape that `shape` makes of that of x,
 * and has x[place(i)] at i, 0 where the place is −1. Windows, padding and the order of axes are placements.
 */
export interface Placement {
  readonly name: string;
  readonly shape: (x: Shape, who: Expression) => Shape;
  /** Places for x of this shape, in the order of y. */
  readonly places: (x: Shape) => Iterable<number>;
}

/** y = the numbers of x in the places of y */
export const pick = (x: Operand, placement: Placement): Expression => make(pair(placement).picking, x);
/** The transpose of `pick`: every number of y added in its place in x, which has the shape of `like` */
export const put = (y: Operand, like: Operand, placement: Placement): Expression =>
  make(pair(placement).putting, y, like);

/** The two operations of a placement, which are each other's derivatives; places are found once for a shape. */
function pair({ name, shape, places }: Placement): { picking: Operation; putting: Operation } {
  let [known, found]: [Shape, Tensor | undefined] = [[], undefined];
  const placesIn = (x: Shape, count: number): Tensor => {
    if (found === undefined || !sameShape(known, x)) {
      [known, found] = [x, Tensor.zeros([count], "int32")];
      let i = 0;
      for (const place of places(x)) found.data[i++] = place;
    }
    return found;
  };
  const picking: Operation = {
    text: ([x]) => `${name}(${x})`,
    shape: ([x], who) => shape(x, who),
    value: (y, [x]) => kernels.gatherPlaces(y, x, placesIn(x.shape, y.size / y.shape[0])),
    forward: [(dx) => make(picking, dx)],
    reverse: [(dy, [x]) => make(putting, dy, x)],
  };
  const putting: Operation = {
    text: ([y]) => `${name}ᵀ(${y})`,
    shape: ([, like]) => like,
    value: (x, [y]) => kernels.gatherPlacesBackward(x, y, placesIn(x.shape, y.size / y.shape[0])),
    forward: [(dy, [, like]) => make(putting, dy, like)],
    reverse: [(dx) => make(picking, dx)],
  };
  return { picking, putting };
}

/** Nothing but a shape, for `put`: that which `shape` makes of that of x */
export const blank = (x: Operand, shape: (x: Shape) => Shape): Expression =>
  make({ text: () => "0", shape: ([x]) => shape(x), value: (y) => kernels.clear(y), forward: [], reverse: [] }, x);

/** [batch, …axes, channels] as [batch, channels, …axes] */
export const channelsFirst: Placement = {
  name: "channelsFirst",
  shape: ([batch, ...rest]) => [batch, rest.at(-1)!, ...rest.slice(0, -1)],
  *places(x) {
    const channels = x.at(-1)!;
    const positions = sizeOf(x.slice(1, -1));
    for (let c = 0; c < channels; c++) for (let p = 0; p < positions; p++) yield p * channels + c;
  },
};
/** [batch, channels, …axes] as [batch, …axes, channels] */
export const channelsLast: Placement = {
  name: "channelsLast",
  shape: ([batch, channels, ...axes]) => [batch, ...axes, channels],
  *places([, channels, ...axes]) {
    const positions = sizeOf(axes);
    for (let p = 0; p < positions; p++) for (let c = 0; c < channels; c++) yield c * positions + p;
  },
};
