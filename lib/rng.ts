import { describe, refuse } from "./errors.ts";
import { log } from "./math.ts";

/**
 * Seeded random numbers: xoshiro128++ (Blackman and Vigna, 2019), started from the seed by splitmix32. All its state is
 * four 32-bit integers and all its arithmetic is exact, so a seed gives the same numbers in every engine.
 */
export class Rng {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param seed an integer from 0 to 2⁵³ − 1 */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      refuse("ARGUMENT", "Rng", "seed", "an integer from 0 to 2⁵³ − 1", describe(seed));
    let s = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b9)) >>> 0;
    const next = (): number => {
      s = (s + 0x9e3779b9) | 0;
      let t = s ^ (s >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      return (t ^ (t >>> 15)) | 0;
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
  }

  /** 32 random bits, as an integer from 0 to 2³² − 1. */
  bits(): number {
    const sum = (this.a + this.d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.a) | 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result >>> 0;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  next(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Fills an array with numbers uniform in [low, high). */
  fill(values: { readonly length: number; [i: number]: number }, low: number, high: number): void {
    for (let i = 0; i < values.length; i++) values[i] = this.uniform(low, high);
  }

  /** Normal with mean 0 and variance 1 (Marsaglia's polar method; the second number of the pair is not kept). */
  normal(): number {
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
    }
  }

  /** A uniform integer from 0 to n − 1, without bias. */
  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1 || n > 2 ** 32)
      refuse("ARGUMENT", "Rng.integer", "n", "an integer from 1 to 2³²", describe(n));
    const fair = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const bits = this.bits();
      if (bits < fair) return bits % n;
    }
  }

  /** The numbers 0 … n − 1 in random order (Fisher and Yates). */
  permutation(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n > 2 ** 31 - 1)
      refuse("ARGUMENT", "Rng.permutation", "n", "an integer from 0 to 2³¹ − 1", describe(n));
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * A generator of its own for `name`. It depends on this one's present state and the name alone and draws nothing
   * from this one, so streams may be split off in any order.
   */
  split(name: string): Rng {
    const child = new Rng(0);
    let h = 0x811c9dc5;
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
    child.state = this.state.map((word, i) => word ^ new Rng((h >>> 0) + i).bits());
    for (let i = 0; i < 16; i++) child.bits();
    return child;
  }

  /** A generator of its own that goes on as this one does. */
  clone(): Rng {
    const copy = new Rng(0);
    copy.state = this.state;
    return copy;
  }

  /** The whole state, four 32-bit integers, for checkpoints. */
  get state(): readonly number[] {
    return [this.a, this.b, this.c, this.d];
  }

  set state(words: readonly number[]) {
    if (words.length !== 4 || !words.every((w) => (w | 0) === w || w >>> 0 === w) || words.every((w) => (w | 0) === 0))
      refuse("ARGUMENT", "Rng.state", "words", "four 32-bit integers, not all 0", describe(words));
    [this.a, this.b, this.c, this.d] = words.map((w) => w | 0) as [number, number, number, number];
  }
}

/** The generator that initial values come from when a module is given none of its own. */
export const generator: Rng = /* @__PURE__ */ new Rng(0);

/** Starts the default generator again, so that what is built next is the same every time. */
export function manualSeed(seed: number): void {
  generator.state = new Rng(seed).state;
}
