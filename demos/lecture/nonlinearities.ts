// Every nonlinearity with its derivative (lecture slides 38 to 40, and some of later years): y by fprop, dy/dx by bprop of ones.
import {
  type AnyModule,
  ELU,
  GELU,
  Hardswish,
  Hardtanh,
  Identity,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Maxout,
  Mish,
  ReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Tensor,
} from "fprop";
import { ink, range, sheet, type Chart } from "../show/chart.ts";
import { save } from "./save.ts";

const xs = range(-4, 4, 241);

/** y and dy/dx of the first of `width` inputs, the others being 0. */
function looked(module: AnyModule, width: number): { y: number[]; slope: number[] } {
  const at = xs.map((x) => Array.from({ length: width }, (_, k) => (k === 0 ? x : 0)));
  const y = (module.fprop(Tensor.from(at)) as Tensor).clone();
  const first = Tensor.zeros(y.shape);
  for (let i = 0; i < y.shape[0]; i++) first.data[(i * y.size) / y.shape[0]] = 1;
  const dx = module.bprop(first) as Tensor;
  const ofFirst = (t: Tensor): number[] => xs.map((_, i) => t.data[(i * t.size) / xs.length]);
  return { y: ofFirst(y), slope: ofFirst(dx) };
}

function maxout(): Maxout {
  const module = new Maxout(1, 1, 3);
  const weight = Tensor.from([[-1], [0.3], [1.5]]);
  module.loadStateDict({ "linear.weight": weight, "linear.bias": Tensor.from([-2, 0.2, -2]) });
  return module;
}

const shown: readonly (readonly [name: string, note: string, module: AnyModule, width: number])[] = [
  ["Sigmoid", "1 / (1 + e⁻ˣ); slope at most ¼", new Sigmoid(), 1],
  ["Tanh", "2 σ(2x) − 1; slope at most 1", new Tanh(), 1],
  ["Hardtanh", "tanh without its exponentials", new Hardtanh(), 1],
  ["ReLU", "max(x, 0); no slope on the left", new ReLU(), 1],
  ["LeakyReLU", "slope 0.1 on the left here", new LeakyReLU({ negativeSlope: 0.1 }), 1],
  ["Maxout", "the largest of three lines", maxout(), 1],
  ["Softplus", "ln(1 + eˣ), a smooth ReLU", new Softplus(), 1],
  ["ELU", "eˣ − 1 on the left", new ELU(), 1],
  ["SELU", "an ELU that keeps mean 0, variance 1", new SELU(), 1],
  ["GELU", "x Φ(x), the normal distribution", new GELU(), 1],
  ["SiLU", "x σ(x)", new SiLU(), 1],
  ["Mish", "x tanh ln(1 + eˣ)", new Mish(), 1],
  ["Hardswish", "SiLU in three pieces; its slope jumps", new Hardswish(), 1],
  ["Softsign", "x / (1 + |x|), slower to saturate", new Softsign(), 1],
  ["LogSigmoid", "ln σ(x): linear where it is wrong", new LogSigmoid(), 1],
  ["Tanhshrink", "x − tanh x: what tanh leaves", new Tanhshrink(), 1],
  ["Softshrink", "nearer to 0 by ½", new Softshrink(), 1],
  ["Softmax", "of (x, 0, 0), the first output", new Softmax(), 3],
  ["LogSoftmax", "of (x, 0, 0): linear where it is wrong", new LogSoftmax(), 3],
  ["Identity", "what a linear output has", new Identity(), 1],
];

console.log("nonlinearity   y(−4)    y(0)     y(4)    y′(−4)   y′(0)    y′(4)   largest y′");
const charts = shown.map(([name, note, module, width]): Chart => {
  const { y, slope } = looked(module, width);
  const numbers = [y[0], y[120], y[240], slope[0], slope[120], slope[240], Math.max(...slope)];
  console.log(name.padEnd(12) + numbers.map((v) => v.toFixed(4).replace("-", "−").padStart(9)).join(""));
  return {
    title: name,
    note,
    x: { from: -4, to: 4, ticks: [-4, -2, 0, 2, 4] },
    y: { from: -2.2, to: 2.2, ticks: [-2, -1, 0, 1, 2] },
    curves: [
      { label: "y", colour: ink.blue, points: xs.map((x, i) => [x, y[i]] as const) },
      { label: "dy/dx", colour: ink.orange, dashed: true, points: xs.map((x, i) => [x, slope[i]] as const) },
    ],
  };
});
console.log();
save("nonlinearities", sheet("Nonlinearities and their derivatives", 4, { width: 330, height: 330 }, charts));
