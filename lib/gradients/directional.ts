import { checkForm, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import * as derivatives from "../expressions/derivatives.ts";
import { evaluate } from "../expressions/evaluate.ts";
import { express, expressions, inForm } from "../expressions/express.ts";
import { constant, Expression, parameter, variable, type Operand, type Tree } from "../expressions/expression.ts";
import { zeros } from "../expressions/operations.ts";
import { expressed, Loss } from "../loss.ts";
import { Module, type AnyModule, type StateDict } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { isValue, leaves, type Value } from "../value.ts";

/**
 * Jacobian times vector, by forward mode (lecture slides 31–32), in one pass, however many numbers y has.
 *
 * Of an expression: Σ ∂e/∂x · v, an expression. Of a module: the change of y = f(x; w) when x changes by v and the
 * parameters by `dw`, by their paths,
 *
 *     dy = ∂f/∂x · v + Σ ∂f/∂w · dw          v has the form of x; dy has that of y, fresh tensors
 *
 * The module is taken as it stands, in training or evaluation mode, and nothing in it changes. For all u,
 * ⟨dy, u⟩ = ⟨v, dx⟩ + Σ ⟨dw, ∂E/∂w⟩ with what bprop(u) gives.
 *
 *     const dy = jvp(net, x, v);
 *
 * @throws FpropError SHAPE, DTYPE for a v or dw of another form; STATE_DICT for a path that is none; as `evaluate`
 */
export function jvp(e: Expression, xs: readonly Expression[], vs: readonly Operand[]): Expression;
export function jvp<In extends Value, Out extends Value>(net: Module<In, Out>, x: In, v: In, dw?: StateDict): Out;
export function jvp(
  f: Expression | AnyModule,
  x: readonly Expression[] | Value,
  v: readonly Operand[] | Value,
  dw: StateDict = {},
): Expression | Value {
  if (f instanceof Expression) return derivatives.jvp(f, x as readonly Expression[], v as readonly Operand[]);
  if (!(f instanceof Module)) refuse("ARGUMENT", "jvp", "f", "an Expression or a Module", f);
  if (!isValue(x)) refuse("SHAPE", "jvp", "x", "a Tensor or a tuple of them", x);
  checkForm("jvp", "v", v as Value, x);
  const { tree, bindings, floats } = input(x);
  const changed = directions("jvp", f, dw);
  const vs = leaves(v as Value).filter((t) => t.dtype !== "int32");
  const y = express(f, tree);
  const ends = expressions(y);
  const [ws, dws] = [changed.map(({ p }) => parameter(p)), changed.map(({ v }) => v)];
  const found = derivatives.push(ends, [...floats, ...ws], [...vs, ...dws]);
  const tangents = evaluate(
    ends.map((e) => found.get(e) ?? zeros(e)),
    bindings,
  );
  return inForm(y, tangents);
}

/**
 * Hessian times vector, by forward mode over reverse mode, so that no Hessian is made: the cost is that of a few passes.
 *
 * Of an expression: Σ ∂²e/∂x∂x′ · v′ for each x, expressions. Of a net and a loss that is a number: the change of the
 * gradient of E(w) = loss(f(x; w), t) when the parameters change by v, by their paths; what v does not name stays.
 *
 *     const { "0.weight": Hv } = hvp(net, new MSELoss(), x, t, { "0.weight": v });
 *
 * Fresh tensors by path, for every parameter; nothing in the net or the loss changes.
 * @throws FpropError ARGUMENT for a loss or module that cannot be derived twice; as `jvp`
 */
export function hvp(e: Expression, xs: readonly Expression[], vs: readonly Operand[]): Expression[];
export function hvp<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T, number | Tensor>,
  x: In,
  t: T,
  v: StateDict,
): StateDict;
export function hvp(
  f: Expression | AnyModule,
  loss: readonly Expression[] | Loss<Value, unknown, number | Tensor>,
  x: readonly Operand[] | Value,
  t?: unknown,
  v: StateDict = {},
): Expression[] | StateDict {
  if (f instanceof Expression) return derivatives.hvp(f, loss as readonly Expression[], x as readonly Operand[]);
  if (!(f instanceof Module)) refuse("ARGUMENT", "hvp", "f", "an Expression or a Module", f);
  if (!(loss instanceof Loss)) refuse("ARGUMENT", "hvp", "loss", "a Loss", loss);
  if (!isValue(x)) refuse("SHAPE", "hvp", "x", "a Tensor or a tuple of them", x);
  const { tree, bindings } = input(x);
  const changed = directions("hvp", f, v);
  const named = f.namedParameters();
  const gradients = derivatives.reverse(
    expressed(loss, express(f, tree), t),
    named.map(([, p]) => parameter(p)),
  );
  const [ws, vs] = [changed.map(({ p }) => parameter(p)), changed.map(({ v }) => v)];
  const found = derivatives.push(gradients, ws, vs);
  const products = evaluate(
    gradients.map((g) => found.get(g) ?? zeros(g)),
    bindings,
  );
  return Object.fromEntries(named.map(([name], i) => [name, products[i]]));
}

/** Parameters with their directions, in the order of the module's. */
function directions(who: string, module: AnyModule, dw: StateDict): { p: Parameter; v: Tensor }[] {
  const named = new Map(module.namedParameters());
  return Object.entries(dw).map(([name, v]) => {
    const p = named.get(name);
    if (p === undefined) refuse("STATE_DICT", who, "direction", `one of [${[...named.keys()].join(", ")}]`, name);
    if (!(v instanceof Tensor) || !sameShape(v.shape, p.value.shape))
      refuse(
        "SHAPE",
        who,
        `direction "${name}"`,
        shapeText(p.value.shape),
        v instanceof Tensor ? shapeText(v.shape) : v,
      );
    return { p, v };
  });
}

/** A variable for each tensor of x, and its value; integers are constants. */
function input(x: Value): { tree: Tree; bindings: Record<string, Tensor>; floats: Expression[] } {
  const bindings: Record<string, Tensor> = {};
  const floats: Expression[] = [];
  const build = (t: Value): Tree => {
    if (!(t instanceof Tensor)) return t.map(build);
    if (t.dtype === "int32") return constant(t);
    const name = `x${floats.length}`;
    bindings[name] = t;
    floats.push(variable(name));
    return floats[floats.length - 1];
  };
  return { tree: build(x), bindings, floats };
}
