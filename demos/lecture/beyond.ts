// Beyond layer after layer (lecture slide 27): skip connections and recurrence are graphs, too, and are derived as such.
import {
  Adam,
  add,
  adjoints,
  BCEWithLogitsLoss,
  constant,
  evaluate,
  type Expression,
  Lambda,
  Linear,
  matmul,
  type Module,
  mul,
  Residual,
  Rng,
  Sequential,
  sum,
  Tanh,
  tanh,
  Tensor,
  variable,
} from "fprop";
import { gradcheck } from "fprop/testing";
import { ink, sheet, type Curve } from "../show/chart.ts";
import { save } from "./save.ts";

const size = (t: Tensor): number => Math.sqrt(t.data.reduce((s, v) => s + v * v, 0));
const minus = (text: string): string => text.replace(/-/g, "−");

// Thirty layers, plain and with a skip connection over each.
const [depth, width, batch] = [30, 16, 64];
const rng = new Rng(7);
const x = Tensor.from(
  Float32Array.from({ length: batch * 2 }, () => rng.uniform(-1, 1)),
  [batch, 2],
);
const t = Tensor.from(Array.from({ length: batch }, (_, i) => [x.data[2 * i] * x.data[2 * i + 1] > 0 ? 1 : 0]));

function deep(skip: boolean): { net: Sequential<Module[]>; layers: Linear[] } {
  const draw = new Rng(3);
  const layers = Array.from({ length: depth }, () => new Linear(width, width, { rng: draw }));
  const blocks = layers.map((layer) => new Sequential<Module[]>(layer, new Tanh()));
  const hidden: Module[] = skip ? blocks.map((block) => new Residual(block)) : blocks;
  const net = new Sequential<Module[]>(
    new Linear(2, width, { rng: draw }),
    ...hidden,
    new Linear(width, 1, { rng: draw }),
  );
  return { net, layers };
}

/** ‖∂E/∂W‖ of each layer at the start, and E at each step. */
function train(skip: boolean): { norms: number[]; energies: number[] } {
  const { net, layers } = deep(skip);
  const loss = new BCEWithLogitsLoss();
  const optimizer = new Adam(net.parameters(), { lr: 0.002 });
  let norms: number[] = [];
  const energies = Array.from({ length: 200 }, (_, step) => {
    optimizer.zeroGrad();
    const E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    if (step === 0) norms = layers.map(({ weight }) => size(weight.grad));
    optimizer.step();
    return E;
  });
  return { norms, energies };
}

const [plain, skipping] = [train(false), train(true)];
console.log(`${depth} layers of ${width} tanh units on the sign of x₁x₂: ‖∂E/∂W‖ at the start, and E after 200 steps`);
for (const [name, { norms, energies }] of [
  ["plain", plain],
  ["skip connections", skipping],
] as const)
  console.log(
    `  ${name.padEnd(18)}first layer ${minus(norms[0].toExponential(1))}   last layer ${minus(norms[depth - 1].toExponential(1))}   E ${energies[0].toFixed(3)} → ${energies[199].toFixed(3)}`,
  );

// A recurrent net, unrolled: h ← tanh(x_t u + h w), with the same u and w at every step. It is to say at the end what
// came first.
const steps = 8;
const units = 6;
const column = (k: number): Tensor => Tensor.from(Array.from({ length: steps }, (_, i) => [i === k ? 1 : 0]));
const states = (x: Expression, u: Expression, w: Expression): Expression[] => {
  const found: Expression[] = [];
  for (let k = 0; k < steps; k++) {
    const input = mul(matmul(x, constant(column(k))), u);
    found.push(tanh(k === 0 ? input : add(input, matmul(found[k - 1], w))));
  }
  return found;
};
const recurrent = new Lambda((x, u, w, v) => matmul(states(x, u, w)[steps - 1], v), { u: [1, units], w: [units, units], v: [units, 1] }, { rng: new Rng(5) }); // prettier-ignore
const signs = Tensor.from(
  Float32Array.from({ length: 256 * steps }, () => (rng.next() < 0.5 ? -1 : 1)),
  [256, steps],
);
const first = Tensor.from(Array.from({ length: 256 }, (_, i) => [signs.data[i * steps] > 0 ? 1 : 0]));
const report = gradcheck(recurrent, signs.rows(0, 4));
const loss = new BCEWithLogitsLoss();
const optimizer = new Adam(recurrent.parameters(), { lr: 0.03 });
const right = (): number => {
  const y = recurrent.predict(signs);
  return first.data.reduce((n, v, i) => n + (y.data[i] > 0 === v > 0 ? 1 : 0), 0) / first.size;
};
const shares: number[] = [];
for (let step = 0; step <= 300; step++) {
  if (step % 10 === 0) shares.push(right());
  optimizer.zeroGrad();
  loss.fprop(recurrent.fprop(signs), first);
  recurrent.bprop(loss.bprop());
  optimizer.step();
}
console.log(
  `\nA recurrent net of ${units} units over ${steps} steps, as a Lambda: say at the end which sign came first`,
);
console.log(`  ${report.checked} derivatives ${report.ok ? "agree" : "DISAGREE"} with differences of E`);
console.log(
  `  right at the start ${(100 * shares[0]).toFixed(0)} %, after 300 steps ${(100 * shares[30]).toFixed(0)} %`,
);

/** ‖∂E/∂h_k‖ for each step k, E being the sum of the last state: it vanishes or explodes with w. */
function through(scale: number): number[] {
  const [w, h0] = [variable("w"), variable("h0")];
  const chain: Expression[] = [h0];
  for (let k = 1; k < 40; k++) chain.push(tanh(matmul(chain[k - 1], w)));
  const draw = new Rng(11);
  const matrix = Float64Array.from({ length: 400 }, () => (scale * draw.normal()) / Math.sqrt(20));
  const start = Float64Array.from({ length: 20 }, () => 1e-6 * draw.normal());
  const at = { w: Tensor.from(matrix, [20, 20]), h0: Tensor.from(start, [1, 20]) };
  const found = adjoints(sum(chain[39]));
  return evaluate(
    chain.map((state) => found.get(state)!),
    at,
  ).map(size);
}
const scales = [0.6, 0.85, 1.3] as const;
const spread = scales.map(through);
console.log("\n∂E/∂h through 40 steps of h ← tanh(h w), w of 20 × 20 normal numbers of size s/√20");
for (const [i, s] of scales.entries())
  console.log(
    `  s = ${s.toFixed(2)}   at the last step ${spread[i][39].toFixed(2)}, at the first ${minus(spread[i][0].toExponential(1))}`,
  );
console.log();

const logs = (values: readonly number[]): [number, number][] => values.map((v, k) => [k + 1, Math.log10(v)]);
const name = (v: number): string => `10${superscript(v)}`;
function superscript(v: number): string {
  return Array.from(String(v), (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
}
const pair = (f: (run: typeof plain) => readonly [number, number][]): Curve[] => [
  { label: "plain", colour: ink.pink, points: f(plain) },
  { label: "a skip connection over each layer", colour: ink.blue, points: f(skipping) },
];
save(
  "beyond",
  sheet("Skip connections and recurrence", 3, { width: 380, height: 400 }, [
    {
      title: "Gradients of thirty layers",
      note: "‖∂E/∂W‖ before the first step",
      x: { from: 1, to: depth, ticks: [1, 10, 20, 30], label: "layer" },
      y: { from: -12, to: 3, ticks: [-12, -9, -6, -3, 0, 3], name },
      curves: pair(({ norms }) => logs(norms)),
    },
    {
      title: "What they learn of it",
      note: "cross-entropy on the sign of x₁x₂",
      x: { from: 0, to: 200, ticks: [0, 100, 200], label: "step" },
      y: { from: 0, to: 0.8, ticks: [0, 0.2, 0.4, 0.6, 0.8] },
      curves: pair(({ energies }) => energies.map((E, k) => [k, E] as [number, number])),
    },
    {
      title: "Gradients through time",
      note: "‖∂E/∂h‖ over 40 steps of h ← tanh(h w)",
      x: { from: 1, to: 40, ticks: [1, 10, 20, 30, 40], label: "step" },
      y: { from: -8, to: 8, ticks: [-8, -4, 0, 4, 8], name },
      curves: scales.map((s, i) => ({
        label: `w of size ${s}`,
        colour: [ink.pink, ink.green, ink.orange][i],
        points: logs(spread[i]),
      })),
    },
  ]),
);
