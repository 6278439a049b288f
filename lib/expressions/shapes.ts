import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import * as kernels from "../kernels/index.ts";
import { sameShape, type Tensor } from "../tensor.ts";
import type { Expression } from "./expression.ts";
import type { Shape, Spare } from "./operation.ts";

/** Shapes that differ, as NumPy and PyTorch have it: lined up at their ends, an axis of 1 or none repeats itself. */

export const product = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
export const sameSize = (a: Shape, b: Shape): boolean => product(a) === product(b);

/** Where an axis is, which counts from the end if negative. */
export function place(x: Shape, axis: number, who: { toString(): string } = "axis"): number {
  const i = axis < 0 ? axis + x.length : axis;
  return i in x ? i : refuse("SHAPE", who, "operand", `of a shape with an axis ${axis}`, shapeText(x));
}
/** How many lines lie before an axis, how long it is, and how many numbers each place of it has. */
export function along(x: Shape, axis: number): [rows: number, n: number, cols: number] {
  const i = place(x, axis);
  return [product(x.slice(0, i)), x[i], product(x.slice(i + 1))];
}

/** The shape of elementwise operations on operands of these shapes. */
export function broadcastShape(shapes: readonly Shape[], who: Expression): Shape {
  const [first, ...rest] = shapes;
  return rest.reduce((a, b) => {
    if (sameShape(a, b)) return a;
    const rank = Math.max(a.length, b.length);
    const [p, q] = [padded(a, rank), padded(b, rank)];
    if (p.some((n, i) => n !== q[i] && n !== 1 && q[i] !== 1))
      refuse("SHAPE", who, "operands", "of shapes that broadcast", `${shapeText(a)} and ${shapeText(b)}`);
    return p.map((n, i) => Math.max(n, q[i]));
  }, first);
}

/** `to`, where `from` broadcasts to just that. */
export function broadcastTo(from: Shape, to: Shape, who: Expression): Shape {
  if (!sameShape(broadcastShape([from, to], who), to))
    refuse("SHAPE", who, "operand", `of a shape that broadcasts to ${shapeText(to)}`, shapeText(from));
  return to;
}

const padded = (shape: Shape, rank: number): Shape => [...new Array<number>(rank - shape.length).fill(1), ...shape];

/** The runs of axes along which `from` repeats itself to become `to`: how many times, and how many numbers follow. */
function runs(from: Shape, to: Shape): { pieces: number; cols: number }[] {
  const small = padded(from, to.length);
  const found: { pieces: number; cols: number }[] = [];
  let cols = 1;
  let open = false;
  for (let i = to.length - 1; i >= 0; i--) {
    const repeats = small[i] === 1 && to[i] > 1;
    if (repeats && open) found[found.length - 1].pieces *= to[i];
    else if (repeats) found.push({ pieces: to[i], cols });
    if (to[i] > 1) open = repeats;
    cols *= to[i];
  }
  return found;
}

/** y = x, repeated to the shape of y, which is larger. */
export function repeat(y: Tensor, [x]: readonly Tensor[], spare: Spare): void {
  const along = runs(x.shape, y.shape);
  along.forEach(({ pieces, cols }, i) => {
    const out = i === along.length - 1 ? y : spare(y, [x.size * pieces]);
    kernels.repeatPieces(out, x, pieces, cols);
    x = out;
  });
}

/** y = the sums of x over the axes along which y, which is smaller, would repeat itself to the shape of x. */
export function gather(y: Tensor, [x]: readonly Tensor[], spare: Spare): void {
  const along = runs(y.shape, x.shape).toReversed();
  along.forEach(({ pieces, cols }, i) => {
    const out = i === along.length - 1 ? y : spare(y, [x.size / pieces]);
    kernels.sumPieces(out, x, pieces, cols);
    x = out;
  });
}
