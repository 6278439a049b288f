// Softmax (lecture slides 37 and 44): as the slide writes it, with the sign put right, and with the largest activation
// taken off first. Subtracting one number from all activations changes nothing but what the exponentials can bear.
import { CrossEntropyLoss, LogSoftmax, Softmax, Tensor } from "fprop";
import { ink, range, sheet, type Chart, type Curve } from "../show/chart.ts";
import { save } from "./save.ts";

const ways: readonly (readonly [name: string, colour: string, f: (a: readonly number[]) => number[]])[] = [
  ["as on slide 37, e⁻ᵃ / Σ e⁻ᵃ", ink.pink, (a) => shares(a.map((v) => Math.exp(-v)))],
  ["the sign put right, eᵃ / Σ eᵃ", ink.orange, (a) => shares(a.map(Math.exp))],
  ["Softmax of fprop", ink.blue, (a) => [...new Softmax().fprop(row(a)).data]],
];

function shares(e: readonly number[]): number[] {
  const sum = e.reduce((s, v) => s + v, 0);
  return e.map((v) => v / sum);
}

function row(a: readonly number[]): Tensor {
  return Tensor.from([a], [1, a.length], "float64");
}

const base = [1, 2, 3];
console.log("Softmax of (1, 2, 3) + s, in float64");
console.log(
  "          s   " +
    ways
      .map(([name]) => name.padEnd(31))
      .join("")
      .trimEnd(),
);
for (const s of [0, 100, 707, 1000, -707, -744, -1000, 1e15]) {
  const a = base.map((v) => v + s);
  const cells = ways.map(([, , f]) =>
    f(a)
      .map((v) => v.toFixed(3).padEnd(7))
      .join("")
      .padEnd(31),
  );
  console.log(
    `  ${(Math.abs(s) > 1e6 ? s.toExponential() : String(s)).replace("-", "−").padStart(9)}   ${cells.join("").trimEnd()}`,
  );
}
const far = [1e300, -1e300, 0];
const loss = new CrossEntropyLoss();
console.log("Activations (1e300, −1e300, 0)");
console.log(`  Softmax ${new Softmax().fprop(row(far)).data.join(" ")}`);
console.log(`  LogSoftmax ${new LogSoftmax().fprop(row(far)).data.join(" ")}`);
const E = [0, 1].map((k) => loss.fprop(row(far), Tensor.from(Int32Array.of(k))));
console.log(`  CrossEntropyLoss ${E[0]} for class 0, ${E[1]} for class 1\n`);

/** The third share against the shift: where it is no number, the curve is broken. */
function shifts(title: string, from: number, to: number, labels: boolean): Chart {
  const at = range(from, to, 401);
  const curves = ways.map(([label, colour, f], i): Curve => ({
    ...(labels ? { label } : {}),
    colour,
    width: i === 2 ? 2.5 : 6,
    opacity: i === 2 ? 1 : 0.8,
    points: at.map((s) => [s, f(base.map((v) => v + s))[2]] as const),
  }));
  return {
    title,
    note: "the share of 3 in the softmax of (1, 2, 3) + s",
    x: { from, to, ticks: [from, (from + to) / 2, to], label: "s" },
    y: { from: -0.05, to: 1.05, ticks: [0, 0.25, 0.5, 0.75, 1] },
    curves,
  };
}
save(
  "softmax",
  sheet("Softmax under a shift", 2, { width: 500, height: 380 }, [
    shifts("Shifted up: eᵃ overflows, e⁻ᵃ ends in 0 / 0", 0, 1000, true),
    shifts("Shifted down: the other way round", -1000, 0, false),
  ]),
);
