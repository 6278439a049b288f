import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { Shape } from "../expressions/operation.ts";
import { product } from "../expressions/shapes.ts";
import { Parameter } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";
import type { Attribute, Sheet, Size } from "./sheet.ts";

/** A shape for either of two batches. What differs between them is what depends on the batch. */
export type Shapes = readonly [Shape, Shape];
/** The same node as it is drawn for either batch; most are drawn once for both. */
export type Nodes = readonly [Expression, Expression];

/** What is written of a node. */
export interface Written {
  readonly name: string;
  /** Its shape as the expression has it. */
  readonly shape: Shapes;
  /** The shape it has in the file, which may be one that only broadcasts to that. */
  readonly stored: Shapes;
  /** Whether it is of int32, and not of float32. */
  readonly whole: boolean;
}

/** A part of the net that one node of ONNX computes, or some, whatever its expression is made of. */
export interface Native {
  readonly inputs: readonly Expression[];
  /** Shapes of y, where they are found more easily than from the expression. */
  readonly shape?: (x: readonly Shape[]) => Shape;
  readonly write: (t: Translation, x: readonly Written[], at: string) => Written;
}

/** How a node is written, when all that `needs` says of its operands is. */
export interface Rule {
  readonly needs: (nodes: Nodes, t: Translation) => readonly Nodes[];
  readonly write: (t: Translation, x: readonly Written[], nodes: Nodes) => Written;
}

export const both = (of: (k: 0 | 1) => Shape): Shapes => [of(0), of(1)];
export const alike = (a: Shapes, b: Shapes): boolean => sameShape(a[0], b[0]) && sameShape(a[1], b[1]);

/** Expressions on their way into a sheet. */
export class Translation {
  readonly sheet: Sheet;
  /** Names of parameters, places of nodes in the net, and what is written natively. */
  readonly names: ReadonlyMap<Parameter, string>;
  readonly places = new Map<Expression, string>();
  readonly natives = new Map<Expression, Native>();
  /** What is written natively if the shapes allow it. */
  readonly choices = new Map<Expression, (shape: (x: Expression) => Shape) => Native | undefined>();
  /** Nodes that are lengths of sequences. */
  readonly lengths = new Set<Expression>();
  private readonly batches: readonly [number, number];
  private readonly batch: () => string;
  private readonly rule: (node: Expression) => Rule | undefined;
  private readonly shapes: readonly [Map<Expression, Shape>, Map<Expression, Shape>] = [new Map(), new Map()];
  private readonly written = new Map<Expression, Written>();
  private readonly known = new Map<string, string>();
  private readonly stored = new Map<Parameter, string>();

  constructor(
    sheet: Sheet,
    names: ReadonlyMap<Parameter, string>,
    batches: readonly [number, number],
    batch: () => string,
    rule: (node: Expression) => Rule | undefined,
  ) {
    this.sheet = sheet;
    this.names = names;
    this.batches = batches;
    this.batch = batch;
    this.rule = rule;
  }

  /** Takes a node for one that is written: an input. */
  know([a, b]: Nodes, written: Written): void {
    this.written.set(a, written);
    this.shapes[0].set(a, written.shape[0]);
    this.shapes[1].set(b, written.shape[1]);
  }

  /** What is written of a node, after all that it needs; a stack of its own, since graphs may be deep. */
  write(end: Nodes): Written {
    const pending: Nodes[] = [end];
    while (pending.length > 0) {
      const nodes = pending[pending.length - 1];
      const needs = this.written.has(nodes[0]) ? [] : this.needs(nodes);
      const before = needs.filter(([a]) => !this.written.has(a));
      pending.push(...before.toReversed());
      if (before.length > 0) continue;
      pending.pop();
      if (!this.written.has(nodes[0]))
        this.written.set(
          nodes[0],
          this.put(
            nodes,
            needs.map(([a]) => this.written.get(a)!),
          ),
        );
    }
    return this.written.get(end[0])!;
  }

  /** Decides how a node is written that may be so natively. */
  choose(node: Expression, which: 0 | 1 = 0): void {
    const native = this.choices.get(node)?.((x) => this.shapeIn(which, x));
    this.choices.delete(node);
    if (native !== undefined) this.natives.set(node, native);
  }

  private needs(nodes: Nodes): readonly Nodes[] {
    const [a, b] = nodes;
    this.choose(a);
    if (b !== a) this.choose(b, 1);
    const native = this.natives.get(a);
    if (native !== undefined) return native.inputs.map((x, k) => [x, this.natives.get(b)!.inputs[k]]);
    return a.leaf === undefined ? this.ruleOf(a).needs(nodes, this) : [];
  }

  private put(nodes: Nodes, x: readonly Written[]): Written {
    const [a, b] = nodes;
    const native = this.natives.get(a);
    if (native !== undefined) return native.write(this, x, this.places.get(a) ?? "");
    if (a.leaf === undefined) return this.ruleOf(a).write(this, x, nodes);
    if (a.leaf instanceof Parameter) return this.parameter(a.leaf);
    if (a.leaf instanceof Tensor) return this.constant(a.leaf, b.leaf as Tensor, a);
    return refuse("ARGUMENT", "toONNX", "a variable", "an input of the net", `the variable ${a.leaf}`);
  }

  private ruleOf(node: Expression): Rule {
    return this.rule(node) ?? this.refuse(node, "made of operations that ONNX has", node.toString());
  }

  refuse(node: Expression, expected: string, got: string): never {
    refuse(
      "ARGUMENT",
      ["net", this.places.get(node) ?? ""].filter((s) => s !== "").join("."),
      "a net for ONNX",
      expected,
      got,
    );
  }

  /** The shapes of a node; again with a stack of its own. */
  shapeOf([a, b]: Nodes): Shapes {
    return [this.shapeIn(0, a), this.shapeIn(1, b)];
  }

  private shapeIn(which: 0 | 1, end: Expression): Shape {
    const found = this.shapes[which];
    const pending = [end];
    while (pending.length > 0) {
      const node = pending[pending.length - 1];
      const native = this.natives.get(node);
      const of = native?.shape === undefined ? node.of : native.inputs;
      const before = found.has(node) ? [] : of.filter((x) => !found.has(x));
      pending.push(...before);
      if (before.length > 0) continue;
      pending.pop();
      if (found.has(node)) continue;
      const shapes = of.map((x) => found.get(x)!);
      const { leaf } = node;
      if (leaf instanceof Tensor) found.set(node, leaf.shape);
      else if (leaf instanceof Parameter) found.set(node, leaf.value.shape);
      else if (leaf !== undefined)
        refuse("ARGUMENT", "toONNX", "a variable", "an input of the net", `the variable ${leaf}`);
      else found.set(node, native?.shape?.(shapes) ?? node.operation.shape(shapes, node));
    }
    return found.get(end)!;
  }

  private parameter(p: Parameter): Written {
    const name = this.stored.get(p) ?? this.sheet.tensor(this.names.get(p) ?? "weight", p.value);
    this.stored.set(p, name);
    return this.one(name, [p.value.shape, p.value.shape]);
  }

  /** A constant; one whose numbers are all the same is stored as that number. */
  private constant(a: Tensor, b: Tensor, node: Expression): Written {
    const [first] = a.data;
    const shape: Shapes = [a.shape, b.shape];
    if (a.data.every((v) => Object.is(v, first)) && b.data.every((v) => Object.is(v, first)))
      return { name: this.sheet.scalar(first), shape, stored: [[], []], whole: false };
    if (!sameShape(a.shape, b.shape) || a.data.some((v, i) => !Object.is(v, b.data[i])))
      this.refuse(node, "of constants that do not depend on the batch", `one of ${shapeText(a.shape)}`);
    return this.one(this.sheet.tensor("constant", a), shape);
  }

  /** Floats that are stored as they are. */
  one(name: string, shape: Shapes): Written {
    return { name, shape, stored: shape, whole: false };
  }

  /** A node of these inputs that has this shape. */
  node(
    op: string,
    inputs: readonly string[],
    shape: Shapes,
    of: Nodes | string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Written {
    return this.one(this.name(op, inputs, of, attributes), shape);
  }

  name(
    op: string,
    inputs: readonly string[],
    of: Nodes | string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.sheet.node(op, inputs, attributes, typeof of === "string" ? of : (this.places.get(of[0]) ?? ""));
  }

  /** Once for each key. */
  private once(key: string, make: () => string): string {
    const known = this.known.get(key) ?? make();
    this.known.set(key, known);
    return known;
  }

  /** Its name as floats, in the shape that is stored. */
  float({ name, whole }: Written): string {
    return whole ? this.once(`float ${name}`, () => this.sheet.node("Cast", [name], { to: 1 })) : name;
  }

  /** Its name as indices. */
  index(x: Written): string {
    const name = this.raw(x);
    return x.whole ? name : this.once(`index ${name}`, () => this.sheet.node("Cast", [name], { to: 7 }));
  }

  /** Its name as floats, in its own shape. */
  full(x: Written): string {
    const name = this.float(x);
    if (alike(x.shape, x.stored)) return name;
    // What is there of the batch need not be said.
    const lead = x.shape[0].length - x.stored[0].length;
    const target = both((k) => x.shape[k].map((n, i) => (i >= lead && x.stored[k][i - lead] === n ? 1 : n)));
    return this.once(`full ${name} ${x.shape.join(" ")}`, () => this.sheet.node("Expand", [name, this.sizes(target)]));
  }

  /** Its name in its own type and shape. */
  raw(x: Written): string {
    return x.whole && alike(x.shape, x.stored) ? x.name : this.full(x);
  }

  /** x under another shape. */
  reshaped(x: Written, shape: Shapes, of: Nodes | string = ""): Written {
    if (alike(x.shape, shape)) return x;
    if (alike(x.stored, [[], []]) && x.shape[0].length > 0) return { ...x, shape };
    return { name: this.reshape(this.raw(x), shape, of), shape, stored: shape, whole: x.whole };
  }

  /** What has this name under another shape, of which one size may depend on the batch, or several. */
  reshape(name: string, shape: Shapes, of: Nodes | string = ""): string {
    const open = shape[0].filter((n, i) => n !== shape[1][i]).length;
    const target =
      open <= 1 ? this.sheet.whole(shape[0].map((n, i) => (n === shape[1][i] ? n : -1))) : this.sizes(shape);
    return this.name("Reshape", [name, target], of);
  }

  /** Sizes, as a tensor that is found at run time where they depend on the batch. */
  sizes(shape: Shapes): string {
    const parts = shape[0].map((n, i) => this.size(n, shape[1][i]));
    if (parts.every((part) => typeof part === "number")) return this.sheet.whole(parts);
    const names = parts.map((part) =>
      typeof part === "number"
        ? this.sheet.whole([part])
        : this.once(`${part.times} batch + ${part.more}`, () => {
            const times =
              part.times === 1 ? this.batch() : this.sheet.node("Mul", [this.batch(), this.sheet.whole([part.times])]);
            return part.more === 0 ? times : this.sheet.node("Add", [times, this.sheet.whole([part.more])]);
          }),
    );
    return names.length === 1 ? names[0] : this.sheet.node("Concat", names, { axis: 0 });
  }

  /** A size that is n for the first batch and m for the second: a number, or so many times the batch. */
  private size(n: number, m: number): number | { times: number; more: number } {
    if (n === m) return n;
    const [a, b] = this.batches;
    const times = (m - n) / (b - a);
    if (!Number.isInteger(times))
      refuse("ARGUMENT", "toONNX", "a size", "a multiple of the batch and a constant", `${n}, ${m}`);
    return { times, more: n - times * a };
  }

  /** A shape as it is written at the ends of the graph. */
  words(shape: Shapes): Size[] {
    return shape[0].map((n, i) => {
      const size = this.size(n, shape[1][i]);
      if (typeof size === "number") return size;
      const { times, more } = size;
      return `${times === 1 ? "" : `${times}*`}batch${more === 0 ? "" : `${more < 0 ? "" : "+"}${more}`}`;
    });
  }

  /** How many rows of `size` numbers there are in x. */
  rows(shape: Shapes, size: number): readonly [number, number] {
    return [product(shape[0]) / size, product(shape[1]) / size];
  }
}
