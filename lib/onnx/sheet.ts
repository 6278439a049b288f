import { Tensor } from "../tensor.ts";
import { bytes, file, float, integer, integers, message, text, type Message } from "./protobuf.ts";

/** A graph of ONNX nodes as it is written: names, nodes and stored tensors, and at last the bytes of the model. */

type Numbers = readonly number[];
/** An integer where it is whole: reals are given as `{ f: x }`, so that 1 can be one, too. */
export type Attribute = number | string | Numbers | { readonly f: number } | { readonly words: readonly string[] };
export type ElementType = "float32" | "int32" | "int64";
/** A size, or a word for one that is known at run time. */
export type Size = number | string;
interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Size[];
}

/** TensorProto.DataType. */
const types = { float32: 1, int32: 6, int64: 7 } as const;
const kinds = { float: 1, integer: 2, string: 3, integers: 7, strings: 8 } as const;
const widths = { float32: 4, int32: 4, int64: 8 } as const;

export class Sheet {
  private readonly nodes: (readonly Uint8Array[])[] = [];
  private readonly stored: (readonly Uint8Array[])[] = [];
  private readonly scalars = new Map<string, string>();
  private readonly used = new Set<string>();

  /** A name like this one that nothing has yet. */
  name(wish: string): string {
    let name = wish;
    for (let i = 1; this.used.has(name); i++) name = `${wish}_${i}`;
    this.used.add(name);
    return name;
  }

  /** Adds a node; its outputs are found under the names returned. */
  several(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: number,
    at: string,
  ): string[] {
    const label = this.name(`${at === "" ? "" : `${at}/`}${op}`);
    const names = Array.from({ length: outputs }, (_, k) => (k === 0 ? label : this.name(`${label}.${k}`)));
    this.write(op, inputs, names, attributes, label);
    return names;
  }

  /** Adds a node of one output, whose name is returned. */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, at = ""): string {
    return this.several(op, inputs, attributes, 1, at)[0];
  }

  /** Adds a node whose outputs have these very names. */
  write(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    label: string,
  ): void {
    this.nodes.push(
      message(1, [
        ...inputs.map((name) => text(1, name)),
        ...outputs.map((name) => text(2, name)),
        text(3, label),
        text(4, op),
        ...Object.entries(attributes).map(([key, value]) => message(5, [text(1, key), ...attribute(value)])),
      ]),
    );
  }

  /** Stores numbers under a name like this one. */
  store(wish: string, data: ArrayLike<number>, shape: Numbers, type: ElementType = "float32"): string {
    const name = this.name(wish);
    const raw = new Uint8Array(data.length * widths[type]);
    const view = new DataView(raw.buffer);
    for (let i = 0; i < data.length; i++)
      if (type === "float32") view.setFloat32(4 * i, data[i], true);
      else if (type === "int32") view.setInt32(4 * i, data[i], true);
      else view.setBigInt64(8 * i, BigInt(data[i]), true);
    this.stored.push(message(5, [...integers(1, shape), integer(2, types[type]), text(8, name), bytes(9, raw)]));
    return name;
  }

  /** A number, stored once. */
  scalar(x: number): string {
    const key = `${Object.is(x, -0) ? "-0" : x}`;
    const known = this.scalars.get(key) ?? this.store(key, [x], []);
    this.scalars.set(key, known);
    return known;
  }

  /** Whole numbers as a tensor of one axis, stored once: axes, shapes, places. */
  whole(all: Numbers): string {
    const key = `[${all.join(" ")}]`;
    if (all.length > 16) return this.store("places", all, [all.length], "int64");
    const known = this.scalars.get(key) ?? this.store(key, all, [all.length], "int64");
    this.scalars.set(key, known);
    return known;
  }

  tensor(wish: string, t: Tensor, shape: Numbers = t.shape): string {
    return this.store(wish, t.data, shape);
  }

  /** The model as a file: ONNX of this opset, in the eighth version of its format. */
  model(name: string, opset: number, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array {
    const port = (field: number, { name, type, shape }: Port): readonly Uint8Array[] => {
      const sizes = shape.map((n) => message(1, [typeof n === "number" ? integer(1, n) : text(2, n)]));
      return message(field, [text(1, name), message(2, [message(1, [integer(1, types[type]), message(2, sizes)])])]);
    };
    const graph: Message = [
      ...this.nodes,
      text(2, name),
      ...this.stored,
      ...inputs.map((p) => port(11, p)),
      ...outputs.map((p) => port(12, p)),
    ];
    return file([integer(1, 8), text(2, "fprop"), message(7, graph), message(8, [text(1, ""), integer(2, opset)])]);
  }
}

function attribute(value: Attribute): Message {
  if (typeof value === "number") return [integer(3, value), integer(20, kinds.integer)];
  if (typeof value === "string") return [text(4, value), integer(20, kinds.string)];
  if ("words" in value) return [...value.words.map((word) => text(9, word)), integer(20, kinds.strings)];
  if ("f" in value) return [float(2, value.f), integer(20, kinds.float)];
  return [...integers(8, value), integer(20, kinds.integers)];
}
