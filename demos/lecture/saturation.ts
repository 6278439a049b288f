// A confidently wrong sigmoid (lecture slide 42): the squared error leaves it there, cross-entropy brings it back.
import { BCELoss, Linear, MSELoss, Sequential, SGD, Sigmoid, Tensor, type Loss } from "fprop";
import { ink, sheet, type Chart } from "../show/chart.ts";
import { save } from "./save.ts";

const steps = 10_000;
const one = Tensor.from([[1]]);

/** What one unit y = σ(w), which should say 1, says before each step, and the derivative ∂E/∂w of the first step. */
function train(loss: Loss<Tensor, Tensor, number>, logit: number): { y: number[]; first: number } {
  const linear = new Linear(1, 1, { bias: false, init: () => one.clone() });
  linear.weight.value.data[0] = logit;
  const net = new Sequential(linear, new Sigmoid());
  const optimizer = new SGD(net.parameters(), { lr: 1 });
  const y: number[] = [];
  let first = 0;
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    const output = net.fprop(one);
    y.push(output.item());
    loss.fprop(output, one);
    net.bprop(loss.bprop());
    if (step === 0) first = linear.weight.grad.item();
    optimizer.step();
  }
  return { y, first };
}

const kinds = [
  ["squared error", ink.pink, () => new MSELoss({ reduction: "sum" })],
  ["cross-entropy", ink.blue, () => new BCELoss({ reduction: "sum" })],
] as const;

console.log(`One unit y = σ(w) that should say 1, η = 1: ∂E/∂w at the start, and the first step with y > 0.9`);
console.log("  starts at w     y           squared error                cross-entropy");
const charts = [-2, -5, -8, -12].map((logit): Chart => {
  const runs = kinds.map(([name, colour, make]) => ({ name, colour, ...train(make(), logit) }));
  const there = runs.map(({ y }) => y.findIndex((v) => v > 0.9));
  const cells = runs.map(({ first }, i) => {
    const when = there[i] < 0 ? `not in ${steps}` : `step ${there[i]}`;
    return `${first.toExponential(2).replace(/-/g, "−")}  ${when}`.padEnd(27);
  });
  const y0 = runs[0].y[0].toExponential(1).replace(/-/g, "−");
  console.log(`  ${String(logit).replace("-", "−").padStart(6)}        ${y0}     ${cells.join("  ").trimEnd()}`);
  return {
    title: `starts at w = ${logit}`.replace("-", "−"),
    note: `∂E/∂w is ${runs.map(({ first }) => Number(first.toPrecision(2))).join(" and ")}`.replace(/-/g, "−"),
    x: { from: 0, to: 4, ticks: [0, 1, 2, 3, 4], name: (v) => String(10 ** v), label: "step" },
    y: { from: -0.05, to: 1.05, ticks: [0, 0.5, 1], label: "y, which should be 1" },
    curves: runs.map(({ name, colour, y }, i) => ({
      label: `${name}: ${there[i] < 0 ? "not there yet" : `0.9 at step ${there[i]}`}`,
      colour,
      points: y
        .map((v, k) => [Math.log10(k + 1), v] as const)
        .filter((_, k) => k < 100 || k % Math.ceil(k / 100) === 0),
    })),
  };
});
console.log();
save("saturation", sheet("A confidently wrong sigmoid", 4, { width: 290, height: 340 }, charts));
