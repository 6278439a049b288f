import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { valuesOf, type Bindings } from "../expressions/evaluate.ts";
import { variable, type Expression } from "../expressions/expression.ts";
import { Program, type Memory } from "../expressions/program.ts";
import { Tensor, type Numbers } from "../tensor.ts";

/** The edges of a scalar graph that belong to one operation y and its k-th operand. */
interface Bundle {
  readonly x: Expression;
  readonly y: Expression;
  readonly edges: number;
}

/** What a walk along all paths found. */
export interface PathSums {
  /** Σ over the paths from each number of a leaf to e of the products of their edges' derivatives. */
  readonly sums: Tensor[];
  /** How many paths were walked. */
  readonly paths: number;
  /** Multiplications and additions that were done. */
  readonly operations: number;
}

/**
 * The graph of a scalar e with a node for each number (lecture slides 12–34, a node for each unit and each weight), at
 * these values of its variables. From number x_j of an operand an edge leads to number y_i of what is computed of it where
 * ∂y_i/∂x_j, which stands on it, is not 0. A derivative of 0, be it that x_j is no part of y_i or that a factor happens to
 * be 0 (an input, a unit of a ReLU that is off), carries nothing: there is no edge, and no path. Edge derivatives come from
 * the reverse rule of the operation, a row of its Jacobian for each y_i.
 *
 * @throws FpropError SHAPE for an e that is no scalar; as `evaluate`
 */
export class ScalarGraph {
  /** The value of e. */
  readonly value: number;
  /** All edges: what one evaluation of e passes, one operation on each. */
  readonly edges: number;
  /** How many paths lead from the numbers of the leaves to e. Their number is found without walking any. */
  readonly paths: bigint;
  /** How many edges these paths have together, each as often as it is on one. */
  readonly steps: bigint;
  private readonly e: Expression;
  private readonly leaves: readonly Expression[];
  private readonly sizes: readonly number[];
  private readonly bundles: readonly Bundle[];
  /** The place of each node's first number among all numbers. */
  private readonly starts: ReadonlyMap<Expression, number>;
  /** For each number y_i the places of the x_j that its edges come from, and the derivatives on these edges. */
  private readonly from: readonly number[][];
  private readonly slopes: readonly number[][];
  /** How many paths lead from the leaves to each number. */
  private readonly arriving: readonly bigint[];

  constructor(e: Expression, leaves: readonly Expression[], bindings: Bindings = {}) {
    const program = new Program([e, ...leaves]);
    const value = valuesOf(program, bindings);
    if (value(e).size !== 1) refuse("SHAPE", e, "e", "a scalar", shapeText(value(e).shape));
    const starts = new Map<Expression, number>();
    let size = 0;
    for (const node of program.nodes) {
      starts.set(node, size);
      size += value(node).size;
    }
    const from = Array.from({ length: size }, (): number[] => []);
    const slopes = Array.from({ length: size }, (): number[] => []);
    const bundles: Bundle[] = [];
    for (const y of program.nodes)
      for (const k of y.operation.reverse.keys()) {
        const [x, start, below] = [y.of[k], starts.get(y)!, starts.get(y.of[k])!];
        let edges = 0;
        for (const [i, row] of rows(y, k, value))
          for (let j = 0; j < row.length; j++)
            if (row[j] !== 0) {
              from[start + i].push(below + j);
              slopes[start + i].push(row[j]);
              edges++;
            }
        bundles.push({ x, y, edges });
      }

    // Operands come before what is computed of them, so one round finds the number of paths to each, and their lengths.
    const arriving = from.map(() => 0n);
    const lengths = from.map(() => 0n);
    for (const leaf of leaves) arriving.fill(1n, starts.get(leaf), starts.get(leaf)! + value(leaf).size);
    for (const [place, below] of from.entries())
      for (const x of below) {
        arriving[place] += arriving[x];
        lengths[place] += lengths[x] + arriving[x];
      }

    this.e = e;
    this.leaves = leaves;
    this.sizes = leaves.map((leaf) => value(leaf).size);
    this.bundles = bundles;
    this.starts = starts;
    [this.from, this.slopes, this.arriving] = [from, slopes, arriving];
    this.value = value(e).data[0];
    this.edges = bundles.reduce((sum, { edges }) => sum + edges, 0);
    this.paths = arriving[starts.get(e)!];
    this.steps = lengths[starts.get(e)!];
  }

  /** How many edges lie on the way from any of these leaves to e: what one pass of forward or reverse mode takes. */
  between(leaves: readonly Expression[] = this.leaves): number {
    const reached = new Set(leaves);
    let sum = 0;
    for (const { x, y, edges } of this.bundles)
      if (reached.has(x)) {
        reached.add(y);
        sum += edges;
      }
    return sum;
  }

  /**
   * The derivative of e by each leaf as the naive sum over all paths: each path's product from its first edge to its last,
   * whatever it has in common with others. An operation is one multiplication, or the addition to the sum; so a path has as
   * many as edges.
   */
  walk(): PathSums {
    const { from, slopes, arriving } = this;
    const sums = new Float64Array(from.length);
    const ends = new Set(this.leaves.flatMap((leaf, k) => places(this.starts.get(leaf)!, this.sizes[k])));
    // The path from e down to where the walk is: the numbers on it, at each the edge to try next, and its derivatives.
    const [path, next, product] = [[this.starts.get(this.e)!], [0], [] as number[]];
    let [paths, operations] = [0, 0];
    while (path.length > 0) {
      const top = path.length - 1;
      const y = path[top];
      const edge = next[top]++;
      if (edge < from[y].length) {
        const x = from[y][edge];
        if (arriving[x] === 0n) continue;
        path.push(x);
        next.push(0);
        product.push(slopes[y][edge]);
        continue;
      }
      if (ends.has(y)) {
        let derivative = product.length === 0 ? 1 : product[0];
        for (let k = 1; k < product.length; k++, operations++) derivative *= product[k];
        sums[y] += derivative;
        if (product.length > 0) operations++;
        paths++;
      }
      path.pop();
      next.pop();
      product.pop();
    }
    const found = this.leaves.map((leaf, k) => {
      const start = this.starts.get(leaf)!;
      return Tensor.from(sums.slice(start, start + this.sizes[k]));
    });
    return { sums: found, paths, operations };
  }
}

const places = (start: number, size: number): number[] => Array.from({ length: size }, (_, i) => start + i);

/** ∂y_i/∂x for the k-th operand x of y: for each i what the reverse rule makes of a unit vector; good until the next. */
function* rows(y: Expression, k: number, value: (node: Expression) => Tensor): Generator<[i: number, row: Numbers]> {
  const [dy, own] = [variable("dy"), variable("y")];
  const operands = y.of.map((_, i) => variable(`x${i}`));
  const row = y.operation.reverse[k](dy, operands, own);
  const program = new Program([row]);
  const unit = Tensor.zeros(value(y).shape, value(y).dtype);
  const known = new Map([[dy, unit], [own, value(y)], ...operands.map((x, i) => [x, value(y.of[i])] as const)]);
  const needed = new Set(program.nodes);
  const inputs = new Map([...known].filter(([node]) => needed.has(node)));
  const memory: Memory = { values: [], views: [], spares: [] };
  program.bind(memory, inputs, unit.dtype);
  for (let i = 0; i < unit.size; i++) {
    unit.data[i] = 1;
    program.run(memory);
    yield [i, memory.values[program.place(row)]!.data];
    unit.data[i] = 0;
  }
}
