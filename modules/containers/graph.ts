import { describe, located } from "../../lib/errors.ts";
import { checkCount, checkForm, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module, type AnyModule } from "../../lib/module.ts";
import { join, Node, type AnyNode } from "../../lib/node.ts";
import { Tensor } from "../../lib/tensor.ts";
import { isValue, leaves, mapValue, type Value } from "../../lib/value.ts";

type ValueOf<N> =
  N extends Node<infer T> ? T : N extends readonly AnyNode[] ? { readonly [K in keyof N]: ValueOf<N[K]> } : never;
type InputOf<I extends readonly AnyNode[]> = I extends readonly [infer N]
  ? ValueOf<N>
  : number extends I["length"]
    ? Tensor
    : ValueOf<I>;

/** A step of the plan: what happens, to the values of which steps before it. */
export type Step =
  | { readonly kind: "input"; readonly of: readonly number[] }
  | { readonly kind: "tuple"; readonly of: readonly number[] }
  | { readonly kind: "module"; readonly k: number; readonly of: readonly number[] }
  | { readonly kind: "position"; readonly k: number; readonly of: readonly number[] };

/** A gradient as far as it is known: what has no part yet is undefined. */
type Known = Tensor | undefined | readonly Known[];

/**
 * Any acyclic graph of modules, drawn by a function (lecture slides 27 and 30):
 *
 *     const net = new Graph((x) => {
 *       const h = x.into(new Linear(4, 4)).into(new Tanh());
 *       return join(h, x).into(new Add()).into(new Linear(4, 2)); // a skip connection
 *     });
 *
 * The function's parameters are the inputs, one or several: `(a: Node, b: Node) => …` makes a module that takes the
 * tuple [a, b]; one that counts no parameters, `(...nodes) => …`, is told with `inputs` how many they are. It returns a
 * node, or an array of nodes for a tuple. fprop runs along the drawing, bprop backwards; where a value flows to several
 * places their gradients add up. A module drawn twice is used again as its twin: shared
 * parameters, gradients summed. In paths modules are 0, 1, 2, … in the order of the plan.
 * @throws FpropError ARGUMENT for a drawing that is none
 */
export class Graph<I extends readonly AnyNode[] = [Node], O extends AnyNode | readonly AnyNode[] = Node> extends Module<
  InputOf<I>,
  ValueOf<O> & Value
> {
  readonly layers: AnyModule[] = [];
  /** The inputs, everything drawn after what it depends on, and last the tuple of the output alone. */
  readonly plan: readonly Step[];
  readonly inputs: number;
  private values: (Value | undefined)[] = [];
  /** A tensor of the latest complete fprop's output, which a twin has not. */
  private y: Tensor | undefined;
  /** Sums of gradients, and zeros for what has none, in the order in which bprop needs them. */
  private sums: (Tensor | undefined)[] = [];

  constructor(draw: (...inputs: I) => O, options: { inputs?: number } = {}) {
    super();
    if (typeof draw !== "function") refuse("ARGUMENT", "Graph", "draw", "a function of nodes", draw);
    this.inputs = options.inputs ?? draw.length;
    if (this.inputs === 0)
      refuse("ARGUMENT", "Graph", "draw", "a function with a named parameter for every input", "one without");
    checkCount("Graph", "inputs", this.inputs);
    const inputs = Array.from({ length: this.inputs }, () => new Node({ kind: "input", of: [] }));
    const drawn: unknown = draw(...(inputs as unknown as I));
    const end = Array.isArray(drawn) ? join(...(drawn as AnyNode[])) : drawn;
    if (!(end instanceof Node) || (end.step.kind === "tuple" && end.step.of.length === 0))
      refuse("ARGUMENT", "Graph", "what draw returns", "a node or an array of nodes", describe(end));

    const places = new Map<AnyNode, number>(inputs.map((node, i) => [node, i]));
    const used = new Set<AnyModule>();
    const plan: Step[] = inputs.map(() => ({ kind: "input", of: [] }));
    // Depth first, each node after what it depends on; a stack of its own, because graphs may be deeper than calls go.
    const pending: AnyNode[] = [end];
    while (pending.length > 0) {
      const node = pending[pending.length - 1];
      const before = node.step.of.filter((n) => !places.has(n));
      pending.push(...before.toReversed());
      if (before.length > 0) continue;
      pending.pop();
      if (places.has(node)) continue;
      const { step } = node;
      const of = step.of.map((n) => places.get(n)!);
      if (step.kind === "input")
        refuse("ARGUMENT", "Graph", "every node", "drawn from this graph's inputs", "the input of another graph");
      places.set(node, plan.length);
      if (step.kind === "tuple") plan.push({ kind: "tuple", of });
      else if (step.kind === "position") plan.push({ kind: "position", k: step.k, of });
      else {
        plan.push({ kind: "module", k: this.layers.length, of });
        const layer = step.module.modules().some((m) => used.has(m)) ? step.module.twin() : step.module;
        for (const m of layer.modules()) used.add(m);
        this.layers.push(layer);
      }
    }
    // The end stands last even where it is an input, or a node that others lead on from.
    plan.push({ kind: "tuple", of: [places.get(end)!] });
    this.plan = plan;
  }

  fprop(x: InputOf<I>): ValueOf<O> & Value {
    const given: readonly Value[] = this.inputs === 1 ? [x] : (x as readonly Value[]);
    if (!Array.isArray(given) || given.length !== this.inputs)
      refuse("SHAPE", this, "x", `a tuple of ${this.inputs}`, x);
    if (!isValue(given)) refuse("SHAPE", this, "x", "a Tensor or a tuple of them", x);
    const values: Value[] = [];
    for (const [i, step] of this.plan.entries()) {
      const [a] = step.of;
      if (step.kind === "input") values.push(given[i]);
      else if (step.kind === "tuple") values.push(step.of.map((j) => values[j]));
      else if (step.kind === "position") values.push(position(this, values[a], step.k));
      else
        try {
          values.push(this.layers[step.k].fprop(values[a]) as Value);
          this.y = undefined;
        } catch (error) {
          throw located(error, step.k);
        }
    }
    this.values = values;
    const y = (values.at(-1) as readonly Value[])[0];
    [this.y] = leaves(y);
    return y as ValueOf<O> & Value;
  }

  bprop(dy: ValueOf<O> & Value): InputOf<I> {
    if (this.y === undefined) refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    checkForm(this, "dy", dy, (this.values.at(-1) as readonly Value[])[0]);
    const known: Known[] = this.plan.map(() => undefined);
    const sums = new Sums(this.sums);
    known[known.length - 1] = [dy];
    for (let i = this.plan.length - 1; i >= this.inputs; i--) {
      const step = this.plan[i];
      if (step.kind === "tuple") {
        const parts = known[i] as readonly Known[] | undefined;
        step.of.forEach((j, k) => (known[j] = sums.merge(known[j], parts?.[k])));
      } else if (step.kind === "position") {
        const [a] = step.of;
        const part = Array.from({ length: step.k + 1 }, (_, k) => (k === step.k ? known[i] : undefined));
        known[a] = sums.merge(known[a], part);
      } else if (step.kind === "module")
        try {
          const [a] = step.of;
          const dx = this.layers[step.k].bprop(sums.filled(known[i], this.values[i]!)) as Value;
          known[a] = sums.merge(known[a], dx);
        } catch (error) {
          throw located(error, step.k);
        }
    }
    const dx = Array.from({ length: this.inputs }, (_, i) => sums.filled(known[i], this.values[i]!));
    return (this.inputs === 1 ? dx[0] : dx) as InputOf<I>;
  }

  override express(x: Tree): Tree {
    const given = this.inputs === 1 ? [x] : (x as readonly Tree[]);
    const values: Tree[] = [];
    for (const [i, step] of this.plan.entries()) {
      const [a] = step.of;
      if (step.kind === "input") values.push(given[i]);
      else if (step.kind === "tuple") values.push(step.of.map((j) => values[j]));
      else if (step.kind === "position") values.push((values[a] as readonly Tree[])[step.k]);
      else values.push(express(this.layers[step.k], values[a]));
    }
    return (values.at(-1) as readonly Tree[])[0];
  }

  override *entries(): Generator<[string, AnyModule]> {
    for (const [i, layer] of this.layers.entries()) yield [String(i), layer];
  }
}

function position(who: AnyModule, value: Value, k: number): Value {
  if (value instanceof Tensor || k >= value.length)
    refuse(
      "ARGUMENT",
      who,
      "position",
      `less than the length of a tuple`,
      `${k} of ${value instanceof Tensor ? "a Tensor" : value.length}`,
    );
  return value[k];
}

/** Adds gradients in buffers that are the same ones at every bprop. */
class Sums {
  private readonly buffers: (Tensor | undefined)[];
  private next = 0;

  constructor(buffers: (Tensor | undefined)[]) {
    this.buffers = buffers;
  }

  private buffer(like: Tensor): Tensor {
    const made = Tensor.reuseLike(this.buffers[this.next], like);
    this.buffers[this.next++] = made;
    return made;
  }

  /** a + b, where what is undefined counts as nothing. */
  merge(a: Known, b: Known): Known {
    if (a === undefined || b === undefined) return a ?? b;
    if (a instanceof Tensor && b instanceof Tensor) {
      const s = this.buffer(a);
      kernels.add(s, a, b);
      return s;
    }
    const [p, q] = [a, b] as readonly (readonly Known[])[];
    return Array.from({ length: Math.max(p.length, q.length) }, (_, k) => this.merge(p[k], q[k]));
  }

  /** The gradient of `value`, with zeros for the parts that nothing depends on. */
  filled(known: Known, value: Value): Value {
    if (known === undefined)
      return mapValue(value, (t) => {
        const z = this.buffer(t);
        kernels.clear(z);
        return z;
      });
    if (known instanceof Tensor || value instanceof Tensor) return known as Tensor;
    return value.map((v, k) => this.filled(known[k], v));
  }
}
