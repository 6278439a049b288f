import { nodesOf, variable, type Expression } from "../expressions/expression.ts";
import { moves, puts, type Operation, type Shape } from "../expressions/operation.ts";
import { add, matmul, transpose, zeros } from "../expressions/operations.ts";
import { product } from "../expressions/shapes.ts";
import { Parameter } from "../parameter.ts";
import { Tensor, type Numbers } from "../tensor.ts";

/** What is known of a node: its shape, how many of its numbers are more than a 0 that was put there, and its cost. */
interface Known {
  readonly shape: Shape;
  readonly filled: number;
  readonly flops: number;
}

/** Operations that are known by themselves; made when they are first needed, since an import does nothing. */
function knownOperations() {
  const [x, y] = [variable("x"), variable("y")];
  /** The axes that a product sums over, of its factors as matrices: 0 the rows, 1 the last. */
  const summed = new Map<Operation, readonly [a: 0 | 1, b: 0 | 1]>([
    [matmul(x, y).operation, [1, 0]],
    [matmul(x, transpose(y)).operation, [1, 1]],
    [matmul(transpose(x), y).operation, [0, 0]],
  ]);
  return { addition: add(x, y).operation, nothing: zeros(x).operation, summed };
}

/**
 * Multiplications, additions and functions of one number in expressions, counted by their operations (`flops`) and the
 * shapes of their operands: nothing is computed. What is written twice is computed once. What adds a 0 that was put there,
 * or multiplies by a constant 0 or 1, so that numbers get to their places, is no arithmetic.
 */
export class Count {
  private readonly known = new Map<Expression, Known>();
  private readonly first = new Map<Expression, Expression>();
  private readonly same = new Map<Operation, Map<string, Expression>>();
  private readonly names = new Map<Expression, number>();
  private readonly counted = new Set<Expression>();
  private readonly operations = knownOperations();

  /** @param inputs the shapes of variables */
  constructor(inputs: ReadonlyMap<Expression, Shape>) {
    for (const [leaf, shape] of inputs) this.known.set(leaf, { shape, filled: product(shape), flops: 0 });
  }

  /** A variable with the shape of an expression that was counted. */
  know(leaf: Expression, like: Expression): void {
    const { shape } = this.of(this.first.get(like)!);
    this.known.set(leaf, { shape, filled: product(shape), flops: 0 });
  }

  /** What these expressions take beyond those that were counted before. */
  add(ends: readonly Expression[]): number {
    let sum = 0;
    for (const node of nodesOf(ends)) {
      const one = this.one(node);
      if (this.counted.has(one)) continue;
      this.counted.add(one);
      sum += this.of(one).flops;
    }
    return sum;
  }

  /** The first node that is written as this one is. Operands come before. */
  private one(node: Expression): Expression {
    const known = this.first.get(node);
    if (known !== undefined) return known;
    this.names.set(node, this.names.size);
    if (node.leaf !== undefined) this.first.set(node, node);
    else {
      const key = node.of.map((v) => this.names.get(this.first.get(v)!)).join(" ");
      const alike = this.same.get(node.operation) ?? new Map<string, Expression>();
      this.same.set(node.operation, alike);
      if (!alike.has(key)) alike.set(key, node);
      this.first.set(node, alike.get(key)!);
    }
    return this.first.get(node)!;
  }

  private of(node: Expression): Known {
    const known = this.known.get(node) ?? this.find(node);
    this.known.set(node, known);
    return known;
  }

  private find(node: Expression): Known {
    const { leaf, operation } = node;
    const { addition, nothing, summed } = this.operations;
    if (leaf instanceof Parameter || leaf instanceof Tensor) {
      const { shape } = leaf instanceof Parameter ? leaf.value : leaf;
      return { shape, filled: product(shape), flops: 0 };
    }
    const of = node.of.map((v) => this.of(this.first.get(v)!));
    const shapes = of.map((v) => v.shape);
    const shape = operation.shape(shapes, node);
    const size = product(shape);
    if (operation === nothing) return { shape, filled: 0, flops: 0 };
    if (operation === addition && of.every((v) => product(v.shape) === size)) {
      const both = of[0].filled + of[1].filled;
      return { shape, filled: Math.min(size, both), flops: Math.max(0, both - size) };
    }
    if (operation.view?.(shapes[0], shape) === true || (operation.flops === moves && product(shapes[0]) === size))
      return { shape, filled: of[0].filled, flops: 0 };
    if (operation.flops === puts) return { shape, filled: of[0].filled, flops: 0 };
    if (operation.told?.kind === "concat") return { shape, filled: of.reduce((n, v) => n + v.filled, 0), flops: 0 };
    const choice = summed.has(operation) ? this.constantProduct(node, shapes, size) : undefined;
    if (choice !== undefined) return { shape, filled: Math.min(size, of[choice.other].filled), flops: choice.flops };
    return { shape, filled: size, flops: operation.flops?.(shape, shapes) ?? size };
  }

  /** What a product takes of which one factor is a constant: a multiplication for what is neither 0 nor ±1, and sums. */
  private constantProduct(
    { of, operation }: Expression,
    shapes: readonly Shape[],
    size: number,
  ): { readonly flops: number; readonly other: number } | undefined {
    const which = of.findIndex((v) => v.leaf instanceof Tensor || v.operation.told?.kind === "shapes");
    if (which < 0) return undefined;
    const shape = shapes[which];
    const cols = shape.at(-1)!;
    const along = this.operations.summed.get(operation)![which];
    const lines = along === 1 ? product(shape) / cols : cols;
    const terms = new Array<number>(lines).fill(0);
    let factors = 0;
    for (const [i, v] of this.valuesOf(of[which], shapes[which]).entries()) {
      if (v === 0) continue;
      terms[along === 1 ? Math.floor(i / cols) : i % cols]++;
      if (Math.abs(v) !== 1) factors++;
    }
    const sums = terms.reduce((n, count) => n + Math.max(0, count - 1), 0);
    return { flops: (size / lines) * (factors + sums), other: 1 - which };
  }

  private valuesOf(node: Expression, shape: Shape): readonly number[] {
    if (node.leaf instanceof Tensor) return [...node.leaf.data];
    const y = Tensor.zeros(shape);
    const of = node.of.map((v) => Tensor.zeros(this.of(this.first.get(v)!).shape));
    node.operation.value(y, of, ({ dtype }, s) => Tensor.zeros(s, dtype));
    return [...(y.data as Numbers)];
  }
}
