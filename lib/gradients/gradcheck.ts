import { checkLike, refuse } from "../check.ts";
import { describe } from "../errors.ts";
import { Loss } from "../loss.ts";
import { Module, replayed } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import { isValue, leaves, mapValue, type Value } from "../value.ts";
import { copyLoss, inDouble } from "./copies.ts";
import { checkOptions, compare, dot, randomLike, type Checked, type GradcheckOptions } from "./differences.ts";
import type { GradientReport } from "./report.ts";

/**
 * Compares bprop with numeric derivatives, for every input and every parameter of a module.
 *
 * The number derived is E = Σ dy · fprop(x), with dy drawn at random from the seed, so that bprop(dy) should give ∂E/∂x
 * and add ∂E/∂w. All of it happens in float64 on a clone: neither the module nor x changes. int32 inputs are left alone;
 * frozen parameters are checked with the others. Keep x away from kinks, such as 0 for ReLU, by more than 2h: there the
 * numeric derivative is a mean of both sides. Streams that modules draw from are set back before every fprop, so that a
 * Dropout keeps its mask.
 *
 *     const report = gradcheck(new Linear(3, 2), Tensor.from([[0.5, -1, 2]]));
 *     console.log(report.ok, String(report));
 *
 * @throws FpropError ARGUMENT for options that make no sense or something that is no module, SHAPE for an x that is no
 * tensor and for a bprop that returns another form than that of x; what fprop and bprop throw
 */
export function gradcheck<In extends Value, Out extends Value>(
  module: Module<In, Out>,
  x: In,
  options: GradcheckOptions = {},
): GradientReport {
  if (!(module instanceof Module)) refuse("ARGUMENT", "gradcheck", "module", "a Module", module);
  const settings = checkOptions("gradcheck", options);
  checkValue("x", x);
  const copy = module.clone().to("float64").freeze(false);
  if (settings.eval) copy.eval();

  const input = inDouble(x) as In;
  const rng = new Rng(settings.seed).split("dy");
  const fprop = replayed(copy);
  const dy = mapValue(fprop(input), (y) => randomLike(y, rng)) as Out;
  const dys = leaves(dy);
  copy.zeroGrad();
  const dx = copy.bprop(dy);
  const parameters = copy.namedParameters().map(([name, p]) => ({ name, w: p.value, dw: p.grad.clone() }));
  const energy = (): number => leaves(fprop(input)).reduce((sum, y, i) => sum + dot(dys[i], y), 0);
  return compare(module.toString(), [...inputs(module, "dx", "input", input, dx), ...parameters], energy, settings);
}

/**
 * Compares a loss's bprop with numeric derivatives of E, for every output y and for the parameters that penalties in the
 * loss weigh. With `reduction: "none"` the number derived is Σ dE · E, with dE drawn at random. Everything happens in
 * float64 on a copy; int32 targets are left alone.
 *
 * @throws FpropError ARGUMENT, SHAPE as `gradcheck` does; what fprop and bprop throw
 */
export function gradcheckLoss<Y extends Value, T, E extends number | Tensor>(
  loss: Loss<Y, T, E>,
  y: Y,
  t: T,
  options: GradcheckOptions = {},
): GradientReport {
  if (!(loss instanceof Loss)) refuse("ARGUMENT", "gradcheckLoss", "loss", "a Loss", loss);
  const settings = checkOptions("gradcheckLoss", options);
  checkValue("y", y);
  const parameters = new Map<Parameter, Parameter>();
  const copy = copyLoss(loss, parameters);

  const output = inDouble(y) as Y;
  const target = (isValue(t) ? inDouble(t) : t) as T;
  const E = copy.fprop(output, target);
  const dE = E instanceof Tensor ? (randomLike(E, new Rng(settings.seed).split("dE")) as E) : undefined;
  for (const p of parameters.values()) p.zeroGrad();
  const dy = copy.bprop(dE);
  const weighed = [...parameters.values()].map((p, i) => ({ name: `parameter ${i}`, w: p.value, dw: p.grad.clone() }));
  const energy = (): number => {
    const e = copy.fprop(output, target);
    return e instanceof Tensor ? dot(dE as Tensor, e) : e;
  };
  return compare(loss.toString(), [...inputs(loss, "dy", "output", output, dy), ...weighed], energy, settings);
}

/**
 * `gradcheck` for tests.
 * @throws FpropError GRADIENT naming the tensor, the index and both values, where a derivative differs; and as `gradcheck`
 */
export function assertGradients<In extends Value, Out extends Value>(
  module: Module<In, Out>,
  x: In,
  options: GradcheckOptions = {},
): void {
  demand(gradcheck(module, x, options));
}

/**
 * `gradcheckLoss` for tests.
 * @throws FpropError GRADIENT naming the tensor, the index and both values; and as `gradcheckLoss`
 */
export function assertLossGradients<Y extends Value, T, E extends number | Tensor>(
  loss: Loss<Y, T, E>,
  y: Y,
  t: T,
  options: GradcheckOptions = {},
): void {
  demand(gradcheckLoss(loss, y, t, options));
}

function demand(report: GradientReport): void {
  const [first] = report.failures;
  if (first === undefined) return;
  const more = report.failures.length === 1 ? "" : `; ${report.failures.length} of ${report.checked} differ`;
  const place = report.directions ? ` along direction ${first.index}` : `[${first.index}]`;
  refuse(
    "GRADIENT",
    report.of,
    `∂E/∂(${first.tensor})${place}`,
    `${first.numeric}, by differences of E`,
    `${describe(first.analytic)} from bprop${more}`,
  );
}

function checkValue(what: string, x: unknown): void {
  if (!isValue(x)) refuse("SHAPE", "gradcheck", what, "a Tensor or a tuple of them", x);
}

/** The float tensors of x with what the way back gave for them. */
function inputs(who: { toString(): string }, what: string, name: string, x: Value, dx: Value): Checked[] {
  const [xs, dxs] = [leaves(x), isValue(dx) ? leaves(dx) : []];
  if (xs.length !== dxs.length) refuse("SHAPE", who, what, `of the form of its input, ${xs.length} tensors`, dx);
  return xs.flatMap((w, i) => {
    if (w.dtype === "int32") return [];
    checkLike(who, what, dxs[i], w);
    return [{ name: `${name} ${i}`, w, dw: dxs[i].clone() }];
  });
}
