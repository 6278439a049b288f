import { refuse } from "../errors.ts";
import { Tensor, type DType } from "../tensor.ts";

/** An object of one of Torch's classes other than tensors: `nn.Linear` and what is in it. */
export class TorchObject {
  readonly torchClass: string;
  /** Its fields by name; fields with other keys are left out. */
  readonly fields: ReadonlyMap<string, T7>;

  /** @internal */
  constructor(torchClass: string, fields: ReadonlyMap<string, T7>) {
    this.torchClass = torchClass;
    this.fields = fields;
  }

  toString(): string {
    return this.torchClass;
  }
}

/** A key of a table, and what a file may hold. A tensor without elements is undefined, as nil is. */
export type T7Key = number | string | boolean;
export type T7 = undefined | number | string | boolean | Tensor | TorchObject | ReadonlyMap<T7Key, T7>;

const tags = { nil: 0, number: 1, string: 2, table: 3, torch: 4, boolean: 5 } as const;
/** How deep objects may stand in each other, how many axes a tensor may have, how many objects there may be. */
const most = { depth: 200, axes: 16, objects: 1_000_000 } as const;

type Numbers = (view: DataView, at: number, i: number) => number;
/** Kinds of storage: the type here, the bytes of a number, and how one is read; integers must fit 32 bits. */
const kinds: Readonly<Record<string, readonly [dtype: DType, bytes: number, read: Numbers]>> = {
  Float: ["float32", 4, (view, at) => view.getFloat32(at, true)],
  Cuda: ["float32", 4, (view, at) => view.getFloat32(at, true)],
  Double: ["float64", 8, (view, at) => view.getFloat64(at, true)],
  Long: ["int32", 8, (view, at) => narrow(long(view, at))],
  Int: ["int32", 4, (view, at) => view.getInt32(at, true)],
  Short: ["int32", 2, (view, at) => view.getInt16(at, true)],
  Char: ["int32", 1, (view, at) => view.getInt8(at)],
  Byte: ["int32", 1, (view, at) => view.getUint8(at)],
};

/** The numbers of a storage, where they are in the file. */
interface Storage {
  readonly kind: string;
  readonly at: number;
  readonly size: number;
}
type Known = T7 | Storage;

/**
 * Reads a file that Torch7 saved (`torch.save`, binary, as 64-bit machines write it): numbers, strings, booleans, tables,
 * tensors of any kind, and objects of classes with their fields.
 *
 *     const net = fromTorch7(readT7(readFileSync("net.t7")));
 *
 * What stands in several places in the file is one thing here, too. Strict: lengths are looked at before memory is taken,
 * nothing may stand in itself, and functions, which are Lua's bytecode, are refused. The format's own description is
 * Torch7's File.lua; after its objects a file may go on, as Torch allows.
 * @throws FpropError FORMAT for a file that is none, or is larger in what it says than in what it has
 */
export function readT7(bytes: Uint8Array): T7 {
  if (!(bytes instanceof Uint8Array)) refuse("ARGUMENT", "readT7", "bytes", "a Uint8Array", bytes);
  return new Reader(bytes).value();
}

class Reader {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly known = new Map<number, Known>();
  private readonly unfinished = new Set<number>();
  private at = 0;
  private depth = 0;
  private objects = 0;
  private numbers = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The next object, and all that is in it. */
  private object(): T7 | Storage {
    if (++this.depth > most.depth) wrong("an object", `at most ${most.depth} deep in others`, "a deeper one");
    if (++this.objects > most.objects) wrong("the file", `of at most ${most.objects} objects`, "more");
    const tag = this.integer();
    const made = this.tagged(tag);
    this.depth--;
    return made;
  }

  private tagged(tag: number): T7 | Storage {
    if (tag === tags.nil) return undefined;
    if (tag === tags.number) return this.view.getFloat64(this.take(8), true);
    if (tag === tags.string) return this.string();
    if (tag === tags.boolean) {
      const bit = this.integer();
      return bit === 0 || bit === 1 ? bit === 1 : wrong("a boolean", "0 or 1", `${bit}`);
    }
    if (tag === tags.table) return this.once(() => this.table());
    if (tag === tags.torch) return this.once(() => this.torch());
    if (tag >= 6 && tag <= 8) wrong("an object", "data", "a function, which is never run here");
    return wrong("a tag", "0 to 5", `${tag}`);
  }

  /** What has a number in the file: it is read where that comes first, and found again where it comes again. */
  private once(read: () => T7 | Storage): T7 | Storage {
    const index = this.integer();
    const known = this.known.get(index);
    if (this.unfinished.has(index)) wrong("an object", "outside itself", `number ${index} in itself`);
    if (this.known.has(index)) return known;
    this.unfinished.add(index);
    const made = read();
    this.unfinished.delete(index);
    this.known.set(index, made);
    return made;
  }

  private table(): ReadonlyMap<T7Key, T7> {
    const size = this.count("a table", 8);
    const made = new Map<T7Key, T7>();
    for (let i = 0; i < size; i++) {
      const key = this.object();
      if (typeof key !== "number" && typeof key !== "string" && typeof key !== "boolean")
        wrong("a key", "a number, a string or a boolean", "something else");
      if (made.has(key) || Number.isNaN(key)) wrong("a table", "of keys that differ", `${key} twice`);
      made.set(key, this.value());
    }
    return made;
  }

  /** An object that stands for itself, which a storage does not. */
  value(): T7 {
    const made = this.object();
    return isStorage(made) ? this.flat(made, [made.size], [1], 0) : made;
  }

  private torch(): T7 | Storage {
    const first = this.string();
    const name = /^V \d+$/.test(first) ? this.string() : first;
    const [, kind, what] = /^torch\.(Float|Cuda|Double|Long|Int|Short|Char|Byte)(Tensor|Storage)$/.exec(name) ?? [];
    if (what === "Storage") return this.storage(kind);
    if (what === "Tensor") return this.tensor(kind);
    if (!/^[\w.]{1,100}$/.test(name)) wrong("a class", "a name", name);
    const fields = this.object();
    if (!(fields instanceof Map)) wrong(name, "a table of fields", "something else");
    const named = [...(fields as ReadonlyMap<T7Key, T7>)].filter(([key]) => typeof key === "string");
    return new TorchObject(name, new Map(named as [string, T7][]));
  }

  private storage(kind: string): Storage {
    const [, width] = kinds[kind];
    const size = long(this.view, this.take(8));
    if (!(size >= 0 && size * width <= this.bytes.length - this.at))
      wrong("a storage", "within the file", `of ${size} numbers`);
    return { kind, at: this.take(size * width), size };
  }

  private tensor(kind: string): T7 {
    const axes = this.integer();
    if (axes < 0 || axes > most.axes) wrong("a tensor", `of at most ${most.axes} axes`, `${axes}`);
    const longs = (): number[] => Array.from({ length: axes }, () => long(this.view, this.take(8)));
    const [shape, strides] = [longs(), longs()];
    const offset = long(this.view, this.take(8)) - 1;
    const storage = this.object();
    if (storage === undefined || shape.length === 0) return undefined;
    if (!isStorage(storage) || storage.kind !== kind) wrong("a tensor", "over a storage of its kind", "another");
    return this.flat(storage, shape, strides, offset);
  }

  /** The numbers of a storage that a tensor has, one behind the other. */
  private flat({ kind, at, size }: Storage, shape: readonly number[], strides: readonly number[], offset: number): T7 {
    if (shape.some((n) => n < 0)) wrong("a shape", "of sizes", `[${shape.join(", ")}]`);
    const count = shape.reduce((a, b) => a * b, 1);
    if (count === 0) return undefined;
    this.numbers += count;
    // Strides of 0 would make many numbers of one, and many tensors over one storage many files of one.
    if (!(count <= size)) wrong("a tensor", `of at most the ${size} numbers of its storage`, `${count}`);
    if (this.numbers > 16 * this.bytes.length) wrong("the file", "of tensors not much larger than itself", "more");
    const last = shape.reduce((sum, n, i) => sum + (n - 1) * strides[i], offset);
    if (offset < 0 || strides.some((s) => s < 0) || !(last < size))
      wrong("a tensor", "within its storage", `up to ${last} of ${size}`);
    const [dtype, width, read] = kinds[kind];
    const made = Tensor.zeros(shape, dtype);
    const index = shape.map(() => 0);
    for (let i = 0, from = offset; i < count; i++) {
      made.data[i] = read(this.view, at + from * width, i);
      for (let a = shape.length - 1; a >= 0; a--) {
        from += strides[a];
        if (++index[a] < shape[a]) break;
        from -= strides[a] * shape[a];
        index[a] = 0;
      }
    }
    return made;
  }

  private string(): string {
    const length = this.count("a string", 1);
    const at = this.take(length);
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.bytes[at + i]);
    return text;
  }

  /** How many things of so many bytes at least follow. */
  private count(what: string, bytes: number): number {
    const n = this.integer();
    if (n < 0 || n * bytes > this.bytes.length - this.at) wrong(what, "within the file", `of ${n}`);
    return n;
  }

  private integer(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Where the next so many bytes are. */
  private take(n: number): number {
    const { at } = this;
    if (n > this.bytes.length - at) wrong("the file", `of more than ${this.bytes.length} bytes`, "its end");
    this.at = at + n;
    return at;
  }
}

const isStorage = (x: unknown): x is Storage =>
  typeof x === "object" && x !== null && "at" in x && "kind" in x && "size" in x;

/** A whole number of 64 bits, where a double has it exactly. */
function long(view: DataView, at: number): number {
  const n = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  return Number.isSafeInteger(n) ? n : wrong("a number", "below 2⁵³", "a larger one");
}
function narrow(n: number): number {
  return (n | 0) === n ? n : wrong("an integer", "of 32 bits", `${n}`);
}

function wrong(what: string, expected: string, got: string): never {
  refuse("FORMAT", "t7", what, expected, got);
}
