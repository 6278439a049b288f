import { CrossEntropyLoss, kernels, SequenceLoss, Tensor, type Module, type Rng } from "fprop";
import text from "../data/townho.txt";

/** Every character of the chapter, in the order of their codes; a net knows them by their place here. */
export const alphabet: readonly string[] = [...new Set(text)].sort();

export function encode(words: string): Int32Array {
  return Int32Array.from(words, (character) => alphabet.indexOf(character));
}

export function decode(characters: Iterable<number>): string {
  return Array.from(characters, (k) => alphabet[k]).join("");
}

const characters = encode(text);
const end = Math.floor(0.9 * characters.length);

/** Nine tenths of the chapter, to learn from. */
export const training: Int32Array = characters.subarray(0, end);
/** The last tenth, which no net learns from. */
export const heldOut: Int32Array = characters.subarray(end);

/** Characters [batch, time], and those that follow each of them [batch, time]. */
export type Stretch = readonly [x: Tensor, t: Tensor];

/** Stretches that begin at these places. */
export function stretches(characters: Int32Array, places: readonly number[], time: number): Stretch {
  const from = (offset: number): Tensor =>
    Tensor.from(
      Int32Array.from(
        { length: places.length * time },
        (_, i) => characters[places[Math.floor(i / time)] + (i % time) + offset],
      ),
      [places.length, time],
    );
  return [from(0), from(1)];
}

/**
 * The text in `batch` strands of one length, read side by side from about the start, `time` characters at once: each
 * stretch goes on where the one before it ended.
 */
export function* strands(characters: Int32Array, batch: number, time: number, rng: Rng): Generator<Stretch> {
  const length = Math.floor((characters.length - 1) / batch);
  for (let first = rng.integer(time); first + time <= length; first += time)
    yield stretches(
      characters,
      Array.from({ length: batch }, (_, strand) => strand * length + first),
      time,
    );
}

/** A loss for every character of a stretch: the targets are the pair of t and of how much each one counts. */
export function perCharacter(): SequenceLoss {
  return new SequenceLoss(new CrossEntropyLoss({ reduction: "none" }));
}

/** Every one of [batch, time] counts. */
export function all(batch: number, time: number): Tensor {
  return Tensor.from(new Float32Array(batch * time).fill(1), [batch, time]);
}

/**
 * Bits per character of the part held out, by the odds that the net gives them. It reads `time` characters at once; of
 * these only those count that have `before` others before them, and the first ones of all.
 */
export function bits(net: Module, time = heldOut.length - 1, before = 0): number {
  const places: number[] = [];
  for (let at = 0; at + time < heldOut.length; at += time - before) places.push(at);
  const [x, t] = stretches(heldOut, places, time);
  const counts = all(places.length, time);
  for (let i = time; i < counts.size; i++) if (i % time < before) counts.data[i] = 0;
  return perCharacter().fprop(net.predict(x), [t, counts]) / Math.LN2;
}

/** A character drawn by the odds in logits [1, time, alphabet], the last ones, made sharper by a temperature below 1. */
export function drawn(logits: Tensor, temperature: number, rng: Rng): number {
  const last = Tensor.from(logits.data.slice(-alphabet.length) as Float32Array);
  const odds = Tensor.zeros(last.shape);
  kernels.scale(odds, last, 1 / temperature);
  kernels.softmax(odds, odds, odds.size);
  let left = rng.next();
  const k = odds.data.findIndex((share) => (left -= share) < 0);
  return k === -1 ? odds.data.length - 1 : k;
}

/**
 * Bits per character of the part held out by counting alone: how often each character followed the `order` before it in
 * the training part, mixed with what followed the last order − 1 of them, and so on (Witten and Bell, 1991).
 */
export function counted(order: number): number {
  const [seen, unseen] = [decode(training), decode(heldOut)];
  const followers = new Map<string, { sum: number; counts: Map<string, number> }>();
  for (let n = 0; n <= order; n++)
    for (let i = n; i < seen.length; i++) {
      const context = seen.slice(i - n, i);
      let known = followers.get(context);
      if (known === undefined) followers.set(context, (known = { sum: 0, counts: new Map<string, number>() }));
      known.sum++;
      known.counts.set(seen[i], (known.counts.get(seen[i]) ?? 0) + 1);
    }
  const odds = (context: string, next: string): number => {
    const shorter = context === "" ? 1 / alphabet.length : odds(context.slice(1), next);
    const known = followers.get(context);
    if (known === undefined) return shorter;
    const { sum, counts } = known;
    return ((counts.get(next) ?? 0) + counts.size * shorter) / (sum + counts.size);
  };
  let total = 0;
  for (let i = 1; i < unseen.length; i++) total -= Math.log2(odds(unseen.slice(Math.max(0, i - order), i), unseen[i]));
  return total / (unseen.length - 1);
}
