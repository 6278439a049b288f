// Tensors full of random numbers: those that the generator draws one by one, in the order of the elements.
import type { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/random.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** y = 0 with probability p, else v: element i is 0 where the i-th `rng.bits()` is below p 2³² */
export function keep(y: Tensor, rng: Rng, p: number, v: number): void {
  const threshold = p * 2 ** 32;
  draw(
    y,
    rng,
    (wasm, n, py, ps) => wasm.keep(n, threshold, v, ps, py),
    (words) => reference.keep(y.data, words.data, threshold, v),
  );
}

/** y = s times normal numbers: element i is s times the i-th `rng.normal()` */
export function normals(y: Tensor, rng: Rng, s: number): void {
  draw(
    y,
    rng,
    (wasm, n, py, ps) => wasm.normals(n, s, ps, py),
    (words) => reference.normals(y.data, words.data, s),
  );
}

/** Where a generator's state stands while a kernel draws. */
let state: Tensor | undefined;

function draw(
  y: Tensor,
  rng: Rng,
  kernel: (wasm: Native, n: number, py: number, ps: number) => void,
  plain: (words: Tensor) => void,
): void {
  const words = (state ??= Tensor.reuse(undefined, "int32", [4]));
  words.data.set(rng.state);
  run(native, "wU", y.size, kernel, () => plain(words), y, words);
  rng.state = [...words.data];
}
