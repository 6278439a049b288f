import { Buffer } from "./buffer.ts";
import { checkFloats, refuse } from "./check.ts";
import { describe, shapeText } from "./errors.ts";
import type { Tree } from "./expressions/expression.ts";
import { checkFinite } from "./finite.ts";
import { Parameter } from "./parameter.ts";
import { predict } from "./predict.ts";
import { Rng } from "./rng.ts";
import { summary } from "./summary.ts";
import { sameShape, Tensor } from "./tensor.ts";
import type { Value } from "./value.ts";

// oxlint-disable-next-line no-explicit-any -- a module of whatever inputs and outputs: they meet in both directions
export type AnyModule = Module<any, any>;

/** What is found directly in a module, and has a path. */
export type Child = Parameter | Buffer | AnyModule;

/** Values of parameters and buffers by path, as PyTorch names them. */
export type StateDict = Record<string, Tensor>;

/**
 * A differentiable function y = f(x; w) that remembers what its derivative needs (lecture slide 35).
 *
 *     y  = module.fprop(x)      keeps x, y or whatever the derivative needs
 *     dx = module.bprop(dy)     dy = ∂E/∂y of the latest fprop; adds ∂E/∂w to each parameter's grad; returns ∂E/∂x
 *
 * What a module returns belongs to it until its next fprop (y) or bprop (dx): `clone()` it to keep it, or ask
 * `predict`. A module never writes to what it was given, and what throws has changed nothing.
 *
 * A module of your own has its parameters, buffers and modules in public fields, alone or in arrays, where they are
 * found; a Tensor in a field is an intermediate, which twins and clones do not take with them; an Rng in a field is the
 * stream that the module draws from. Tuples are the several inputs
 * or outputs of a module: `class Add extends Module<readonly [Tensor, Tensor], Tensor>`.
 */
export abstract class Module<In extends Value = Tensor, Out extends Value = In> {
  /** Whether the module is being trained; some behave otherwise when it is not. */
  training = true;

  abstract fprop(x: In): Out;
  abstract bprop(dy: Out): In;

  /**
   * y as an expression of x and the parameters, which have derivatives of any order, forwards and backwards: what `jvp`,
   * `hvp` and `express` see of a module. One without it serves there by its fprop and bprop, as far as these go.
   */
  express?(x: Tree): Tree;

  /** The parameters, buffers and modules directly in here, by the key that paths name them with; to be overridden. */
  *entries(): Generator<[key: string, child: Child]> {
    for (const [key, value] of Object.entries(this)) {
      if (isChild(value)) yield [key, value];
      else if (Array.isArray(value)) for (const [i, v] of value.entries()) if (isChild(v)) yield [`${key}.${i}`, v];
    }
  }

  /** Every module in here with its path, this one first with the path "". */
  *namedModules(path = ""): Generator<[path: string, module: AnyModule]> {
    yield [path, this];
    for (const [key, child] of this.entries()) if (child instanceof Module) yield* child.namedModules(join(path, key));
  }

  /** Every module in here, this one first. */
  modules(): AnyModule[] {
    return [...this.namedModules()].map(([, m]) => m);
  }

  /** Every parameter with its path, such as `0.weight`; one that is shared comes once, under its first path. */
  namedParameters(): [path: string, parameter: Parameter][] {
    return once(this.places().filter((place): place is [string, Parameter] => place[1] instanceof Parameter));
  }

  /** Every buffer with its path, such as `1.running_mean`; one that is shared comes once, under its first path. */
  namedBuffers(): [path: string, buffer: Buffer][] {
    return once(this.places().filter((place): place is [string, Buffer] => place[1] instanceof Buffer));
  }

  /**
   * Every stream that modules in here draw from, with its path, such as `2.rng`; one that is shared comes once. A twin
   * draws from the same streams, a clone from copies, which go on alike until they are given other states. The state
   * of these and of all parameters and buffers is what training continues from, bit for bit.
   */
  namedStreams(): [path: string, stream: Rng][] {
    const found: [string, Rng][] = [];
    for (const [path, module] of this.namedModules())
      for (const [key, value] of Object.entries(module)) if (value instanceof Rng) found.push([join(path, key), value]);
    return once(found);
  }

  /** Every parameter, once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, p]) => p);
  }

  private places(): [string, Parameter | Buffer][] {
    const found: [string, Parameter | Buffer][] = [];
    for (const [path, module] of this.namedModules())
      for (const [key, child] of module.entries()) if (!(child instanceof Module)) found.push([join(path, key), child]);
    return found;
  }

  /** Puts this module and all in it into training mode. */
  train(on = true): this {
    for (const module of this.modules()) module.training = on;
    return this;
  }

  /** Puts this module and all in it into evaluation mode. */
  eval(): this {
    return this.train(false);
  }

  /** Changes the precision of all parameters and buffers. Build optimizers afterwards. */
  to(dtype: "float32" | "float64"): this {
    if (dtype !== "float32" && dtype !== "float64")
      refuse("DTYPE", this, "dtype", "float32 or float64", describe(dtype));
    for (const [, state] of this.places()) state.to(dtype);
    return this;
  }

  /** Sets every gradient to 0. */
  zeroGrad(): void {
    for (const p of this.parameters()) p.zeroGrad();
  }

  /** Stops (or with `false` resumes) the training of all parameters in here. */
  freeze(on = true): this {
    for (const p of this.parameters()) p.trainable = !on;
    return this;
  }

  /** Copies of the values of all parameters and buffers, by path. */
  stateDict(): StateDict {
    return Object.fromEntries(this.places().map(([path, p]) => [path, p.value.clone()]));
  }

  /**
   * Takes over the values of a state dict, each rounded to the precision of its place: all of them, or none where a
   * name, shape or type does not fit. With `strict: false` missing and unexpected names are returned instead of refused.
   * @throws FpropError STATE_DICT, SHAPE, DTYPE
   */
  loadStateDict(
    state: StateDict,
    { strict = true }: { strict?: boolean } = {},
  ): { missing: string[]; unexpected: string[] } {
    if (typeof state !== "object" || state === null)
      refuse("STATE_DICT", this, "state", "an object of tensors by path", state);
    const places = new Map(this.places());
    const missing = [...places.keys()].filter((name) => !Object.hasOwn(state, name));
    const unexpected = Object.keys(state).filter((name) => !places.has(name));
    if (strict && missing.length + unexpected.length > 0)
      refuse(
        "STATE_DICT",
        this,
        "state",
        "exactly the module's names",
        `missing [${missing.join(", ")}], unexpected [${unexpected.join(", ")}]`,
      );
    const pairs = [...places]
      .filter(([name]) => Object.hasOwn(state, name))
      .map(([name, p]) => [name, p, state[name]] as const);
    for (const [name, p, t] of pairs) {
      checkFloats(this, `state "${name}"`, t, p.value.dtype === "int32" ? "int32" : undefined);
      if (!sameShape(t.shape, p.value.shape))
        refuse("SHAPE", this, `state "${name}"`, shapeText(p.value.shape), shapeText(t.shape));
    }
    for (const [, p, t] of pairs) p.value.data.set(t.data);
    return { missing, unexpected };
  }

  /**
   * A module that shares this one's parameters, buffers and random streams and has its own intermediates: how one layer
   * stands in two places.
   */
  twin(): this {
    return copy(this, (state) => state);
  }

  /** A module with copies of this one's parameters, buffers and random streams, and its own intermediates. */
  clone(): this {
    const copies = new Map<State, State>();
    return copy(this, (state) => {
      const made = copies.get(state) ?? state.clone();
      copies.set(state, made);
      return made;
    });
  }

  /** Forgets the states that recurrent modules in here carry from one fprop to the next. */
  forget(): this {
    for (const [, child] of this.entries()) if (child instanceof Module) child.forget();
    return this;
  }

  /**
   * y for all of x in evaluation mode: fresh tensors that are the caller's own, computed `batchSize` rows at a time by
   * a twin, so that nothing of this module changes, not even what its next bprop needs.
   */
  predict(x: In, { batchSize = 256 }: { batchSize?: number } = {}): Out {
    return predict(this, x, batchSize) as Out;
  }

  /**
   * A table of the modules in here: path, kind, shape of the output, number of parameters, and the bytes of a training step
   * as a formula in the size of the batch: parameters and gradients, and what fprop and bprop keep; the optimizer's state, x
   * and dy are not in it, and "–" is where it is no such formula. It is for an input of this shape (or these shapes, where the module takes a tuple), or for this input, where zeros will not do: indices are
   * int32, for one. Nothing in the module changes.
   */
  summary(input: readonly number[] | readonly (readonly number[])[] | In): string {
    return summary(this, input);
  }

  /**
   * From now on (or with `false` no longer) every module in here looks at its inputs, parameters, buffers, outputs and
   * gradients and throws NONFINITE at the first NaN or infinity, naming itself and which of these it was.
   */
  checkFinite(on: boolean): this {
    for (const module of this.modules()) checkFinite(module, on);
    return this;
  }

  toString(): string {
    return this.constructor.name;
  }
}

/** fprop of a module that draws the same at every call: the streams in it are first set back to where they are now. */
export function replayed<In extends Value, Out extends Value>(module: Module<In, Out>): (x: In) => Out {
  const streams = module.namedStreams().map(([, stream]) => [stream, stream.state] as const);
  return (x) => {
    for (const [stream, state] of streams) stream.state = state;
    return module.fprop(x);
  };
}

function isChild(value: unknown): value is Child {
  return value instanceof Parameter || value instanceof Buffer || value instanceof Module;
}

/** The places without those whose thing stands in an earlier one. */
function once<T>(places: [path: string, thing: T][]): [path: string, thing: T][] {
  const seen = new Set<T>();
  return places.filter(([, thing]) => !seen.has(thing) && seen.add(thing));
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** What a module's next result may depend on, beside its settings. */
type State = Parameter | Buffer | Rng;

/** A module of the same kind and settings, with `state` of all that is kept in it and none of its intermediates. */
function copy<M extends AnyModule>(module: M, state: (s: State) => State): M {
  const field = (value: unknown): unknown => {
    if (value instanceof Parameter || value instanceof Buffer || value instanceof Rng) return state(value);
    if (value instanceof Module) return copy(value, state);
    if (value instanceof Tensor) return undefined;
    return Array.isArray(value) ? value.map(field) : value;
  };
  const made = Object.create(Object.getPrototypeOf(module) as object) as Record<string, unknown>;
  for (const [key, value] of Object.entries(module)) made[key] = field(value);
  return made as unknown as M;
}
