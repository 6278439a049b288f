import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as kernels from "../../lib/kernels/index.ts";
import { native } from "../../lib/kernels/binaries/elementwise.ts";
import * as math from "../../lib/math.ts";
import { Tensor } from "../../lib/tensor.ts";
import * as exact from "../exact.ts";

type Name = "exp" | "expm1" | "log" | "log1p" | "tanh" | "sigmoid" | "erf";
type Floats = Float32Array | Float64Array;
type Interval = readonly [low: number, high: number];

interface Row {
  readonly double: (x: number) => number;
  readonly single: (x: number) => number;
  /** The error allowed in float64 and in float32, in ulp: a little more than the largest one ever seen. */
  readonly bars: readonly [double: number, single: number];
  /** Where arguments are drawn from, besides all bit patterns. */
  readonly intervals: readonly [Interval, Interval, Interval];
  /** The open interval where there is something to compute, and the results below it, at its lower end and above it. */
  readonly domain: Interval;
  readonly ends: readonly [below: number, low: number, above: number];
}

const rows: Readonly<Record<Name, Row>> = {
  exp: {
    double: math.exp,
    single: math.expf,
    bars: [0.8, 0.8],
    intervals: [
      [-746, 710],
      [-104, 89],
      [-1, 1],
    ],
    domain: [-800, 800],
    ends: [0, 0, Infinity],
  },
  expm1: {
    double: math.expm1,
    single: math.expm1f,
    bars: [0.9, 1.19],
    intervals: [
      [-40, 710],
      [-18, 89],
      [-0.5, 0.5],
    ],
    domain: [-800, 800],
    ends: [-1, -1, Infinity],
  },
  log: {
    double: math.log,
    single: math.logf,
    bars: [0.88, 0.85],
    intervals: [
      [0, 10],
      [0.7, 1.42],
      [0.99, 1.01],
    ],
    domain: [0, Infinity],
    ends: [NaN, -Infinity, Infinity],
  },
  log1p: {
    double: math.log1p,
    single: math.log1pf,
    bars: [0.88, 0.85],
    intervals: [
      [-1, 1],
      [-0.3, 0.42],
      [0, 10],
    ],
    domain: [-1, Infinity],
    ends: [NaN, -Infinity, Infinity],
  },
  tanh: {
    double: math.tanh,
    single: math.tanhf,
    bars: [0.8, 1.34],
    intervals: [
      [-1, 1],
      [-0.4, 0.4],
      [-20, 20],
    ],
    domain: [-Infinity, Infinity],
    ends: [NaN, -1, 1],
  },
  sigmoid: {
    double: math.sigmoid,
    single: math.sigmoidf,
    bars: [0.8, 1.18],
    intervals: [
      [-746, 40],
      [-100, 20],
      [-5, 5],
    ],
    domain: [-Infinity, Infinity],
    ends: [NaN, 0, 1],
  },
  erf: {
    double: math.erf,
    single: math.erff,
    bars: [1.42, 1.42],
    intervals: [
      [-1, 1],
      [-4, 4],
      [-0.1, 0.1],
    ],
    domain: [-Infinity, Infinity],
    ends: [NaN, -1, 1],
  },
};
const names = Object.keys(rows) as Name[];
const types = [
  { dtype: "float64", Type: Float64Array, digits: 53 },
  { dtype: "float32", Type: Float32Array, digits: 24 },
] as const;
const cases = names.flatMap((name) => types.map((type) => ({ name, ...type })));

/** Whole numbers below 2^32 (xorshift). */
function generator(seed: number): () => number {
  let s = seed;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
}

/** How many arguments are drawn. */
const count = process.env.SOAK === "1" ? 1_000_000 : 100_000;

/** So many arguments: a quarter from each interval, and a quarter any bits. */
function draw(name: Name, Type: typeof Float32Array | typeof Float64Array): Floats {
  const next = generator(20 + names.indexOf(name));
  const x = new Type(count);
  const bits = new Uint32Array(x.buffer);
  for (let i = 0; i < bits.length; ++i) bits[i] = next();
  const { intervals } = rows[name];
  for (let i = 0; i < x.length; ++i) {
    const interval = intervals[i & 3];
    if (interval === undefined) continue;
    x[i] = interval[0] + (interval[1] - interval[0]) * ((next() + next() / 2 ** 32) / 2 ** 32);
  }
  return x;
}

/** The function by the kernels, on a copy of x. */
function byKernel(name: Name, x: Floats): Floats {
  const y = Tensor.from(x);
  kernels[name](y, y);
  return y.data as Floats;
}

/** The function by lib/math.ts. */
const scalar = (name: Name, x: Floats): ((x: number) => number) =>
  x instanceof Float64Array ? rows[name].double : rows[name].single;

describe("the oracle", () => {
  const fixtures = JSON.parse(readFileSync(new URL("../fixtures/math.json", import.meta.url), "utf8")) as Readonly<
    Record<Name, readonly (readonly [x: number, hi: number, lo: number, k: number])[]>
  >;

  it.each(names)("%s agrees with mpmath to 95 bits", (name) => {
    expect(fixtures[name].length).toBeGreaterThan(150);
    for (const [x, hi, lo, k] of fixtures[name]) {
      const [h, l, j] = exact[name](x);
      const scale = (v: number): number => v * 2 ** ((j - k) >> 1) * 2 ** (j - k - ((j - k) >> 1));
      expect(Math.abs(scale(h) - hi + (scale(l) - lo)), `${name}(${x})`).toBeLessThan(2 ** -95);
    }
  });

  it("measures errors in units in the last place", () => {
    expect(exact.ulps(1 + 2 ** -52, [1, 0, 0], 53)).toBe(1);
    expect(exact.ulps(1, [1, 2 ** -54, 0], 53)).toBe(0.25);
    expect(exact.ulps(0.7 + 2 ** -53, [0.7, 0, 0], 53)).toBe(1);
    expect(exact.ulps(0.3, [0.3, 2 ** -54, 0], 53)).toBe(1);
    expect(exact.ulps(-13, [-13 + 2 ** -20, 0, 0], 24)).toBe(1);
    expect(exact.ulps(-1 + 2 ** -24, [-1, 0, 0], 24)).toBe(0.5);
    expect(exact.ulps(5e-324, [1.5, 0, -1074], 53)).toBe(0.5);
    expect(exact.ulps(2 ** -149, [1, 0, -150], 24)).toBe(0.5);
    expect(exact.ulps(0, [1, 0, -1075], 53)).toBe(0.5);
    expect(exact.ulps(Infinity, [1, 0, 128], 24)).toBe(0);
    expect(exact.ulps(Infinity, [2 - 2 ** -24, 0, 127], 24)).toBe(0.5);
    expect(exact.ulps(Number.MAX_VALUE, [1, 0, 1024], 53)).toBeGreaterThanOrEqual(0.5);
    expect(exact.ulps(NaN, [1, 0, 0], 53)).toBeNaN();
  });
});

describe(`${count} arguments`, () => {
  it.each(cases)("$name in $dtype is as exact as it says", { timeout: 60_000 }, ({ name, Type, digits }) => {
    const { bars, domain, ends } = rows[name];
    const x = draw(name, Type);
    const f = scalar(name, x);
    // float64, once proven, is exact enough for float32.
    const oracle = digits === 53 ? exact[name] : (v: number): exact.Exact => [rows[name].double(v), 0, 0];
    let worst = 0;
    let at = NaN;
    for (const v of x) {
      let error: number;
      if (v > domain[0] && v < domain[1]) error = exact.ulps(f(v), oracle(v), digits);
      else error = Object.is(f(v), v < domain[0] ? ends[0] : v === domain[0] ? ends[1] : v + ends[2]) ? 0 : Infinity;
      if (!(error <= worst)) [worst, at] = [error, v];
    }
    expect(worst, `ulp at ${at}`).toBeLessThan(bars[digits === 53 ? 0 : 1]);
    expect(worst).toBeGreaterThan(0.5);
  });

  it.each(cases)("$name in $dtype: the same bits from WebAssembly", { timeout: 60_000 }, ({ name, dtype, Type }) => {
    expect(native.of(dtype)).toBeDefined();
    const x = draw(name, Type);
    const y = byKernel(name, x);
    const f = scalar(name, x);
    const different = x.findIndex((v, i) => !Object.is(f(v), y[i]));
    expect(different, `the place of ${x[different]}: ${f(x[different]!)} and ${y[different]}`).toBe(-1);
  });
});

/** f(x) for one float32 or float64 number by both ways, which must agree. */
function both(name: Name, Type: typeof Float32Array | typeof Float64Array, x: number): number {
  const xs = new Type(5).fill(x); // a whole vector of lanes, and a tail
  const y = scalar(name, xs)(xs[0]!);
  for (const v of byKernel(name, xs)) expect(v, `${name}(${x})`).toBe(y);
  return y;
}

describe("the ends", () => {
  const least = { float64: 2 ** -1074, float32: 2 ** -149 };
  const normal = { float64: 2 ** -1022, float32: 2 ** -126 };
  const most = { float64: Number.MAX_VALUE, float32: 2 ** 128 - 2 ** 104 };

  it.each(cases)("$name in $dtype has the right special values", ({ name, dtype, Type }) => {
    const [tiny, small, large] = [least[dtype], normal[dtype], most[dtype]];
    const same = [0, -0, tiny, -tiny, 3 * tiny, small, -small, 1.5 * small, small - tiny, 2 ** -100].map((x) => [x, x]);
    const table: Readonly<Record<Name, readonly (readonly number[])[]>> = {
      exp: [
        ...[0, -0, tiny, -tiny, small, -small].map((x) => [x, 1]),
        [Infinity, Infinity],
        [large, Infinity],
        [dtype === "float64" ? 709.79 : 88.73, Infinity],
        [dtype === "float64" ? -745.1 : -103.9, tiny],
        [dtype === "float64" ? -745.2 : -104, 0],
        [-large, 0],
        [-Infinity, 0],
      ],
      expm1: [
        ...same,
        [Infinity, Infinity],
        [large, Infinity],
        [dtype === "float64" ? 709.79 : 88.73, Infinity],
        [-50, -1],
        [-large, -1],
        [-Infinity, -1],
      ],
      log: [
        [1, 0],
        [0, -Infinity],
        [-0, -Infinity],
        [-tiny, NaN],
        [-1, NaN],
        [-Infinity, NaN],
        [Infinity, Infinity],
      ],
      log1p: [...same, [-1, -Infinity], [-1.5, NaN], [-large, NaN], [-Infinity, NaN], [Infinity, Infinity]],
      tanh: [...same, [25, 1], [-25, -1], [large, 1], [-large, -1], [Infinity, 1], [-Infinity, -1]],
      erf: [
        [0, 0],
        [-0, -0],
        [tiny, tiny],
        [-tiny, -tiny],
        [3 * tiny, 3 * tiny],
        ...[6, 50, large, Infinity].flatMap((x) => [
          [x, 1],
          [-x, -1],
        ]),
      ],
      sigmoid: [
        ...[0, -0, tiny, -tiny, small, -small].map((x) => [x, 0.5]),
        [50, 1],
        [large, 1],
        [Infinity, 1],
        [dtype === "float64" ? -745.1 : -103.9, tiny],
        [dtype === "float64" ? -745.2 : -104, 0],
        [-large, 0],
        [-Infinity, 0],
      ],
    };
    for (const [x, y] of [...table[name], [NaN, NaN]]) expect(both(name, Type, x!), `${name}(${x})`).toBe(y);
  });

  /** 4001 neighbouring numbers around x, ascending. */
  function neighbours(Type: typeof Float32Array | typeof Float64Array, x: number): Floats {
    const xs = new Type(4001);
    const bits = Type === Float64Array ? new BigInt64Array(xs.buffer) : new Int32Array(xs.buffer);
    xs[0] = x;
    const middle = BigInt(bits[0]!);
    for (let i = 0; i < xs.length; ++i) {
      const b = middle + BigInt(i - 2000) * (x < 0 ? -1n : 1n);
      if (bits instanceof BigInt64Array) bits[i] = b;
      else bits[i] = Number(b);
    }
    return xs;
  }

  const turns: Readonly<Record<Name, Readonly<Record<"float64" | "float32", readonly number[]>>>> = {
    exp: { float64: [709.782712893384, -708.3964185322641, -744.44, -745.13], float32: [88.72283, -87.33654, -103.97] },
    expm1: { float64: [709.782712893384, -37.42, 1e-10], float32: [88.72283, -17.32, 1e-4] },
    erf: { float64: [5.86, -5.86, 1e-10], float32: [3.83, -3.83, 1e-4] },
    log: { float64: [1, 2 ** -1022, 1e308], float32: [1, 2 ** -126, 1e38] },
    log1p: { float64: [2 ** -53, 2 ** 53, 1e308, -0.9999999999997], float32: [2 ** -24, 2 ** 24, 1e38, -0.9997] },
    tanh: { float64: [19.06, -19.06, 22, -22, 1e-10], float32: [9.01, -9.01, 22, -22, 1e-4] },
    sigmoid: {
      float64: [36.7, 41, -36.7, -41, -708.3964185322641, -744.44, -745.13],
      float32: [16.6, 27, -16.6, -27, -87.33654, -103.97],
    },
  };

  it.each(cases)("$name in $dtype does not fall where it nears its ends", ({ name, dtype, Type }) => {
    for (const turn of turns[name][dtype]) {
      const xs = neighbours(Type, turn);
      const y = Array.from(xs, scalar(name, xs));
      expect(
        xs.every((x, i) => i === 0 || x > xs[i - 1]!),
        `neighbours of ${turn}`,
      ).toBe(true);
      expect(xs[y.findIndex((v, i) => v < y[i - 1]!)], `where ${name} falls`).toBeUndefined();
    }
  });

  it.each(["tanh", "erf"] as const)("%s is odd", (name) => {
    for (const { Type } of types) {
      const xs = draw(name, Type).subarray(0, 10_000);
      const f = scalar(name, xs);
      expect(xs.every((x) => Object.is(f(-x), -f(x)))).toBe(true);
    }
  });
});

describe("sin and cos", () => {
  /** Numbers in ±bound. */
  const arguments_ = (bound: number): Float64Array => {
    const next = generator(40);
    return Float64Array.from({ length: 100_000 }, () => bound * ((next() + next() / 2 ** 32) / 2 ** 31 - 1));
  };
  const ulp = (y: number): number => 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52);

  it.each([0.8, 4, 100, 2 ** 20])("are within an ulp of the engine's, in ±%d", (bound) => {
    for (const x of arguments_(bound)) {
      for (const [got, wanted] of [
        [math.sin(x), Math.sin(x)],
        [math.cos(x), Math.cos(x)],
      ])
        if (!(Math.abs(got - wanted) <= ulp(wanted))) expect(got, `of ${x}`).toBe(wanted);
    }
  });

  it("have the same bits everywhere", () => {
    const hash = createHash("sha256");
    for (const bound of [1, 1000, 2 ** 20])
      hash.update(arguments_(bound).map(math.sin)).update(arguments_(bound).map(math.cos));
    expect(hash.digest("hex").slice(0, 16)).toBe("7e6d88c8610f9b7b");
  });

  it("are odd and even, turn at quarters, and pass on what is no number", () => {
    for (const x of arguments_(1000)) {
      expect(math.sin(-x)).toBe(-math.sin(x));
      expect(math.cos(-x)).toBe(math.cos(x));
    }
    expect(math.sin(-0)).toBe(-0);
    expect(math.cos(0)).toBe(1);
    // What is left of π and π/2 beyond their doubles, to the last bit.
    expect(math.sin(3.141592653589793)).toBe(1.2246467991473532e-16);
    expect(math.cos(1.5707963267948966)).toBe(6.123233995736766e-17);
    for (const x of [NaN, Infinity, -Infinity]) expect([math.sin(x), math.cos(x)]).toEqual([NaN, NaN]);
  });
});

describe("pow", () => {
  it("multiplies for whole powers up to 64, and takes the root for a half", () => {
    for (let n = 0; n <= 64; n++) {
      expect(math.pow(2, n)).toBe(2 ** n);
      expect(math.pow(-0.5, n)).toBe((-1) ** n * 2 ** -n);
      expect(math.pow(2, -n)).toBe(2 ** -n);
    }
    expect([math.pow(0.1, 1), math.pow(0.3, 2), math.pow(7, 0.5)]).toEqual([0.1, 0.3 * 0.3, Math.sqrt(7)]);
  });

  it("is as near to the engine's as the logarithm lets it be", () => {
    const next = generator(41);
    const draw = (low: number, high: number): number => low + ((high - low) * next()) / 2 ** 32;
    for (let i = 0; i < 20_000; i++) {
      const [x, y] = [draw(0, 2), i & 1 ? draw(-30, 30) : Math.floor(draw(0, 5000))];
      const [got, wanted] = [math.pow(x, y), Math.pow(x, y)];
      const allowed = (4 + 2 * Math.abs(y * Math.log(x)) + (Math.abs(y) <= 64 ? 64 : 0)) * 2 ** -53 * wanted;
      if (!(Math.abs(got - wanted) <= allowed + 2 ** -1070)) expect(got, `${x} to the ${y}`).toBe(wanted);
    }
  });

  it("has the right special values", () => {
    const rows = [
      [0, 0, 1],
      [0, 3, 0],
      [0, -1, Infinity],
      [0, 0.7, 0],
      [1, 1e300, 1],
      [1, Infinity, 1],
      [0.5, 1e6, 0],
      [-1, 0.3, NaN],
      [NaN, 0.3, NaN],
      [Infinity, 0.7, Infinity],
    ];
    for (const [x, y, wanted] of rows) expect(math.pow(x, y), `${x} to the ${y}`).toBe(wanted);
  });

  it("has the same bits everywhere", () => {
    const next = generator(42);
    const unit = (): number => next() / 2 ** 32;
    const results = Float64Array.from({ length: 10_000 }, (_, i) => math.pow(unit(), i % 3 === 0 ? i : 20 * unit()));
    expect(createHash("sha256").update(results).digest("hex").slice(0, 16)).toBe("4b34bc3eabe87579");
  });
});
