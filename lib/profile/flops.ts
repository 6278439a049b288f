import { Convolution } from "../convolution.ts";
import { express, expressions } from "../expressions/express.ts";
import { Expression, parameter, variable, type Tree } from "../expressions/expression.ts";
import { reverse } from "../expressions/derivatives.ts";
import { moves, puts, type Operation, type Shape } from "../expressions/operation.ts";
import { make, zeros } from "../expressions/operations.ts";
import { product } from "../expressions/shapes.ts";
import type { AnyModule } from "../module.ts";
import { Recurrent } from "../recurrent/recurrent.ts";
import { sameShape } from "../tensor.ts";
import type { Value } from "../value.ts";
import { TransposedConvolution } from "../transposedconvolution.ts";
import { Count } from "./count.ts";

/** Multiplications, additions and functions of one number in an fprop, and in the bprop after it. */
export interface Flops {
  readonly forward: number;
  readonly backward: number;
}

/** The shapes of a value, in its form. */
export type Shapes = { readonly shape: Shape } | readonly Shapes[];

/** An fprop: what went in and what came out. */
export interface Call {
  readonly x: Shapes;
  readonly y: Shapes;
}

/** The shapes in a value, in order. */
export const shapesIn = (v: Shapes): Shape[] => ("shape" in v ? [v.shape] : v.flatMap(shapesIn));

/**
 * What a call of a module takes by itself. The modules `inside` it are counted for themselves, by what their calls have
 * shown of their shapes; without an expression only these are known, and the module's own part is undefined.
 *
 * The count is that of the module's expression (`express`), forwards, and backwards of the derivatives by x and by all
 * parameters that are trained. Convolutions and recurrent nets, whose kernels do less than their expressions say, are
 * counted by formulas: 2 for each term of a sum of products. How long sequences are makes no difference to them.
 */
export function flopsOf(
  module: AnyModule,
  call: Call,
  inside: ReadonlyMap<AnyModule, readonly Call[]> = new Map(),
): Flops | undefined {
  if (module instanceof Convolution) return ofConvolution(module, call.y, call.y);
  if (module instanceof TransposedConvolution) return ofConvolution(module, call.x, call.y);
  if (module instanceof Recurrent) return ofRecurrent(module, call.x);
  if (module.express === undefined) return undefined;
  const restore = [...inside].map(([child, calls]) => {
    const own = Object.getOwnPropertyDescriptor(child, "express");
    child.express = (x) => standIn(child, calls, x);
    return () => {
      delete child.express;
      if (own !== undefined) Object.defineProperty(child, "express", own);
    };
  });
  try {
    return ofExpression(module, call.x);
  } finally {
    for (const undo of restore) undo();
  }
}

function ofExpression(module: AnyModule, x: Shapes): Flops {
  const inputs = new Map<Expression, Shape>();
  const leaf = (v: Shapes): Tree => {
    if (!("shape" in v)) return v.map(leaf);
    const made = variable(`x${inputs.size}`);
    inputs.set(made, v.shape);
    return made;
  };
  const ends = expressions(express(module, leaf(x)));
  const dys = ends.map((_, k) => variable(`dy${k}`));
  const whole = make(joined(ends.length), ...ends, ...dys);
  const by = [...inputs.keys(), ...module.parameters().flatMap((p) => (p.trainable ? [parameter(p)] : []))];
  const count = new Count(inputs);
  const forward = count.add(ends);
  for (const [k, dy] of dys.entries()) count.know(dy, ends[k]);
  return { forward, backward: count.add(reverse(whole, by, whole)) };
}

/** The ends of an expression as one, whose derivative by each is the dy that stands for it. */
const joined = (n: number): Operation => ({
  text: () => "outputs",
  shape: () => [1],
  flops: moves,
  value: () => undefined,
  forward: [],
  reverse: Array.from({ length: n }, (_, k) => (_d: Expression, of: readonly Expression[]) => of[n + k]),
});

/** A module that is counted for itself, as nodes that have its shapes and cost nothing, neither way. */
function standIn(module: AnyModule, calls: readonly Call[], x: Tree): Tree {
  const back: Operation = { ...free, text: () => "dx", shape: ([, like]) => like };
  const whole = make(
    {
      ...free,
      text: () => `${module}`,
      shape: () => [1],
      reverse: expressions(x).map((_, k) => (d: Expression, of: readonly Expression[]) => make(back, d, of[k])),
    },
    ...expressions(x),
  );
  const found = (xs: readonly Shape[]): Shapes =>
    (calls.find((call) => shapesIn(call.x).every((s, i) => sameShape(s, xs[i]))) ?? calls[0]).y;
  // What comes back from several outputs is put together by the module itself.
  const gathered: Operation = { ...free, text: () => "dy", shape: () => [1], flops: puts };
  let next = 0;
  const output = (y: Shapes): Tree => {
    if (!("shape" in y)) return y.map(output);
    const k = next++;
    const part: Operation = {
      ...free,
      text: () => `${module}[${k}]`,
      shape: ([, ...xs]) => shapesIn(found(xs))[k],
      reverse: [(dy, [w]) => make(gathered, zeros(w), dy)],
    };
    return make(part, whole, ...expressions(x));
  };
  return output(calls[0].y);
}
const free = { flops: moves, value: () => undefined, forward: [], reverse: [] } as const;

/** A convolution is, for each number of `at`, a sum of products with all weights of its channel. */
function ofConvolution(module: Convolution | TransposedConvolution, at: Shapes, y: Shapes): Flops {
  const { weight, bias, inputGrad } = module;
  const products = (2 * product(shapesIn(at)[0]) * weight.value.size) / weight.value.shape[0];
  const size = bias === undefined ? 0 : product(shapesIn(y)[0]);
  return {
    forward: products + size,
    backward: (Number(inputGrad) + Number(weight.trainable)) * products + (bias?.trainable === true ? size : 0),
  };
}

/** As many steps of each cell as there are; and what is dropped between layers. */
function ofRecurrent(module: Recurrent<Value, Value>, x: Shapes): Flops {
  const { batchFirst, cells, directions, dropout, hiddenSize, numLayers, training } = module;
  const [first, second] = shapesIn(x)[0];
  const [batch, time] = batchFirst ? [first, second] : [second, first];
  const steps = cells.map((cell) => {
    const states = Array.from({ length: cell.states }, () => ({ shape: [batch, hiddenSize] }));
    return ofExpression(cell, [{ shape: [batch, cell.inputSize] }, ...states]);
  });
  const dropped = training && dropout > 0 ? (numLayers - 1) * batch * directions * hiddenSize : 0;
  const sum = (way: keyof Flops): number => time * steps.reduce((n, step) => n + step[way], dropped);
  return { forward: sum("forward"), backward: sum("backward") };
}
