import { checkNumber } from "./check.ts";
import type { Rng } from "./rng.ts";
import { Tensor } from "./tensor.ts";

/**
 * How a parameter starts: values for a shape, drawn from `rng`. Shapes are [out, in, …], as weights are; the fan-in is
 * `in` times the rest, the fan-out `out` times the rest.
 */
export type Init = (shape: readonly number[], rng: Rng) => Tensor;

function fill(shape: readonly number[], draw: () => number): Tensor {
  const t = Tensor.zeros(shape);
  for (let i = 0; i < t.size; i++) t.data[i] = draw();
  return t;
}

function fans([out = 1, into = out, ...rest]: readonly number[]): { into: number; out: number } {
  const field = rest.reduce((a, b) => a * b, 1);
  return { into: into * field, out: out * field };
}

/** All 0. */
export const zeros: Init = (shape) => Tensor.zeros(shape);

/** All `value`. */
export function constant(value: number): Init {
  checkNumber("constant", "value", value);
  return (shape) => fill(shape, () => value);
}

/** Uniform in [low, high). */
export function uniform(low: number, high: number): Init {
  checkNumber("uniform", "low", low);
  checkNumber("uniform", "high", high, low);
  return (shape, rng) => fill(shape, () => rng.uniform(low, high));
}

/** Normal with this mean and standard deviation. */
export function normal(mean = 0, std = 1): Init {
  checkNumber("normal", "mean", mean);
  checkNumber("normal", "std", std, 0);
  return (shape, rng) => fill(shape, () => mean + std * rng.normal());
}

/** Uniform in ±gain √(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010). */
export function xavierUniform(gain = 1): Init {
  checkNumber("xavierUniform", "gain", gain);
  return (shape, rng) => {
    const { into, out } = fans(shape);
    const bound = gain * Math.sqrt(6 / (into + out));
    return fill(shape, () => rng.uniform(-bound, bound));
  };
}

/** Normal with standard deviation gain √(2 / (fan-in + fan-out)) (Glorot and Bengio, 2010). */
export function xavierNormal(gain = 1): Init {
  checkNumber("xavierNormal", "gain", gain);
  return (shape, rng) => {
    const { into, out } = fans(shape);
    const std = gain * Math.sqrt(2 / (into + out));
    return fill(shape, () => std * rng.normal());
  };
}

/** Uniform in ±√(6 / ((1 + a²) fan-in)), for ReLUs with slope `a` below zero (He et al., 2015). */
export function kaimingUniform(a = 0): Init {
  checkNumber("kaimingUniform", "a", a);
  return (shape, rng) => {
    const bound = Math.sqrt(6 / ((1 + a * a) * fans(shape).into));
    return fill(shape, () => rng.uniform(-bound, bound));
  };
}

/** Normal with standard deviation √(2 / ((1 + a²) fan-in)) (He et al., 2015). */
export function kaimingNormal(a = 0): Init {
  checkNumber("kaimingNormal", "a", a);
  return (shape, rng) => {
    const std = Math.sqrt(2 / ((1 + a * a) * fans(shape).into));
    return fill(shape, () => std * rng.normal());
  };
}
