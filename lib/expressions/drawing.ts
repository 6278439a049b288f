import { valuesOf, type Bindings } from "./evaluate.ts";
import { adjoints } from "./derivatives.ts";
import { nodesOf, type Expression } from "./expression.ts";
import { one } from "./operations.ts";
import { Program } from "./program.ts";
import { svg, words } from "./svg.ts";
import { Tensor } from "../tensor.ts";
import { shapeText } from "../errors.ts";

/** A node of a drawing. */
export interface Box {
  readonly name: string;
  readonly formula: string;
  /** The value of the node, and ∂e/∂ of it where e is a scalar that depends on it. */
  readonly value: string;
  readonly derivative: string | undefined;
  readonly constant: boolean;
}

/** An edge of a drawing: the places of the operand and of what it is an operand of. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** The derivative along the edge, where both ends are scalars. */
  readonly derivative: string | undefined;
}

/**
 * The graph of e at these values of its variables (lecture slides 28–34): on each node its value and, where e is a
 * scalar, the derivative of e by it; on each edge between scalars the derivative of the node above by the node below. By
 * constants there is none. Tensors show their shapes. Nodes that are computed are named v1, v2, … in their order.
 *
 *     const drawing = new Drawing(mul(add(a, b), add(b, 1)), { a: 2, b: 1 });
 *     console.log(String(drawing)); // text; drawing.svg() is a picture, drawing.dot() for Graphviz
 *
 * @throws FpropError as `evaluate`
 */
export class Drawing {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];

  constructor(e: Expression, bindings: Bindings = {}) {
    const all = nodesOf([e]);
    const value = valuesOf(new Program(all), bindings);
    const found = value(e).size === 1 ? adjoints(e) : new Map<Expression, Expression>();

    // An operand without a rule only shows a shape; a constant that nobody has for an operand besides is not drawn.
    const edges = all.flatMap((y) =>
      y.of.flatMap((x, k) => (y.operation.reverse[k] === undefined ? [] : [{ x, y, k }])),
    );
    const operands = new Set(edges.map(({ x }) => x));
    const nodes = all.filter((node) => node === e || operands.has(node) || !(node.leaf instanceof Tensor));
    const along = edges.map(({ x, y, k }) =>
      !(x.leaf instanceof Tensor) && value(x).size === 1 && value(y).size === 1
        ? y.operation.reverse[k](one(y), y.of, y)
        : undefined,
    );
    const derivatives = [...nodes.map((node) => (node.leaf instanceof Tensor ? undefined : found.get(node))), ...along];
    const asked = derivatives.filter((d) => d !== undefined);
    const derivative = valuesOf(new Program(asked), bindings);
    const text = (d: Expression | undefined): string | undefined => (d === undefined ? undefined : show(derivative(d)));

    const place = new Map(nodes.map((node, i) => [node, i]));
    const names = new Map<Expression, string>();
    let computed = 0;
    for (const node of nodes) names.set(node, node.leaf === undefined ? `v${++computed}` : node.toString());
    this.boxes = nodes.map((node, i) => ({
      name: names.get(node)!,
      formula: node.leaf === undefined ? node.operation.text(node.of.map((x) => names.get(x)!)) : "",
      value: show(value(node)),
      derivative: text(derivatives[i]),
      constant: node.leaf instanceof Tensor,
    }));
    this.edges = edges.map(({ x, y }, i) => ({ from: place.get(x)!, to: place.get(y)!, derivative: text(along[i]) }));
  }

  /** The graph as a picture, leaves below. */
  svg(): string {
    return svg(this.boxes, this.edges);
  }

  /** The graph as text for Graphviz's `dot`. */
  dot(): string {
    const nodes = this.boxes.map((box, i) => `  n${i} [label=${quoted(words(box))}];`);
    const arrows = this.edges.map(
      ({ from, to, derivative }) =>
        `  n${from} -> n${to}${derivative === undefined ? "" : ` [label=${quoted([derivative])}]`};`,
    );
    return ["digraph {", "  rankdir=BT;", "  node [shape=box];", ...nodes, ...arrows, "}", ""].join("\n");
  }

  /** A line for each node, and under it one for each edge that leads to it. */
  toString(): string {
    const line = ({ from, to, derivative }: Edge): string =>
      derivative === undefined
        ? `    from ${this.boxes[from].name}`
        : `    ∂${this.boxes[to].name}/∂${this.boxes[from].name} = ${derivative}`;
    return this.boxes
      .flatMap((box, i) => [words(box).join("    "), ...this.edges.filter(({ to }) => to === i).map(line)])
      .join("\n");
  }
}

/** Six digits of a number, or a shape. */
const show = (t: Tensor): string => (t.size === 1 ? `${Number(t.data[0].toPrecision(6))}` : shapeText(t.shape));
const quoted = (lines: readonly string[]): string => `"${lines.map((s) => s.replace(/["\\]/g, "\\$&")).join("\\n")}"`;
