import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Rng } from "../../../lib/rng.ts";
import { Tensor } from "../../../lib/tensor.ts";
import { sizes, type Case, type Cases } from "./harness.ts";

/** A kernel that draws: its output, and the generator's state before and after it. */
const drawing =
  (kernel: (y: Tensor, rng: Rng, a: number, b: number) => void, plain: typeof reference.keep): Case =>
  (d) => {
    const n = d.of(sizes);
    const [a, b] = [d.of([0, 0.1, 0.5, 1]), 3 * d.rng.normal()];
    return {
      operands: [d.floats(n), Tensor.from([...d.rng.split("state").state], [4], "int32")],
      kernel: ([y, words]) => {
        const rng = new Rng(0);
        rng.state = [...words.data];
        kernel(y, rng, a, b);
        words.data.set(rng.state);
      },
      plain: ([y, words]) => plain(y, words, a, b),
    };
  };

export const cases: Cases = {
  keep: drawing(kernels.keep, (y, words, p, v) => reference.keep(y, words, p * 2 ** 32, v)),
  normals: drawing(
    (y, rng, _, s) => kernels.normals(y, rng, s),
    (y, words, _, s) => reference.normals(y, words, s),
  ),
};
