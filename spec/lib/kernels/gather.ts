import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import { rowCounts, columnCounts, type Cases, type Draw } from "./harness.ts";

/** A table of m places among n, for all planes or for each: strays, places that are none, and runs of neighbours. */
function table(d: Draw): { planes: number; n: number; m: number; index: Tensor } {
  const [planes, n, m] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
  const count = d.chance() ? m : planes * m;
  const places: number[] = [];
  while (places.length < count) {
    const start = d.rng.integer(n + 1) - 1;
    const length = d.chance() ? 1 : d.rng.integer(12);
    for (let i = 0; i < length; i++) places.push(Math.min(start + i, n - 1));
  }
  return { planes, n, m, index: Tensor.from(places.slice(0, count), [count], "int32") };
}

export const cases: Cases = {
  gather: (d) => {
    const { planes, n, m, index } = table(d);
    const fill = d.of([0, 1.1, -Infinity]);
    return {
      operands: [d.floats(planes * m), d.floats(planes * n), index],
      kernel: ([y, x, i]) => kernels.gather(y, x, i, planes, fill),
      plain: ([y, x, i]) => reference.gather(y, x, i, planes, fill),
    };
  },
  addScatter: (d) => {
    const { planes, n, m, index } = table(d);
    return {
      operands: [d.floats(planes * n), d.floats(planes * m), index],
      kernel: ([dx, dy, i]) => kernels.addScatter(dx, dy, i, planes),
      plain: ([dx, dy, i]) => reference.addScatter(dx, dy, i, planes),
    };
  },
  invertIndex: (d) => {
    const { planes, n, index } = table(d);
    const own = index.size % planes === 0 ? planes : 1;
    return {
      operands: [d.integers(own * n, 9), index],
      kernel: ([inverse, i]) => kernels.invertIndex(inverse, i, own),
      plain: ([inverse, i]) => reference.invertIndex(inverse, i, own),
    };
  },
};
