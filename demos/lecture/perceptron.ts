// Perceptrons (lecture slides 3 to 6): a line that learns by leaving, adding and subtracting; what no line can do, and
// what fixed basis functions do about it.
import { DeltaRule, Linear, MSELoss, PerceptronRule, PolynomialFeatures, Rng, SGD, Tensor } from "fprop";
import { ink, range, sheet, type Chart, type Curve } from "../show/chart.ts";
import { contours, type Point } from "../show/contour.ts";
import { save } from "./save.ts";

/** A Linear whose weights are 0. */
function start(inFeatures: number, outFeatures = 1): Linear {
  const layer = new Linear(inFeatures, outFeatures);
  for (const p of layer.parameters()) p.value.data.fill(0);
  return layer;
}

/** w₁, w₂ and b of a line w₁x₁ + w₂x₂ + b = 0. */
type Line = readonly [w1: number, w2: number, b: number];

function lineOf({ weight, bias }: Linear): Line {
  const [w1, w2] = weight.value.data;
  return [w1, w2, bias!.value.item()];
}

/** The line from end to end of the picture. */
function drawn([w1, w2, b]: Line, reach = 10): Point[] {
  const square = w1 * w1 + w2 * w2;
  const [x, y] = [(-b * w1) / square, (-b * w2) / square];
  return [-reach, reach].map((s): Point => [x - s * w2, y + s * w1]);
}

/** Dots for the rows of x whose target is 1, and for the others. */
function dots(x: Tensor, t: Tensor, size: number, labels: readonly [on: string, off: string]): Curve[] {
  return [1, 0].map((want) => ({
    label: labels[1 - want],
    colour: want === 1 ? ink.orange : ink.blue,
    dots: size,
    points: Array.from({ length: t.size }, (_, i): Point => [x.data[2 * i], x.data[2 * i + 1]]).filter(
      (_, i) => t.data[i] === want,
    ),
  }));
}

function right(layer: Linear, phi: Tensor, t: Tensor): number {
  const y = layer.predict(phi);
  return t.data.reduce((n, v, i) => n + (y.data[i] >= 0 === v > 0 ? 1 : 0), 0);
}

/** Points on both sides of a line, none nearer to it than `gap`, and the line itself with w₁² + w₂² = 1. */
function separable(rng: Rng, count: number, gap: number): { x: Tensor; t: Tensor; truth: Line } {
  const truth: Line = [0.6, -0.8, 0.25];
  const points: Point[] = [];
  while (points.length < count) {
    const p: Point = [rng.uniform(-1, 1), rng.uniform(-1, 1)];
    if (Math.abs(side(truth, p)) >= gap) points.push(p);
  }
  return { x: Tensor.from(points), t: Tensor.from(points.map((p) => [side(truth, p) > 0 ? 1 : 0])), truth };
}

function side([w1, w2, b]: Line, [x1, x2]: Point): number {
  return w1 * x1 + w2 * x2 + b;
}

/** A line learns to part two classes: its moves, and the mistakes against Novikoff's bound. */
function convergence(): Chart[] {
  const { x, t, truth } = separable(new Rng(3), 60, 0.05);
  const layer = start(2);
  const rule = new PerceptronRule(layer);
  const moves: Line[] = [];
  const mistakes: Point[] = [[0, 0]];
  let seen = 0;
  for (let quiet = 0; quiet < t.size; seen++) {
    const i = seen % t.size;
    const made = rule.step(x.rows(i, i + 1), t.rows(i, i + 1));
    quiet = made === 0 ? quiet + 1 : 0;
    if (made > 0) moves.push(lineOf(layer));
    mistakes.push([seen + 1, rule.mistakes]);
  }

  // In the space of (x₁, x₂, 1), where the line is a plane through 0 of normal (w₁, w₂, b).
  const length = Math.hypot(...truth);
  const rows = Array.from({ length: t.size }, (_, i): Point => [x.data[2 * i], x.data[2 * i + 1]]);
  const gamma = Math.min(...rows.map((p) => Math.abs(side(truth, p)) / length));
  const radius = Math.max(...rows.map((p) => Math.hypot(...p, 1)));
  const bound = Math.floor((radius / gamma) ** 2);
  console.log("Separable points: leave, add, subtract until nothing is wrong");
  console.log(`  points ${t.size}, shown ${seen} times until none was wrong any more`);
  console.log(`  mistakes ${rule.mistakes}, at most (R/γ)² = (${radius.toFixed(3)}/${gamma.toFixed(4)})² = ${bound}`);
  console.log(`  right ${right(layer, x, t)} of ${t.size}\n`);

  const unit = { from: -1.1, to: 1.1, ticks: [-1, 0, 1] };
  return [
    {
      title: `The line moves ${moves.length} times`,
      note: "once for each mistake; the brighter, the later",
      x: { ...unit, label: "x₁" },
      y: { ...unit, label: "x₂" },
      curves: [
        ...moves.slice(0, -1).map((line, i) => ({
          colour: ink.white,
          points: drawn(line),
          width: 1.2,
          opacity: Number((0.12 + (0.4 * i) / moves.length).toFixed(2)),
        })),
        {
          label: "the last one parts the classes",
          colour: ink.white,
          points: drawn(moves[moves.length - 1]),
          width: 3,
        },
        ...dots(x, t, 8, ["on: w·φ ≥ 0", "off"]),
      ],
    },
    {
      title: "Mistakes, counted",
      note: `Novikoff’s bound (R/γ)² is ${bound} here`,
      x: {
        from: 0,
        to: seen,
        ticks: [0, t.size, 2 * t.size, 3 * t.size, 4 * t.size].filter((v) => v <= seen),
        label: "examples seen",
      },
      y: {
        from: 0,
        to: rule.mistakes * 1.15,
        ticks: [0, 5, 10, 15, 20, 25, 30].filter((v) => v < rule.mistakes * 1.15),
      },
      curves: [{ label: "mistakes so far", colour: ink.green, points: mistakes }],
    },
  ];
}

const corners = Tensor.from([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const exclusive = Tensor.from([[0], [1], [1], [0]]);
const square = { from: -0.5, to: 1.5, ticks: [0, 1] };
const cases = dots(corners, exclusive, 16, ["x₁ xor x₂ = 1", "x₁ xor x₂ = 0"]);

/** XOR on x itself, 1000 times through the four cases in random order: every line on the way, and the best of them. */
function onInputs(): Chart {
  const rng = new Rng(1);
  const layer = new Linear(2, 1, { rng }); // from whole numbers, such as 0, lines would run through the points
  const rule = new PerceptronRule(layer);
  const lines = new Map<string, { line: Line; right: number }>();
  let faultless = 0;
  for (let pass = 0; pass < 1000; pass++) {
    let made = 0;
    for (const i of rng.permutation(4)) {
      made += rule.step(corners.rows(i, i + 1), exclusive.rows(i, i + 1));
      const line = lineOf(layer);
      lines.set(String(line), { line, right: right(layer, corners, exclusive) });
    }
    if (made === 0) faultless++;
  }
  const all = [...lines.values()];
  const best = all.reduce((a, b) => (b.right > a.right ? b : a));
  console.log("XOR on x");
  console.log(`  of 1000 passes ${faultless} without a mistake; ${rule.mistakes} mistakes in all`);
  console.log(`  ${all.length} lines on the way; the best line has ${best.right} of 4\n`);
  return {
    title: "XOR on x: never",
    note: `${all.length} lines in 1000 passes, the best has ${best.right} of 4`,
    x: { ...square, label: "x₁" },
    y: { ...square, label: "x₂" },
    curves: [
      ...all.map(({ line }) => ({ colour: ink.white, points: drawn(line), width: 1.2, opacity: 0.35 })),
      { label: `${best.right} of 4`, colour: ink.white, points: drawn(best.line), width: 3 },
      ...cases,
    ],
  };
}

/** XOR on φ(x) = (x₁, x₂, x₁², x₁x₂, x₂²): a plane there is a curve here. */
function onProducts(): Chart {
  const basis = new PolynomialFeatures(2);
  const phi = basis.fprop(corners).clone();
  const layer = start(basis.outFeatures(2));
  const rule = new PerceptronRule(layer);
  let passes = 1;
  while (rule.step(phi, exclusive) > 0) passes++;
  const w = [...layer.weight.value.data, layer.bias!.value.item()];
  console.log("XOR on φ(x) = (x₁, x₂, x₁², x₁x₂, x₂²)");
  console.log(
    `  learned in ${passes} passes with ${rule.mistakes} mistakes: right ${right(layer, phi, exclusive)} of 4`,
  );
  console.log(`  w = (${w.slice(0, -1).join(", ")}), b = ${w.at(-1)}\n`);

  const n = 121;
  const steps = range(-0.6, 1.6, n);
  const grid = Tensor.from(steps.flatMap((b) => steps.map((a) => [a, b])));
  const y = layer.predict(basis.predict(grid)).data;
  const place = (v: number): number => -0.6 + (2.2 * v) / (n - 1);
  const edges = contours(Float32Array.from(y), n, n, 0);
  return {
    title: "XOR on φ(x): learned",
    note: `${rule.mistakes} mistakes; φ(x) = (x₁, x₂, x₁², x₁x₂, x₂²)`,
    x: { ...square, label: "x₁" },
    y: { ...square, label: "x₂" },
    curves: [
      ...edges.map((loop, i) => ({
        ...(i === 0 ? { label: "w·φ(x) + b = 0" } : {}),
        colour: ink.white,
        width: 3,
        points: [...loop, loop[0]].map(([a, b]): Point => [place(a), place(b)]),
      })),
      ...cases,
    ],
  };
}

/** One output node a class, each learning by itself which points are its own. */
function classes(): Chart {
  const rng = new Rng(5);
  const middles = [
    [0, 0.7],
    [0.65, -0.45],
    [-0.65, -0.45],
  ] as const;
  const own = Array.from({ length: 60 }, (_, i) => i % 3);
  const points = own.map((k) => middles[k].map((m) => m + rng.uniform(-0.3, 0.3)));
  const [x, t] = [Tensor.from(points), Tensor.from(own.map((k) => [0, 1, 2].map((node) => Number(node === k))))];
  const layer = start(2, 3);
  const rule = new PerceptronRule(layer);
  let passes = 1;
  while (rule.step(x, t) > 0) passes++;
  const y = layer.predict(x).data;
  const said = own.map((_, i) => [0, 1, 2].reduce((best, k) => (y[3 * i + k] > y[3 * i + best] ? k : best), 0));
  console.log("Three classes, one output node each");
  console.log(`  learned in ${passes} passes with ${rule.mistakes} mistakes of the three nodes`);
  console.log(`  largest output right for ${said.filter((k, i) => k === own[i]).length} of ${own.length}\n`);

  const [w, b] = [layer.weight.value.data, layer.bias!.value.data];
  const colours = [ink.orange, ink.blue, ink.green];
  return {
    title: "Three classes, a node each",
    note: `a line parts each from the others; ${rule.mistakes} mistakes`,
    x: { from: -1.1, to: 1.1, ticks: [-1, 0, 1], label: "x₁" },
    y: { from: -1.1, to: 1.1, ticks: [-1, 0, 1], label: "x₂" },
    curves: colours.flatMap((colour, k) => [
      { label: `class ${k + 1}, and its node’s line`, colour, points: drawn([w[2 * k], w[2 * k + 1], b[k]]) },
      { colour, dots: 8, points: points.filter((_, i) => own[i] === k).map(([u, v]): Point => [u, v]) },
    ]),
  };
}

/** The delta rule beside stochastic gradient descent on the squared error. */
function leastSquares(): Chart {
  const { x, t } = separable(new Rng(3), 60, 0.05);
  const [layer, other] = [start(2), start(2)];
  const rule = new DeltaRule(layer, { lr: 0.02 });
  const loss = new MSELoss({ reduction: "sum" });
  const sgd = new SGD(other.parameters(), { lr: 0.01 });
  const errors: { rule: Point[]; sgd: Point[] } = { rule: [], sgd: [] };
  for (let pass = 1; pass <= 10; pass++) {
    errors.rule.push([pass, rule.step(x, t)]);
    let E = 0;
    for (let i = 0; i < t.size; i++) {
      sgd.zeroGrad();
      E += loss.fprop(other.fprop(x.rows(i, i + 1)), t.rows(i, i + 1)) / 2;
      other.bprop(loss.bprop());
      sgd.step();
    }
    errors.sgd.push([pass, E]);
  }
  const same = String(lineOf(layer)) === String(lineOf(other));
  console.log("Delta rule, η = 0.02, and SGD on Σ (y − t)², η = 0.01: ten passes");
  console.log(`  w, b of the rule  ${lineOf(layer).join(", ")}`);
  console.log(`  w, b of SGD       ${lineOf(other).join(", ")}`);
  console.log(
    `  ${same ? "the same bits" : "NOT THE SAME"}; ½ Σ (y − t)² from ${errors.rule[0][1].toFixed(3)} to ${errors.rule[9][1].toFixed(3)}\n`,
  );
  return {
    title: "The delta rule is SGD",
    note: same ? "on the squared error: the same weights, bit for bit" : "NOT THE SAME",
    x: { from: 1, to: 10, ticks: [1, 4, 7, 10], label: "pass" },
    y: { from: 0, to: 12, ticks: [0, 3, 6, 9, 12], label: "½ Σ (y − t)²" },
    curves: [
      { label: "delta rule", colour: ink.orange, width: 7, opacity: 0.6, points: errors.rule },
      { label: "SGD", colour: ink.white, points: errors.sgd },
    ],
  };
}

const charts = [...convergence(), classes(), onInputs(), onProducts(), leastSquares()];
save("perceptron", sheet("Perceptrons", 3, { width: 340, height: 440 }, charts));
