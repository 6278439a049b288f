// Four ways to obtain a gradient (lecture slides 12–34): the sum over all paths, differences, backpropagation, and automatic
// differentiation, of one net; and what they cost when the net becomes deeper or wider.
import {
  automatic,
  backpropagation,
  differences,
  FpropError,
  fourWays,
  Linear,
  MSELoss,
  pathCount,
  pathSums,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  WeightPerturbation,
  type AnyModule,
  type Gradient,
} from "fprop";
import { ink, sheet, type Axis, type Chart, type Curve } from "../show/chart.ts";
import type { Point } from "../show/contour.ts";
import * as format from "../show/format.ts";
import { save } from "./save.ts";

type Net = Sequential<AnyModule[]>;
type Way = () => Gradient;

// XOR with −1 and 1: from an input that is 0 no path would begin.
const x = Tensor.from([
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
]);
const t = Tensor.from([[-1], [1], [1], [-1]]);
const loss = new MSELoss();
const limit = 200_000;

/** Layers of these widths with tanh between them. */
function net(widths: readonly number[], seed = 1): Net {
  const rng = new Rng(seed);
  const layers = widths.slice(1).flatMap((n, i): AnyModule[] => [new Tanh(), new Linear(widths[i], n, { rng })]);
  return new Sequential<AnyModule[]>(...layers.slice(1));
}
const nameOf = (widths: readonly number[]): string => widths.join("-");
const weightsOf = (m: Net): number => m.parameters().reduce((sum, { value }) => sum + value.size, 0);

/** Milliseconds that each way takes, copies of the net and all: the best of several times, in rounds. */
function time(all: readonly Way[]): number[] {
  const best = all.map(() => Infinity);
  for (let round = 0; round < 3; round++)
    for (const [i, way] of all.entries()) {
      const began = performance.now();
      for (let k = 0, last = began; k < 8 && last - began < 20; k++) {
        way();
        const now = performance.now();
        best[i] = Math.min(best[i], now - last);
        last = now;
      }
    }
  return best;
}

function ways(m: Net): Way[] {
  return [
    () => pathSums(m, loss, x, t, { limit }),
    () => differences(m, loss, x, t, { order: "forward" }),
    () => differences(m, loss, x, t, { order: "central" }),
    () => differences(m, loss, x, t, { order: "five-point" }),
    () => backpropagation(m, loss, x, t),
    () => automatic(m, loss, x, t, { mode: "forward" }),
    () => automatic(m, loss, x, t, { mode: "reverse" }),
  ];
}

const small = [2, 3, 3, 1];
const m = net(small);
const found = fourWays(m, loss, x, t);
const back = found.find(({ way }) => way === "backpropagation")!;
const times = time(ways(m));
console.log(
  `The gradient of a ${nameOf(small)} net with tanh on XOR, ${weightsOf(m)} weights, 4 examples, E = ${back.E.toFixed(6)}`,
);
console.log("  way                      passes   operations       time   largest difference from backpropagation");
for (const [i, g] of found.entries())
  console.log(
    `  ${g.way.padEnd(22)} ${format.count(g.passes).padStart(8)} ${format.count(g.operations).padStart(12)} ` +
      `${`${times[i].toFixed(2)} ms`.padStart(10)}   ${g === back ? "" : g.difference(back).toExponential(0)}`.trimEnd(),
  );

const deep = net([2, ...new Array<number>(40).fill(3), 1]);
console.log(`\nWith 40 layers of 3 there are ${pathCount(deep, loss, x, t).paths} paths:`);
try {
  pathSums(deep, loss, x, t);
} catch (error) {
  if (error instanceof FpropError) console.log(`  ${error.code} ${error.message}`);
}

// Change a weight a little, keep the change if E improves; and the same net by its gradient.
const goal = 0.01;
const [tried, trained] = [net([2, 4, 1], 3), net([2, 4, 1], 3)];
const trainer = new WeightPerturbation(tried.parameters(), { std: 0.3, rng: new Rng(1) });
let evaluations = 0;
const energy = (): number => {
  evaluations++;
  return loss.fprop(tried.fprop(x), t);
};
while (evaluations < 20_000 && trainer.step(energy, 10) > goal);
const optimizer = new SGD(trained.parameters(), { lr: 0.3 });
let passes = 0;
for (let E = Infinity; passes < 20_000 && E > goal; passes += 2) {
  optimizer.zeroGrad();
  E = loss.fprop(trained.fprop(x), t);
  trained.bprop(loss.bprop());
  optimizer.step();
}
console.log(`\nXOR by a 2-4-1 net to E < ${goal}`);
console.log(`  a weight changed and the change kept if E improves  ${format.count(evaluations)} passes,`);
console.log(`    ${format.count(trainer.tried)} changes tried, ${format.count(trainer.kept)} kept`);
console.log(`  the gradient, followed by SGD                       ${format.count(passes)} passes\n`);

/** What one way costs, net by net. */
interface Series {
  readonly label: string;
  readonly colour: string;
  /** In evaluations of E. */
  readonly cost: readonly number[];
  /** In milliseconds, NaN where it was not tried. */
  readonly time: readonly number[];
}

/** Costs of the ways for nets of these widths. The sum over paths is foretold where it is too much to do. */
function costs(nets: readonly (readonly number[])[]): Series[] {
  const runs = nets.map((widths) => {
    const m = net(widths);
    const [naive, , central, , back, forward] = ways(m);
    const { paths, operations } = pathCount(m, loss, x, t);
    const two = central();
    const evaluation = two.operations / two.passes;
    return {
      cost: [Number(operations), two.operations, forward().operations, back().operations].map((n) => n / evaluation),
      ways: [paths > BigInt(limit) ? undefined : naive, central, forward, back],
    };
  });
  const tried = runs.flatMap(({ ways }) => ways.filter((way) => way !== undefined));
  const measured = time(tried);
  const kinds = [
    ["sum over all paths", ink.pink],
    ["central differences, 2W passes", ink.orange],
    ["forward mode, W + 1 passes", ink.green],
    ["backpropagation and reverse mode, 2 passes", ink.blue],
  ] as const;
  return kinds.map(([label, colour], i) => ({
    label,
    colour,
    cost: runs.map(({ cost }) => cost[i]),
    time: runs.map(({ ways: { [i]: way } }) => (way === undefined ? NaN : measured[tried.indexOf(way)])),
  }));
}

const superscript = (n: number): string => String(n).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)] ?? "⁻");
const power = (v: number): string => (v === 0 ? "1" : v === 1 ? "10" : `10${superscript(v)}`);

/** The costs of all ways on a logarithmic scale, counted or measured. */
function chart(kind: "cost" | "time", title: string, axis: Axis, at: readonly number[], series: Series[]): Chart {
  const counted = kind === "cost";
  const logs = series.map((way) => way[kind].map((v, i): Point => [at[i], Math.log10(v)]));
  const all = logs.flat().flatMap(([, v]) => (Number.isFinite(v) ? [v] : []));
  const [from, to] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))];
  const curves = series.flatMap(({ label, colour }, i): Curve[] => [
    { ...(counted && { label }), colour, points: logs[i] },
    { colour, dots: 8, points: logs[i].filter(([, v]) => Number.isFinite(v)) },
  ]);
  const ticks = Array.from({ length: to - from + 1 }, (_, k) => from + k);
  return {
    title,
    note: counted
      ? "the gradient by all W weights, in counted operations"
      : `the same, measured; up to ${format.count(limit)} paths`,
    x: axis,
    y: { from: from - 0.2, to, ticks, name: power, label: counted ? "in evaluations of E" : "milliseconds" },
    curves,
  };
}

const depths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const widths = [1, 2, 4, 8, 16];
const byDepth = costs(depths.map((depth) => [2, ...new Array<number>(depth).fill(3), 1]));
const byWidth = costs(widths.map((n) => [2, n, n, n, n, 1]));
const deeper: Axis = { from: 0.7, to: 12.3, ticks: depths, label: "layers of 3 units" };
const wider: Axis = {
  from: -0.2,
  to: 4.2,
  ticks: [0, 1, 2, 3, 4],
  name: (v) => String(2 ** v),
  label: "units in each of 4 layers",
};
const logWidths = widths.map((n) => Math.log2(n));

for (const [title, nets, series] of [
  ["Deeper: layers of 3 units", depths, byDepth],
  ["Wider: units in each of 4 layers", widths, byWidth],
] as const) {
  console.log(`${title}; costs in evaluations of E`);
  console.log(`  ${"".padEnd(44)}${nets.map((n) => String(n).padStart(9)).join("")}`);
  for (const { label, cost } of series)
    console.log(`  ${label.padEnd(44)}${cost.map((v) => format.count(v).padStart(9)).join("")}`);
}
console.log();

save(
  "fourways",
  sheet("Four ways to obtain a gradient", 2, { width: 520, height: 400 }, [
    chart("cost", "Deeper: the paths multiply with every layer", deeper, depths, byDepth),
    chart("cost", "Wider: a pass for each weight, or two for all", wider, logWidths, byWidth),
    chart("time", "Time, deeper", deeper, depths, byDepth),
    chart("time", "Time, wider", wider, logWidths, byWidth),
  ]),
);
