import { Rng } from "../../rng.ts";
import type { Numbers } from "../../tensor.ts";

/** Draws from a generator in the state that the four words hold, and leaves them where it stopped. */
function draw(words: Numbers, fill: (rng: Rng) => void): void {
  const rng = new Rng(0);
  rng.state = [...words];
  fill(rng);
  words.set(rng.state);
}

export function keep(y: Numbers, words: Numbers, threshold: number, v: number): void {
  draw(words, (rng) => {
    for (let i = 0; i < y.length; i++) y[i] = rng.bits() >= threshold ? v : 0;
  });
}

export function normals(y: Numbers, words: Numbers, s: number): void {
  draw(words, (rng) => {
    for (let i = 0; i < y.length; i++) y[i] = s * rng.normal();
  });
}
