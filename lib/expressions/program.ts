import { checkFloats, refuse } from "../check.ts";
import { look } from "../finite.ts";
import { Parameter } from "../parameter.ts";
import { sameShape, Tensor, type DType } from "../tensor.ts";
import { nodesOf, type Expression } from "./expression.ts";
import type { Shape, Spare } from "./operation.ts";
import { repeat } from "./shapes.ts";

/** The tensors of a program, kept from run to run: the value of each step, and what steps write on the way. */
export interface Memory {
  values: (Tensor | undefined)[];
  /** The shapes of steps whose value is that of their operand under this shape. */
  views: (Shape | undefined)[];
  spares: (Tensor | undefined)[][];
}

/**
 * Expressions in an order in which they can be computed, each node once however many edges lead to it. A program has no
 * state; `Memory` does, so that the twins of a Lambda share the one and not the other.
 */
export class Program {
  readonly nodes: readonly Expression[];
  private readonly of: readonly (readonly number[])[];
  private readonly places: ReadonlyMap<Expression, number>;

  /** The nodes that the first of `ends` needs come first, and so on. */
  constructor(ends: readonly Expression[]) {
    this.nodes = nodesOf(ends);
    this.places = new Map(this.nodes.map((node, i) => [node, i]));
    this.of = this.nodes.map((node) => node.of.map((x) => this.place(x)));
  }

  /** How many operations a run computes: every node that is no leaf. */
  get operations(): number {
    return this.nodes.filter((node) => node.leaf === undefined).length;
  }

  /** Where a node stands. */
  place(node: Expression): number {
    return this.places.get(node)!;
  }

  /**
   * Takes the values of the variables, and finds the shape of every node and room for it. Only here does a program
   * refuse anything, and if it does, nothing has changed. `shapes` are those of variables whose values will come later.
   */
  bind(
    memory: Memory,
    inputs: ReadonlyMap<Expression, Tensor>,
    dtype: DType,
    shapes: ReadonlyMap<Expression, Expression> = new Map(),
  ): void {
    let warm = memory.values.length === this.nodes.length;
    for (const [node, x] of inputs) {
      checkFloats(node, "value", x, dtype);
      const old = memory.values[this.place(node)];
      warm &&= old !== undefined && old.dtype === dtype && sameShape(old.shape, x.shape);
    }
    if (!warm) this.makeRoom(memory, inputs, dtype, shapes);
    for (const [node, x] of inputs) memory.values[this.place(node)] = x;
  }

  private makeRoom(
    memory: Memory,
    inputs: ReadonlyMap<Expression, Tensor>,
    dtype: DType,
    shapes: ReadonlyMap<Expression, Expression>,
  ): void {
    const found: Shape[] = [];
    for (const [i, node] of this.nodes.entries()) {
      const { leaf, operation } = node;
      const like = shapes.get(node);
      if (like !== undefined) found.push(found[this.place(like)]);
      else if (leaf instanceof Tensor) found.push(leaf.shape);
      else if (leaf === undefined)
        found.push(
          operation.shape(
            this.of[i].map((j) => found[j]),
            node,
          ),
        );
      else found.push(inputs.get(node)?.shape ?? refuse("ARGUMENT", node, "variable", "given a value", "none"));
    }
    // What a view shows is its operand's, perhaps the caller's, and not ours to write to.
    const own = memory.values.map((y, i) => (memory.views[i] === undefined ? y : undefined));
    memory.views = this.nodes.map(({ operation }, i) =>
      operation.view?.(found[this.of[i][0]], found[i]) === true ? found[i] : undefined,
    );
    memory.values = this.nodes.map(({ leaf }, i) => {
      if (typeof leaf === "string" || leaf instanceof Parameter || memory.views[i] !== undefined) return undefined;
      const y = Tensor.reuse(own[i], dtype, found[i]);
      if (leaf !== undefined) y.data.set(leaf.data);
      return y;
    });
    memory.spares = this.nodes.map((_, i) => memory.spares[i] ?? []);
  }

  /** Computes the nodes from one place to another, and refuses what is not finite where it `looks`. */
  run(memory: Memory, from = 0, to = this.nodes.length, looks = false): void {
    for (let i = from; i < to; i++) {
      const node = this.nodes[i];
      if (node.leaf === undefined) this.step(node, i, memory);
      if (looks) look(node, "value", memory.values[i]!);
    }
  }

  private step(node: Expression, i: number, { values, views, spares }: Memory): void {
    const x = this.of[i].map((j) => values[j]!);
    const view = views[i];
    if (view !== undefined) {
      values[i] = sameShape(x[0].shape, view) ? x[0] : x[0].reshape(view);
      return;
    }
    const y = values[i]!;
    let used = 0;
    const spare: Spare = ({ dtype }, shape) => {
      const made = Tensor.reuse(spares[i][used], dtype, shape);
      spares[i][used++] = made;
      return made;
    };
    if (node.operation.elementwise === true)
      for (const [k, a] of x.entries()) if (a.size !== y.size) repeat((x[k] = spare(y, y.shape)), [a], spare);
    node.operation.value(y, x, spare);
  }
}
