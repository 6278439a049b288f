import { describe, expect, it } from "vitest";
import { generator, manualSeed, Rng } from "../../lib/rng.ts";

const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: "ARGUMENT", message: expect.stringMatching(message) as string });

const take = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

// The published algorithms once more, in unsigned arithmetic of any length.
const M = 0xffffffffn;
const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & M;

function* xoshiro(state: readonly bigint[]): Generator<number> {
  let [s0, s1, s2, s3] = state;
  for (;;) {
    yield Number((rotl((s0 + s3) & M, 7n) + s0) & M);
    const t = (s1 << 9n) & M;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotl(s3, 11n);
  }
}

function splitmix(seed: bigint): bigint[] {
  let s = seed & M;
  return take(4, () => {
    s = (s + 0x9e3779b9n) & M;
    let t = s ^ (s >> 16n);
    t = (t * 0x21f0aaadn) & M;
    t ^= t >> 15n;
    t = (t * 0x735a2d97n) & M;
    return t ^ (t >> 15n);
  });
}

describe("Rng", () => {
  it("is xoshiro128++, by the numbers published for the state 1, 2, 3, 4", () => {
    const rng = new Rng(0);
    rng.state = [1, 2, 3, 4];
    const published = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295];
    expect(take(8, () => rng.bits())).toEqual(published);
  });

  it.each([0, 1, 42, 2 ** 31, 2 ** 32 - 1])("starts from the seed %d by splitmix32", (seed) => {
    const state = splitmix(BigInt(seed));
    const rng = new Rng(seed);
    expect(rng.state.map((w) => BigInt.asUintN(32, BigInt(w)))).toEqual(state);
    const reference = xoshiro(state);
    for (let i = 0; i < 2000; i++) expect(rng.bits()).toBe(reference.next().value);
  });

  it("uses all bits of the seed", () => {
    const seeds = [0, 1, 2 ** 32, 2 ** 33, 2 ** 52, 2 ** 53 - 1];
    expect(new Set(seeds.map((s) => new Rng(s).bits())).size).toBe(seeds.length);
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, "1"])("refuses the seed %s", (seed) => {
    expect(() => new Rng(seed as number)).toThrow(refused(/^Rng: seed should be an integer/));
  });

  it("makes of two draws of bits the 53 bits of a number in [0, 1)", () => {
    const [a, b] = [new Rng(3), new Rng(3)];
    for (let i = 0; i < 100; i++) {
      const [high, low] = [BigInt(b.bits()) >> 5n, BigInt(b.bits()) >> 6n];
      expect(a.next()).toBe(Number((high << 26n) | low) / 2 ** 53);
    }
  });

  it("is uniform", () => {
    const rng = new Rng(4);
    const n = 200_000;
    const bins = new Array<number>(64).fill(0);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const x = rng.uniform(-1, 3);
      bins[Math.floor((x + 1) * 16)]++;
      sum += x;
      squares += x * x;
    }
    const mean = sum / n;
    expect(Math.abs(mean - 1)).toBeLessThan((5 * Math.sqrt(16 / 12)) / Math.sqrt(n));
    expect(Math.abs(squares / n - mean * mean - 16 / 12)).toBeLessThan(0.02);
    // χ² with 63 degrees of freedom: mean 63, standard deviation 11.2
    const chi2 = bins.reduce((s, c) => s + (c - n / 64) ** 2 / (n / 64), 0);
    expect(chi2).toBeGreaterThan(20);
    expect(chi2).toBeLessThan(63 + 5 * 11.2);
  });

  it("is normal where that is asked for", () => {
    const rng = new Rng(5);
    const n = 200_000;
    const x = take(n, () => rng.normal());
    const moment = (k: number): number => x.reduce((s, v) => s + v ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    const within = (z: number): number => x.filter((v) => Math.abs(v) < z).length / n;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
  });

  it("draws whole numbers without bias", () => {
    const rng = new Rng(6);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) counts[rng.integer(5)]++;
    for (const c of counts) expect(Math.abs(c - 10_000)).toBeLessThan(5 * Math.sqrt(8000));
    // By the remainder of 32 bits alone the lower half would come twice as often as the upper.
    const upper = take(10_000, () => rng.integer(3 * 2 ** 30)).filter((v) => v >= 2 ** 30 * 1.5).length;
    expect(Math.abs(upper - 5000)).toBeLessThan(5 * 50);
    expect(take(20, () => rng.integer(1))).toEqual(take(20, () => 0));
    expect(Math.max(...take(100, () => rng.integer(2 ** 32)))).toBeGreaterThan(2 ** 31);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 32 + 1])("refuses a whole number below %d", (n) => {
    expect(() => new Rng(0).integer(n)).toThrow(refused(/^Rng.integer: n should be an integer from 1 to 2³²/));
  });

  it("permutes, every order as often as the others", () => {
    const rng = new Rng(7);
    expect([...rng.permutation(100)].sort((a, b) => a - b)).toEqual(take(100, () => 0).map((_, i) => i));
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = rng.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    for (const c of counts.values()) expect(Math.abs(c - 2000)).toBeLessThan(5 * Math.sqrt(2000));
  });

  it("splits into streams that depend on names and not on order", () => {
    const [a, b] = [new Rng(8), new Rng(8)];
    const [w, d] = [a.split("weights"), a.split("data")];
    const [d2, w2] = [b.split("data"), b.split("weights")];
    expect(take(50, () => w.bits())).toEqual(take(50, () => w2.bits()));
    expect(take(50, () => d.bits())).toEqual(take(50, () => d2.bits()));
    const untouched = new Rng(8);
    expect(take(50, () => a.bits())).toEqual(take(50, () => untouched.bits()));

    const names = ["", "a", "b", "ab", "ba", "layer 1", "layer 2"];
    expect(new Set(names.map((name) => b.split(name).bits())).size).toBe(names.length);
    const before = b.split("a").bits();
    b.bits();
    expect(b.split("a").bits()).not.toBe(before);
  });

  it("splits into streams that have nothing to do with each other", () => {
    const root = new Rng(9);
    const streams = [root.split("x0"), root.split("x1"), root];
    const n = 20_000;
    const draws = streams.map((r) => take(n, () => r.uniform(-1, 1)));
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const correlation = (3 * draws[i].reduce((s, v, k) => s + v * draws[j][k], 0)) / n;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  it("continues from its state", () => {
    const rng = new Rng(10);
    take(7, () => rng.normal());
    const saved = JSON.parse(JSON.stringify(rng.state)) as number[];
    const next = take(20, () => rng.next());
    const other = new Rng(0);
    other.state = saved;
    expect(take(20, () => other.next())).toEqual(next);
  });

  it("has clones that go on as it does", () => {
    const rng = new Rng(10);
    take(3, () => rng.normal());
    const clone = rng.clone();
    expect(take(20, () => clone.next())).toEqual(take(20, () => rng.next()));
  });

  it.each([
    [[0, 0, 0, 0]],
    [[1, 2, 3]],
    [[1, 2, 3, 4, 5]],
    [[1, 2, 3, 0.5]],
    [[1, 2, 3, NaN]],
    [[2 ** 32, 0, 0, 0]],
    [[1, 2, 3, 2 ** 32 + 5]],
  ])("refuses the state %j and keeps its own", (state) => {
    const rng = new Rng(11);
    const before = rng.state;
    expect(() => (rng.state = state)).toThrow(refused(/^Rng.state: words should be four 32-bit integers/));
    expect(rng.state).toEqual(before);
  });

  it("starts the default generator again by manualSeed", () => {
    manualSeed(12);
    const first = take(5, () => generator.next());
    manualSeed(12);
    expect(take(5, () => generator.next())).toEqual(first);
    expect(first[0]).toBe(new Rng(12).next());
  });
});
