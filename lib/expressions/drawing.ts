import { valuesOf, type Bindings } from "./evaluate.ts";
import { adjoints } from "./derivatives.ts";
import { nodesOf, type Expression } from "./expression.ts";
import { one } from "./operations.ts";
import { Program } from "./program.ts";
import { Tensor } from "../tensor.ts";
import { shapeText } from "../errors.ts";

interface Box {
  readonly name: string;
  readonly formula: string;
  /** The value of the node, and ∂e/∂ of it where e is a scalar that depends on it. */
  readonly value: string;
  readonly derivative: string | undefined;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  /** The derivative along the edge, where both ends are scalars. */
  readonly derivative: string | undefined;
}

/**
 * The graph of e at these values of its variables (lecture slides 28–34): on each node its value and, where e is a
 * scalar, the derivative of e by it; on each edge between scalars the derivative of the node above by the node below; by constants there is none.
 * Tensors show their shapes. Nodes that are computed are named v1, v2, … in the order of their computation.
 *
 *     const drawing = new Drawing(mul(add(a, b), add(b, 1)), { a: 2, b: 1 });
 *     console.log(String(drawing)); // text; drawing.dot() is for Graphviz
 *
 * @throws FpropError as `evaluate`
 */
export class Drawing {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];

  constructor(e: Expression, bindings: Bindings = {}) {
    const nodes = nodesOf([e]);
    const value = valuesOf(new Program(nodes), bindings);
    const found = value(e).size === 1 ? adjoints(e) : new Map<Expression, Expression>();

    // An operand without a rule only shows a shape.
    const edges = nodes.flatMap((y, to) =>
      y.of.flatMap((x, k) => (y.operation.reverse[k] === undefined ? [] : [{ x, y, k, to }])),
    );
    const along = edges.map(({ x, y, k }) =>
      !(x.leaf instanceof Tensor) && value(x).size === 1 && value(y).size === 1
        ? y.operation.reverse[k](one(y), y.of, y)
        : undefined,
    );
    const derivatives = [...nodes.map((node) => (node.leaf instanceof Tensor ? undefined : found.get(node))), ...along];
    const asked = derivatives.filter((d) => d !== undefined);
    const derivative = valuesOf(new Program(asked), bindings);
    const text = (d: Expression | undefined): string | undefined => (d === undefined ? undefined : show(derivative(d)));

    const names = new Map<Expression, string>();
    let computed = 0;
    for (const node of nodes) names.set(node, node.leaf === undefined ? `v${++computed}` : node.toString());
    this.boxes = nodes.map((node, i) => ({
      name: names.get(node)!,
      formula: node.leaf === undefined ? node.operation.text(node.of.map((x) => names.get(x)!)) : "",
      value: show(value(node)),
      derivative: text(derivatives[i]),
    }));
    this.edges = edges.map(({ x, to }, i) => ({ from: nodes.indexOf(x), to, derivative: text(along[i]) }));
  }

  /** The graph as text for Graphviz's `dot`. */
  dot(): string {
    const lines = this.boxes.map(({ name, formula, value, derivative }, i) => {
      const label = [...new Set([name, formula, value])].filter((s) => s !== "").join(" = ");
      return `  n${i} [label=${derivative === undefined ? quoted(label) : quoted(label, `∂ = ${derivative}`)}];`;
    });
    const arrows = this.edges.map(
      ({ from, to, derivative }) =>
        `  n${from} -> n${to}${derivative === undefined ? "" : ` [label=${quoted(derivative)}]`};`,
    );
    return ["digraph {", "  rankdir=BT;", "  node [shape=box];", ...lines, ...arrows, "}", ""].join("\n");
  }

  /** A line for each node, and under it one for each edge that leads to it. */
  toString(): string {
    return this.boxes
      .flatMap(({ name, formula, value, derivative }, i) => {
        const label = [...new Set([name, formula, value])].filter((s) => s !== "").join(" = ");
        const into = this.edges.filter(({ to }) => to === i);
        return [
          derivative === undefined ? label : `${label}    ∂e/∂${name} = ${derivative}`,
          ...into.map(({ from, derivative }) =>
            derivative === undefined
              ? `    from ${this.boxes[from].name}`
              : `    ∂${name}/∂${this.boxes[from].name} = ${derivative}`,
          ),
        ];
      })
      .join("\n");
  }
}

const show = (t: Tensor): string => (t.size === 1 ? `${t.data[0]}` : shapeText(t.shape));
const quoted = (...lines: string[]): string => `"${lines.map((s) => s.replace(/["\\]/g, "\\$&")).join("\\n")}"`;
