import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import type { Numbers, Tensor } from "../../../lib/tensor.ts";
import { columnCounts, rowCounts, type Case, type Cases, type Draw } from "./harness.ts";

/** Up to seven axes, of which some are 1; the sizes stay small, but for an inner pair now and then. */
function axes(d: Draw): number[] {
  const shape = Array.from({ length: d.of([1, 2, 3, 3, 4, 5, 7]) }, () => d.of([1, 2, 3, 4]));
  if (shape.length <= 3) shape.push(d.of([5, 17, 33]), d.of([1, 4, 16, 19]));
  return shape;
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));

/** y under its shape = x at the strides of y's axes, compared with the loop over all of these axes. */
const strided =
  (
    draw: (d: Draw) => {
      from: number[];
      to: number[];
      strides: number[];
      kernel: (y: Tensor, x: Tensor) => void;
    },
  ): Case =>
  (d) => {
    const { from, to, strides, kernel } = draw(d);
    const size = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);
    return {
      operands: [d.floats(size(to)), d.floats(size(from))],
      kernel: ([y, x]) => kernel(y.reshape(to), x.reshape(from)),
      plain: ([y, x]) => reference.strided(y, 0, x, 0, to, strides),
    };
  };

export const cases: Cases = {
  copyLines: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    const [ldy, ldx, oy, ox] = [cols + d.of([0, 3]), cols + d.of([0, 1, 9]), d.of([0, 2]), d.of([0, 5])];
    const lines = (ld: number, offset: number): Tensor => d.floats(offset + (rows - 1) * ld + cols);
    return {
      operands: [lines(ldy, oy), lines(ldx, ox)],
      kernel: ([y, x]) => kernels.copyLines(y, oy, ldy, x, ox, ldx, rows, cols),
      plain: ([y, x]: readonly Numbers[]) => reference.copyLines([y, oy, ldy], [x, ox, ldx], rows, cols),
    };
  },
  permute: strided((d) => {
    const from = axes(d);
    const order = d.rng.permutation(from.length);
    const strides = [...order].map((i) => stridesOf(from)[i]);
    return { from, to: [...order].map((i) => from[i]), strides, kernel: (y, x) => kernels.permute(y, x, [...order]) };
  }),
  expand: strided((d) => {
    const to = axes(d);
    const from = to.map((n) => (d.chance() ? 1 : n));
    const strides = stridesOf(from).map((s, i) => (from[i] === 1 ? 0 : s));
    return { from, to, strides, kernel: kernels.expand };
  }),
};
