import { refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { Module, replayed, type AnyModule } from "../module.ts";
import { Tensor } from "../tensor.ts";
import { leaves, mapValue, type Value } from "../value.ts";
import { Expression, parameter, type Tree } from "./expression.ts";
import type { Operation, Shape } from "./operation.ts";
import { make } from "./operations.ts";

/**
 * A module in an expression: y = f(x; w), with its parameters as leaves, whose values are those of the moment of the
 * evaluation. A module that says its function in operations (`express`) has derivatives of any order, and so has a
 * network of such modules. One that does not is a single node: its derivative backwards is its bprop, that forwards is
 * found by one bprop for each number of y, and there are no second ones.
 *
 *     const e = mean(tanh(express(new Linear(2, 3), variable("x"))));
 *
 * @throws FpropError ARGUMENT for something that is no module, and for one without `express` that returns a tuple
 */
export function express<In extends Value>(module: Module<In, Tensor>, x: Tree): Expression;
export function express(module: AnyModule, x: Tree): Tree;
export function express(module: AnyModule, x: Tree): Tree {
  if (!(module instanceof Module)) refuse("ARGUMENT", "express", "module", "a Module", module);
  return module.express === undefined ? opaque(module, x) : module.express(x);
}

/** The expressions of a tree, in order. */
export function expressions(x: Tree): Expression[] {
  return x instanceof Expression ? [x] : x.flatMap(expressions);
}

/** Tensors in the form of a tree. */
export function inForm(tree: Tree, tensors: readonly Tensor[]): Value {
  let next = 0;
  const build = (t: Tree): Value => (t instanceof Expression ? tensors[next++] : t.map(build));
  return build(tree);
}

/** A node that computes as a module does, on a copy of it: so whatever else the module is used for goes on. */
function opaque(module: AnyModule, x: Tree): Expression {
  const copy = module.clone().freeze(false);
  const fprop = replayed(copy);
  const inputs = expressions(x);
  const weights = module.parameters();
  /** y of these operands: the inputs, then the parameters. */
  const run = (operands: readonly Tensor[]): Tensor => {
    copy.to(operands[0].dtype as "float32" | "float64");
    for (const [i, p] of copy.parameters().entries()) p.value.data.set(operands[inputs.length + i].data);
    const y = fprop(inForm(x, operands.slice(0, inputs.length)));
    return y instanceof Tensor ? y : refuse("ARGUMENT", module, "express", "its own, since it returns a tuple", "none");
  };
  /** dx and dw for the latest `run`. */
  const back = (dy: Tensor): Tensor[] => {
    copy.zeroGrad();
    return [...leaves(copy.bprop(dy) as Value), ...copy.parameters().map((p) => p.grad)];
  };

  const text = `${module}`;
  const once = (): never => refuse("ARGUMENT", module, "express", "its own, to be derived twice", "none");
  const operation: Operation = {
    text: (operands) => `${text}(${operands.slice(0, inputs.length).join(", ")})`,
    shape: (shapes) =>
      probe(
        module,
        inForm(
          x,
          shapes.slice(0, inputs.length).map((s) => Tensor.zeros(s)),
        ),
        copy,
      ),
    value: (y, operands) => y.data.set(run(operands).data),
    forward: [...inputs, ...weights].map((_, k) => (dx, of, y) => make(along(k), dx, y, ...of)),
    reverse: [...inputs, ...weights].map((_, k) => (dy, of) => make(against(k), dy, of[k], ...of)),
  };
  /** dx_k = (∂y/∂x_k)ᵀ dy */
  const against = (k: number): Operation => ({
    text: ([dy]) => `${text}ᵀ(${dy})`,
    shape: ([, x]) => x,
    value: (dx, [dy, , ...of]) => {
      run(of);
      dx.data.set(back(dy)[k].data);
    },
    forward: [once, once, ...operation.forward.map(() => once)],
    reverse: [once, once, ...operation.reverse.map(() => once)],
  });
  /** dy = (∂y/∂x_k) dx_k, each number of it by a unit vector on the way back */
  const along = (k: number): Operation => ({
    text: ([dx]) => `${text}′(${dx})`,
    shape: ([, y]) => y,
    value: (dy, [dx, , ...of], spare) => {
      run(of);
      const [unit, part] = [spare(dy, dy.shape), spare(dx, dx.shape)];
      kernels.clear(unit);
      for (let i = 0; i < dy.size; i++) {
        unit.data[i] = 1;
        kernels.multiply(part, back(unit)[k], dx);
        dy.data[i] = kernels.sum(part);
        unit.data[i] = 0;
      }
    },
    forward: [once, once, ...operation.forward.map(() => once)],
    reverse: [once, once, ...operation.reverse.map(() => once)],
  });
  return make(operation, ...inputs, ...weights.map(parameter));
}

/** The shape of y for inputs of these shapes. */
function probe(module: AnyModule, x: Value, copy: AnyModule): Shape {
  const dtype = copy.parameters()[0]?.value.dtype ?? "float32";
  const y = copy.fprop(mapValue(x, (t) => t.to(dtype))) as Value;
  return y instanceof Tensor
    ? y.shape
    : refuse("ARGUMENT", module, "express", "its own, since it returns a tuple", "none");
}
