import type { Numbers } from "../../tensor.ts";
import { real, type Real } from "./real.ts";

type Map1 = (x: number, a: number, b: number, R: Real) => number;

type Map2 = (x: number, y: number, a: number, b: number, R: Real) => number;

/** The elementwise kernels of a family by number: y = f(x; a, b) and z = g(x, y; a, b). */
export interface Loops {
  readonly maps: Readonly<Record<number, Map1>>;
  /** For a backward x is dy, for an error x is the prediction and y the target. */
  readonly zips: Readonly<Record<number, Map2>>;
}

export function map({ maps }: Loops, k: number, y: Numbers, x: Numbers, a: number, b: number): void {
  const R = real(y);
  for (let i = 0; i < y.length; i++) y[i] = maps[k](x[i], R.r(a), R.r(b), R);
}

export function zip({ zips }: Loops, k: number, z: Numbers, x: Numbers, y: Numbers, a: number, b: number): void {
  const R = real(z);
  for (let i = 0; i < z.length; i++) z[i] = zips[k](x[i], y[i], R.r(a), R.r(b), R);
}
