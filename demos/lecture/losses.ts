// Losses of a class t ∈ {−1, 1} against z = t y (lecture slides 7 and 42 to 44; the figure of Bishop, 2006, section
// 7.1): how much each minds a wrong answer, and how hard it pulls.
import { BCEWithLogitsLoss, HingeLoss, type Loss, type Module, MSELoss, Sigmoid, Tanh, Tensor } from "fprop";
import { ink, range, sheet, type Curve } from "../show/chart.ts";
import { save } from "./save.ts";

const zs = range(-5, 3, 801);
const z = Tensor.from(zs.map((v) => [v]));
const ones = Tensor.from(zs.map(() => [1]));

/** l and dl/dz at t = 1, where y = z. */
interface Looked {
  readonly l: readonly number[];
  readonly slope: readonly number[];
}

function looked(loss: Loss<Tensor, Tensor, Tensor>, scale: number, output?: Module): Looked {
  // The copy has no mark of where it comes from, so that the loss does not warn of what is shown here.
  const y = output?.fprop(z).clone() ?? z;
  const l = [...loss.fprop(y, ones).data].map((v) => v * scale);
  const dy = loss.bprop();
  return { l, slope: [...(output?.bprop(dy) ?? dy).data].map((v) => v * scale) };
}

const none = { reduction: "none" } as const;
const shown: readonly (readonly [name: string, colour: string, looked: Looked])[] = [
  ["ideal: 1 where z < 0", ink.grey, { l: zs.map((v) => (v < 0 ? 1 : 0)), slope: zs.map(() => 0) }],
  ["squared, (1 − z)²", ink.orange, looked(new MSELoss(none), 1)],
  ["hinge, max(0, 1 − z)", ink.green, looked(new HingeLoss(none), 1)],
  ["cross-entropy, log₂(1 + e⁻ᶻ)", ink.blue, looked(new BCEWithLogitsLoss(none), 1 / Math.LN2)],
  ["squared on the sigmoid, 4 (1 − σ(z))²", ink.pink, looked(new MSELoss(none), 4, new Sigmoid())],
  ["squared on tanh, (1 − tanh z)²", ink.white, looked(new MSELoss(none), 1, new Tanh())],
];

const at = [-5, -2, 0, 1, 3];
console.log("Losses scaled to 1 at z = 0, and their derivatives");
console.log(" ".repeat(42) + at.map((v) => `z = ${v}`.replace("-", "−").padStart(9)).join(""));
for (const [name, , { l, slope }] of shown)
  for (const [what, values] of [
    [name, l],
    ["    derivative", slope],
  ] as const)
    console.log(
      `  ${what.padEnd(40)}` +
        at
          .map((v) => values[(v + 5) * 100].toFixed(3).replace("-", "−").replace("−0.000", "0.000").padStart(9))
          .join(""),
    );
console.log(
  "A confidently wrong answer (z = −5) is pulled at by all but the ideal loss and the squared ones on the sigmoid and on tanh.\n",
);

const curves = (which: keyof Looked, labels: boolean): Curve[] =>
  shown.map(([label, colour, looked], i) => ({
    ...(labels ? { label } : {}),
    colour,
    dashed: i === 0,
    points: zs.map((v, k) => [v, looked[which][k]] as const),
  }));
const x = { from: -5, to: 3, ticks: [-4, -2, 0, 2], label: "z = t y" };
save(
  "losses",
  sheet("Losses against z = t y", 2, { width: 500, height: 480 }, [
    {
      title: "Losses",
      note: "scaled to 1 at z = 0",
      x,
      y: { from: -0.2, to: 6, ticks: [0, 1, 2, 3, 4, 5, 6] },
      curves: curves("l", true),
    },
    {
      title: "How hard they pull",
      note: "dl/dz: learning goes by this, and 0 is no learning",
      x,
      y: { from: -3, to: 1, ticks: [-3, -2, -1, 0, 1] },
      curves: curves("slope", false).slice(1),
    },
  ]),
);
