import { checkCount, checkNumber, refuse } from "../check.ts";
import { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import { GradientReport } from "./report.ts";
import { difference, steps, type Order } from "./stencils.ts";

export interface GradcheckOptions {
  /** The stencil of the numeric derivative; stencils.ts has their formulas. The default is five-point. */
  order?: Exclude<Order, "forward">;
  /** By default 10⁻³ for five-point and 10⁻⁵ for central, where the two errors are about equally small. */
  h?: number;
  /** bprop's a and the numeric n agree where |a − n| ≤ atol + rtol max(|a|, |n|). 10⁻⁹ by default. */
  atol?: number;
  /** 10⁻⁸ by default. */
  rtol?: number;
  /**
   * Compares ⟨∂E/∂w, u⟩ along this many random directions u of length 1 in each tensor, instead of each of its numbers.
   * The cost no longer depends on the size, and an error anywhere shows with probability 1, if less sharply.
   */
  projections?: number;
  /** Where dy and the directions start from; 0 by default. */
  seed?: number;
  /** Checks the module in evaluation mode; as it stands by default. */
  eval?: boolean;
}

/** A tensor w that E depends on, and ∂E/∂w. */
export interface Checked {
  readonly name: string;
  readonly w: Tensor;
  readonly dw: Tensor;
}

/** The options with their defaults, once they have been found to make sense. */
export function checkOptions(who: string, options: GradcheckOptions): Required<GradcheckOptions> {
  if (typeof options !== "object" || options === null) refuse("ARGUMENT", who, "options", "an object", options);
  const { order = "five-point", atol = 1e-9, rtol = 1e-8, projections = 0, seed = 0 } = options;
  if (order !== "central" && order !== "five-point")
    refuse("ARGUMENT", who, "order", '"central" or "five-point"', order);
  const { h = steps[order] } = options;
  checkNumber(who, "h", h, Number.MIN_VALUE, 1);
  checkNumber(who, "atol", atol, 0);
  checkNumber(who, "rtol", rtol, 0);
  checkCount(who, "projections", projections, 0);
  return { order, h, atol, rtol, projections, seed, eval: options.eval ?? false };
}

/** Standard normal numbers in the form of `t`, float64. */
export function randomLike(t: Tensor, rng: Rng): Tensor {
  return Tensor.from(
    Float64Array.from({ length: t.size }, () => rng.normal()),
    t.shape,
  );
}

/** ⟨a, b⟩ */
export function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, v, i) => sum + v * b.data[i], 0);
}

/** Compares each dw with differences of E, which `energy` computes from what the tensors hold at that moment. */
export function compare(
  of: string,
  tensors: readonly Checked[],
  energy: () => number,
  { order, h, atol, rtol, projections, seed }: Required<GradcheckOptions>,
): GradientReport {
  const report = new GradientReport(of, projections > 0);
  const rng = new Rng(seed).split("directions");
  const note = (tensor: string, index: number, analytic: number, move: (step: number) => void): void => {
    const numeric = difference(order, h, (step) => {
      move(step);
      return energy();
    });
    move(0);
    const tolerance = atol + rtol * Math.max(Math.abs(analytic), Math.abs(numeric));
    report.add({ tensor, index, analytic, numeric, error: Math.abs(analytic - numeric) }, tolerance);
  };
  for (const { name, w, dw } of tensors) {
    const start = w.data.slice();
    for (let i = 0; projections === 0 && i < w.size; i++)
      note(name, i, dw.data[i], (step) => (w.data[i] = start[i] + step));
    for (let i = 0; i < projections; i++) {
      const u = randomLike(w, rng);
      const length = Math.sqrt(dot(u, u));
      note(name, i, dot(dw, u) / length, (step) =>
        w.data.set(start.map((value, j) => value + (step * u.data[j]) / length)),
      );
    }
  }
  return report;
}
