import { checkFloats, refuse } from "./check.ts";
import { describe, shapeText } from "./errors.ts";
import type { Tree } from "./expressions/expression.ts";
import { checkFinite } from "./finite.ts";
import { Parameter } from "./parameter.ts";
import { predict } from "./predict.ts";
import { summary } from "./summary.ts";
import { sameShape, Tensor } from "./tensor.ts";
import type { Value } from "./value.ts";

// oxlint-disable-next-line no-explicit-any -- a module of whatever inputs and outputs: they meet in both directions
export type AnyModule = Module<any, any>;

/** Parameter values by path, as PyTorch names them. */
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
 * A module of your own has its parameters and modules in public fields, alone or in arrays, where they are found;
 * a Tensor in a field is an intermediate, which twins and clones do not take with them. Tuples are the several inputs
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

  /** The parameters and modules directly in this one, by the key that paths name them with. Containers may rename. */
  *entries(): Generator<[key: string, child: Parameter | AnyModule]> {
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
    const seen = new Set<Parameter>();
    return this.places().filter(([, p]) => !seen.has(p) && seen.add(p));
  }

  /** Every parameter, once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, p]) => p);
  }

  private places(): [string, Parameter][] {
    const found: [string, Parameter][] = [];
    for (const [path, module] of this.namedModules())
      for (const [key, child] of module.entries()) if (child instanceof Parameter) found.push([join(path, key), child]);
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

  /** Changes the precision of all parameters; buffers follow the input. Build optimizers afterwards. */
  to(dtype: "float32" | "float64"): this {
    if (dtype !== "float32" && dtype !== "float64")
      refuse("DTYPE", this, "dtype", "float32 or float64", describe(dtype));
    for (const p of this.parameters()) p.to(dtype);
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

  /** Copies of all parameter values, by path. */
  stateDict(): StateDict {
    return Object.fromEntries(this.places().map(([path, p]) => [path, p.value.clone()]));
  }

  /**
   * Takes over the values of a state dict, each rounded to the parameter's precision: all of them, or none where a
   * name or shape does not fit. With `strict: false` missing and unexpected names are returned instead of refused.
   * @throws FpropError STATE_DICT, SHAPE
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
      checkFloats(this, `state "${name}"`, t);
      if (!sameShape(t.shape, p.value.shape))
        refuse("SHAPE", this, `state "${name}"`, shapeText(p.value.shape), shapeText(t.shape));
    }
    for (const [, p, t] of pairs) p.value.data.set(t.data);
    return { missing, unexpected };
  }

  /** A module that shares this one's parameters and has its own intermediates: how one layer stands in two places. */
  twin(): this {
    return copy(this, (p) => p);
  }

  /** A module with copies of this one's parameters, and its own intermediates. */
  clone(): this {
    const copies = new Map<Parameter, Parameter>();
    return copy(this, (p) => {
      const made = copies.get(p) ?? p.clone();
      copies.set(p, made);
      return made;
    });
  }

  /**
   * y for all of x in evaluation mode: fresh tensors that are the caller's own, computed `batchSize` rows at a time by
   * a twin, so that nothing of this module changes, not even what its next bprop needs.
   */
  predict(x: In, { batchSize = 256 }: { batchSize?: number } = {}): Out {
    return predict(this, x, batchSize) as Out;
  }

  /**
   * A table of the modules in here: path, kind, shape of the output and number of parameters, for an input of this
   * shape (or these shapes, where the module takes a tuple). Nothing in the module changes.
   */
  summary(inputShape: readonly number[] | readonly (readonly number[])[]): string {
    return summary(this, inputShape);
  }

  /**
   * From now on (or with `false` no longer) every module in here looks at its inputs, parameters, outputs and gradients
   * and throws NONFINITE at the first NaN or infinity, naming itself and which of these it was.
   */
  checkFinite(on: boolean): this {
    for (const module of this.modules()) checkFinite(module, on);
    return this;
  }

  toString(): string {
    return this.constructor.name;
  }
}

function isChild(value: unknown): value is Parameter | AnyModule {
  return value instanceof Parameter || value instanceof Module;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A module of the same kind and settings, with `parameter` of its parameters and none of its intermediates. */
function copy<M extends AnyModule>(module: M, parameter: (p: Parameter) => Parameter): M {
  const field = (value: unknown): unknown => {
    if (value instanceof Parameter) return parameter(value);
    if (value instanceof Module) return copy(value, parameter);
    if (value instanceof Tensor) return undefined;
    return Array.isArray(value) ? value.map(field) : value;
  };
  const made = Object.create(Object.getPrototypeOf(module) as object) as Record<string, unknown>;
  for (const [key, value] of Object.entries(module)) made[key] = field(value);
  return made as unknown as M;
}
