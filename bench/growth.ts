// How cost grows with width, depth, batch and the length of sequences: exponents of a step's time (an fprop and a bprop,
// processor time), measured, as its multiplications and additions are counted (fprop/profile), and in theory, for sizes without
// end. An exponent is the slope of a line through the logarithms of sizes and times, by least squares; the last is that
// between the two largest sizes. All sizes of a series take turns (see harness.ts), so only their ratios count: "×" is how
// many times the smallest's time the largest takes.
//
// Where a series is at less than half of its best FLOP/s, half of the time is not arithmetic of that speed: calls, bounds
// of loops, products too small for their tiles. That is where overhead dominates, and where exponents are below the count's.
import { mkdirSync, writeFileSync } from "node:fs";
import { Linear, LSTM, MultiheadAttention, Rng, Sequential, Tanh, Tensor, type AnyModule } from "fprop";
import { profile } from "fprop/profile";
import { digits, printTable, spread, takeTurns } from "./harness.ts";
import { panels, type Series } from "./panels.ts";

const rng = new Rng(1);
const drawn = (...shape: number[]): Tensor => {
  const t = Tensor.zeros(shape);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
};
const mlp = (width: number, depth: number): AnyModule =>
  new Sequential<AnyModule[]>(
    ...Array.from({ length: depth }, () => [new Linear(width, width, { rng }), new Tanh()]).flat(),
  );

interface Growth {
  readonly name: string;
  readonly sizes: readonly number[];
  /** The exponent of the term that is the largest in the end. */
  readonly theory: number;
  readonly make: (size: number) => readonly [net: AnyModule, x: Tensor];
}

const growths: readonly Growth[] = [
  {
    name: "width of 3 layers, batch 32",
    sizes: [4, 8, 16, 32, 64, 128, 256, 512],
    theory: 2,
    make: (n) => [mlp(n, 3), drawn(32, n)],
  },
  {
    name: "depth of 64 units, batch 32",
    sizes: [1, 2, 4, 8, 16, 32],
    theory: 1,
    make: (n) => [mlp(64, n), drawn(32, 64)],
  },
  {
    name: "batch, 3 layers of 64 units",
    sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    theory: 1,
    make: (n) => [mlp(64, 3), drawn(n, 64)],
  },
  {
    name: "time of an LSTM 32 → 32, batch 8",
    sizes: [1, 2, 4, 8, 16, 32, 64, 128],
    theory: 1,
    make: (n) => [new LSTM(32, 32, { rng }), drawn(8, n, 32)],
  },
  {
    name: "time of attention, 64 in 4 heads",
    sizes: [4, 8, 16, 32, 64, 128, 256, 512],
    theory: 2,
    make: (n) => [new MultiheadAttention(64, 4, { rng }), drawn(1, n, 64)],
  },
];

/** The slope of the line that is the closest to these points, in logarithms. */
function exponent(sizes: readonly number[], costs: readonly number[]): number {
  const [u, v] = [sizes, costs].map((values) => values.map(Math.log));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  return mean(u.map((a, i) => (a - mu) * (v[i] - mv))) / mean(u.map((a) => (a - mu) ** 2));
}

const series = growths.map(({ name, sizes, theory, make }): Series & { readonly theory: number } => {
  const cases = sizes.map(make);
  const flops = cases.map(([net, x]) => profile(net, x, { steps: 1, warmup: 1 }).flops);
  const programs = cases.map(([net, x]) => {
    const dy = (net.fprop(x) as Tensor).clone();
    return () => {
      net.fprop(x);
      net.bprop(dy);
    };
  });
  const times = takeTurns(programs, { rounds: 15, ms: 10, warm: 50 }).map((t) => spread(t).median);
  return { name, sizes, times, flops, theory };
});

const last = (values: readonly number[]): number[] => values.slice(-2);
printTable(
  "Growth of a step's time: exponents",
  ["", "sizes", "×", "measured", "counted", "measured, last", "counted, last", "theory", "overhead dominates"],
  series.map(({ name, sizes, times, flops, theory }) => {
    const rates = flops.map((n, i) => n / times[i]);
    const best = Math.max(...rates);
    const slow = sizes.filter((_, i) => rates[i] < best / 2);
    return [
      name,
      `${sizes[0]}–${sizes.at(-1)!}`,
      digits(times.at(-1)! / times[0]),
      digits(exponent(sizes, times)),
      digits(exponent(sizes, flops)),
      digits(exponent(last(sizes), last(times))),
      digits(exponent(last(sizes), last(flops))),
      `${theory}`,
      slow.length === 0 ? "nowhere" : slow.length === 1 ? `at ${slow[0]}` : `at ${slow[0]}–${slow.at(-1)!}`,
    ];
  }),
);

mkdirSync(".cache/bench", { recursive: true });
writeFileSync(".cache/bench/growth.svg", panels(series));
console.log(
  "drawn in .cache/bench/growth.svg: measured times (dots), and those that the count predicts of the largest",
);
