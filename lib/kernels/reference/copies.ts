import type { Numbers } from "../../tensor.ts";

/** A tensor's numbers, where its first line begins, and how far apart lines are. */
type Lines = readonly [data: Numbers, offset: number, ld: number];

export function copyLines([y, oy, ldy]: Lines, [x, ox, ldx]: Lines, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) y[oy + i * ldy + j] = x[ox + i * ldx + j];
}

/** y, row-major in this shape from oy on, = x at these strides from ox on. */
export function strided(
  y: Numbers,
  oy: number,
  x: Numbers,
  ox: number,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const size = shape.reduce((a, b) => a * b, 1);
  for (let i = 0; i < size; i++) {
    let [rest, from] = [i, ox];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    y[oy + i] = x[from];
  }
}
