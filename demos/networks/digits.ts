import { Rng, Tensor, type Module } from "fprop";
import bytes from "../data/digits.bin";

/** Images [count, 1, 8, 8] with values from 0 to 1, and the digit that each one shows [count]. */
export interface Digits {
  readonly x: Tensor;
  readonly t: Tensor;
}

const [side, pixels] = [8, 64];

/** All examples, divided by lot: of each digit a fifth is to test with, the others are to learn from. */
export function digits(seed: number): { training: Digits; test: Digits } {
  const count = bytes.length / (pixels + 1);
  const [training, test]: [number[], number[]] = [[], []];
  const met = new Array<number>(10).fill(0);
  for (const example of new Rng(seed).split("test digits").permutation(count)) {
    const digit = bytes[example * (pixels + 1) + pixels];
    (met[digit]++ % 5 === 0 ? test : training).push(example);
  }
  return { training: examples(training), test: examples(test) };
}

function examples(which: readonly number[]): Digits {
  const x = Tensor.zeros([which.length, 1, side, side]);
  const t = Tensor.zeros([which.length], "int32");
  for (const [row, example] of which.entries()) {
    const at = example * (pixels + 1);
    for (let p = 0; p < pixels; p++) x.data[row * pixels + p] = bytes[at + p] / 16;
    t.data[row] = bytes[at + pixels];
  }
  return { x, t };
}

/** All examples in a new order, `size` at a time, every image moved by at most `shift` pixels along both axes. */
export function* batches({ x, t }: Digits, size: number, rng: Rng, shift = 0): Generator<readonly [Tensor, Tensor]> {
  const order = rng.permutation(t.size);
  for (let first = 0; first < t.size; first += size) {
    const rows = order.subarray(first, first + size);
    const bx = Tensor.zeros([rows.length, 1, side, side]);
    for (const [i, row] of rows.entries()) {
      const [down, right] = [rng.integer(2 * shift + 1) - shift, rng.integer(2 * shift + 1) - shift];
      for (let r = 0; r < side; r++)
        for (let c = 0; c < side; c++)
          if (inside(r + down) && inside(c + right))
            bx.data[i * pixels + (r + down) * side + c + right] = x.data[row * pixels + r * side + c];
    }
    yield [bx, Tensor.from(rows.map((row) => t.data[row]))];
  }
}

function inside(place: number): boolean {
  return place >= 0 && place < side;
}

/** The digit that the net reads in each image: where its output is largest. */
export function read(net: Module, { x, t }: Digits): number[] {
  const y = net.predict(x).data;
  const classes = y.length / t.size;
  return Array.from(t.data, (_, row) => {
    const scores = y.subarray(row * classes, (row + 1) * classes);
    return scores.reduce((best, score, k) => (score > scores[best] ? k : best), 0);
  });
}

/** The share of images that the net reads rightly. */
export function accuracy(net: Module, examples: Digits): number {
  const said = read(net, examples);
  return said.filter((k, row) => k === examples.t.data[row]).length / said.length;
}
