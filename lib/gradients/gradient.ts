import { refuse } from "../check.ts";
import { express } from "../expressions/express.ts";
import { constant, parameter, type Expression, type Tree } from "../expressions/expression.ts";
import { expressed, Loss } from "../loss.ts";
import { Module, replayed, type AnyModule, type StateDict } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { isValue, type Value } from "../value.ts";
import { copyLoss, inDouble } from "./copies.ts";
import { ScalarGraph } from "./scalargraph.ts";

/**
 * E(w) = loss(f(x; w), t) of a net and a loss that is a number, to be derived by all parameters w of the net. Everything
 * is copied, in float64: whatever is done with the copies, net, loss, x and t stay as they are. Frozen parameters are
 * derived with the others. The net is taken as it stands, in training or evaluation mode; streams that modules draw from are
 * set back before every fprop, so that a Dropout keeps its mask.
 * @throws FpropError ARGUMENT for something that is no module or no loss, or has no parameters; SHAPE for an x that is no
 * tensor
 */
export class Problem {
  readonly net: AnyModule;
  readonly loss: Loss<Value, unknown, number>;
  readonly parameters: readonly [path: string, parameter: Parameter][];
  private readonly fprop: (x: Value) => Value;
  private readonly x: Value;
  private readonly t: unknown;
  private known: ScalarGraph | undefined;

  constructor(who: string, net: unknown, loss: unknown, x: unknown, t: unknown) {
    if (!(net instanceof Module)) refuse("ARGUMENT", who, "net", "a Module", net);
    if (!(loss instanceof Loss)) refuse("ARGUMENT", who, "loss", "a Loss", loss);
    if (!isValue(x)) refuse("SHAPE", who, "x", "a Tensor or a tuple of them", x);
    this.net = (net as AnyModule).clone().to("float64").freeze(false);
    this.fprop = replayed(this.net) as (x: Value) => Value;
    this.parameters = this.net.namedParameters();
    if (this.parameters.length === 0) refuse("ARGUMENT", who, "net", "one with parameters", `${this.net}`);
    // A penalty in the loss weighs the net's own parameters, and so the copies of these.
    const copies = (net as AnyModule).parameters().map((p, i) => [p, this.parameters[i][1]] as const);
    this.loss = copyLoss(loss as Loss<Value, unknown, number>, new Map(copies));
    this.x = inDouble(x);
    this.t = isValue(t) ? inDouble(t) : t;
  }

  /** E by fprop, at what the copied parameters hold at that moment. */
  energy(): number {
    const E: unknown = this.loss.fprop(this.fprop(this.x), this.t);
    return typeof E === "number" ? E : refuse("ARGUMENT", this.loss, "E", "a number, a mean or a sum", E);
  }

  /** E as an expression of the copied parameters; x and t are constants. */
  expression(): Expression {
    const tree = (v: Value): Tree => (v instanceof Tensor ? constant(v) : v.map(tree));
    return expressed(this.loss, express(this.net, tree(this.x)), this.t);
  }

  /** A leaf for each parameter. */
  leaves(): Expression[] {
    return this.parameters.map(([, p]) => parameter(p));
  }

  /** The graph of E with a node for each number, made once. */
  graph(): ScalarGraph {
    return (this.known ??= new ScalarGraph(this.expression(), this.leaves()));
  }

  /** Copies of these tensors, one for each parameter, by the parameters' paths and in their shapes. */
  named(tensors: readonly Tensor[]): StateDict {
    return Object.fromEntries(
      this.parameters.map(([path, p], i) => [path, tensors[i].reshape(p.value.shape).clone()] as const),
    );
  }
}

/** A gradient and what it took to find it. */
export class Gradient {
  /** How it was found. */
  readonly way: string;
  readonly E: number;
  /** ∂E/∂w for every parameter of the net by its path, such as `0.weight`; fresh tensors in float64. */
  readonly gradients: StateDict;
  /** How many times the graph was gone through; for path sums, how many paths. */
  readonly passes: number;
  private readonly count: () => number;
  private counted: number | undefined;

  /** @internal */
  constructor(
    way: string,
    { E, gradients, passes, count }: { E: number; gradients: StateDict; passes: number; count: () => number },
  ) {
    this.way = way;
    this.E = E;
    this.gradients = gradients;
    this.passes = passes;
    this.count = count;
  }

  /**
   * How many edges of the graph of all numbers (`ScalarGraph`) were passed, each as often as it was. Passing an edge is one
   * operation: on the way to E a number's part in what is computed of it, and for derivatives a multiplication by what
   * stands on the edge, and the addition to what else arrives. Counted when asked for: the graph of a large net is larger.
   */
  get operations(): number {
    return (this.counted ??= this.count());
  }

  /** The largest |a − b| between numbers of this gradient and of another one; NaN where either has one. */
  difference(other: Gradient): number {
    const gaps = Object.entries(this.gradients).flatMap(([path, { data }]) =>
      Array.from(data as Float64Array, (v, i) => Math.abs(v - other.gradients[path].data[i])),
    );
    return gaps.reduce((a, b) => (a > b || Number.isNaN(a) ? a : b), 0);
  }
}
