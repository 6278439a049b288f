import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";
import { pow, sign } from "./real.ts";

export const functions: Loops = {
  maps: {
    [op.EXP]: (x, _a, _b, R) => R.exp(x),
    [op.LOG]: (x, _a, _b, R) => R.log(x),
    [op.LOG1P]: (x, _a, _b, R) => R.log1p(x),
    [op.POW]: (x, n, _b, R) => pow(x, n, R),
    [op.SIGNED_POW]: (x, n, _b, R) => R.r(sign(x, 1) * pow(Math.abs(x), n, R)),
    [op.EXPM1]: (x, _a, _b, R) => R.expm1(x),
  },
  zips: {},
};
