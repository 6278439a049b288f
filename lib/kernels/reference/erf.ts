import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";

export const errorFunction: Loops = {
  maps: {
    [op.ERF]: (x, _a, _b, R) => R.erf(x),
    [op.GELU]: (x, _a, _b, R) => R.r(x * R.cdf(x)),
  },
  zips: {
    [op.GELU_BACKWARD]: (dy, x, _a, _b, R) => {
      const density = R.r(R.r(0.3989422804014327) * R.exp(R.r(-0.5 * R.r(x * x)))); // 1 / √2π
      return R.r(dy * R.r(R.cdf(x) + R.r(x * density)));
    },
  },
};
