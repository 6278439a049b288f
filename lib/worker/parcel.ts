import { refuse } from "../errors.ts";
import { checkFinite } from "../finite.ts";
import type { Kind } from "../io/kind.ts";
import { load, save } from "../io/model.ts";
import { loadTraining, saveTraining } from "../io/training.ts";
import { Module, type AnyModule } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { Buffer } from "../buffer.ts";
import { Rng } from "../rng.ts";
import { numberBytes, Tensor, type DType, type Numbers } from "../tensor.ts";

/** What both ends know by the same names: the library's classes and functions, the user's, and kinds of modules. */
export interface Known {
  readonly names: ReadonlyMap<string, unknown>;
  readonly kinds: readonly Kind[];
}

/** A value on its way: what messages can carry, each object once, under its number, and then as that number. */
export type Packed =
  | { readonly is: "plain"; readonly value: unknown }
  | { readonly is: "known"; readonly name: string }
  | { readonly is: "again"; readonly id: number }
  | { readonly is: "place"; readonly net: number; readonly path: string }
  | { readonly is: "list"; readonly items: readonly Packed[] }
  | { readonly is: "map"; readonly entries: readonly (readonly [Packed, Packed])[] }
  | { readonly is: "storage"; readonly data: Numbers; readonly dtype: DType; readonly heap: boolean }
  | { readonly is: "tensor"; readonly storage: Packed; readonly offset: number; readonly shape: readonly number[] }
  | { readonly is: "rng"; readonly state: readonly number[] }
  | { readonly is: "object"; readonly of: string | undefined; readonly fields: readonly (readonly [string, Packed])[] }
  | {
      readonly is: "net";
      readonly file: Uint8Array;
      readonly state: Uint8Array;
      readonly gradients: readonly Numbers[];
      readonly streams: readonly (readonly [module: number, key: string, stream: Packed])[];
      readonly watched: readonly number[];
    };

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** The streams that modules of a net draw from, by the module's number and the field. */
const streamsOf = (net: AnyModule): [module: number, key: string, stream: Rng][] =>
  net
    .modules()
    .flatMap((module, i) =>
      Object.entries(module).flatMap(([key, v]): [number, string, Rng][] => (v instanceof Rng ? [[i, key, v]] : [])),
    );

/** What is found in a net, by path; the net itself is "". */
function placesIn(net: AnyModule): [path: string, thing: object][] {
  return [...net.namedModules()].flatMap(([path, module]): [string, object][] => [
    [path, module],
    ...[...module.entries()].flatMap(([key, child]): [string, object][] =>
      child instanceof Module ? [] : [[path === "" ? key : `${path}.${key}`, child]],
    ),
  ]);
}

/**
 * Packs values for another thread: numbers, words, arrays, maps, tensors (copied), streams, nets as `save` has them, and
 * objects of classes that both ends know, field by field. What is one object in two places stays one, a net's parameters in
 * its optimizer above all; so nets come before what refers to them.
 */
export class Packer {
  private readonly known: Known;
  private readonly names: ReadonlyMap<unknown, string>;
  private readonly ids = new Map<object, number>();
  private readonly places = new Map<object, Packed>();
  private readonly storages = new Map<object, { readonly id: number; readonly dtype: DType }>();

  constructor(known: Known) {
    this.known = known;
    this.names = new Map([...known.names].map(([name, value]) => [value, name]));
  }

  /** @throws FpropError ARGUMENT for what cannot go, saying where it is */
  pack(value: unknown, where: string): Packed {
    if (typeof value === "function" || typeof value === "symbol") {
      const name = this.names.get(value);
      return name === undefined ? refused(where, value) : { is: "known", name };
    }
    if (typeof value !== "object" || value === null) return { is: "plain", value };
    const place = this.places.get(value);
    if (place !== undefined) return place;
    const before = this.ids.get(value);
    if (before !== undefined) return { is: "again", id: before };
    const id = this.ids.size;
    this.ids.set(value, id);
    if (value instanceof Module) return this.net(value, id);
    if (value instanceof Parameter || value instanceof Buffer)
      return refuse("ARGUMENT", "fit", where, "of the net that is trained, to go to a worker", value);
    if (value instanceof Rng) return { is: "rng", state: [...value.state] };
    if (value instanceof Tensor) return this.tensor(value);
    if (ArrayBuffer.isView(value)) return { is: "plain", value: (value as unknown as Numbers).slice() };
    if (Array.isArray(value)) return { is: "list", items: value.map((v, i) => this.pack(v, `${where}[${i}]`)) };
    if (value instanceof Map)
      return { is: "map", entries: [...value].map(([k, v]) => [this.pack(k, where), this.pack(v, where)]) };
    return this.object(value, where);
  }

  /** Tensors that share their numbers, as parts of one do, share them there. */
  private tensor({ data, dtype, shape, at, block }: Tensor): Packed {
    const place = block ?? data.buffer;
    const size = numberBytes(dtype);
    const start = block?.at ?? 0;
    const offset = (data.byteOffset - start) / size;
    const before = this.storages.get(place);
    if (before?.dtype === dtype) return { is: "tensor", storage: { is: "again", id: before.id }, offset, shape };
    const id = this.ids.size;
    this.ids.set({}, id);
    this.storages.set(place, { id, dtype });
    // Behind a block's numbers are 32 bytes that kernels may read.
    const length = Math.floor((block === undefined ? data.buffer.byteLength : block.bytes - 32) / size);
    const whole = new arrays[dtype](data.buffer as ArrayBuffer, start, length).slice();
    return { is: "tensor", storage: { is: "storage", data: whole, dtype, heap: at !== 0 }, offset, shape };
  }

  private object(value: object, where: string): Packed {
    const maker = Object.getPrototypeOf(value) as { constructor: unknown } | null;
    const plain = maker === null || maker === Object.prototype;
    const of = plain ? undefined : this.names.get(maker.constructor);
    if (!plain && of === undefined) refused(where, value);
    return {
      is: "object",
      of,
      fields: Object.entries(value).map(([key, v]) => [key, this.pack(v, `${where}.${key}`)]),
    };
  }

  private net(net: AnyModule, id: number): Packed {
    const { kinds } = this.known;
    const file = save(net, { kinds });
    for (const [path, thing] of placesIn(net))
      if (!this.places.has(thing)) this.places.set(thing, { is: "place", net: id, path });
    return {
      is: "net",
      file,
      state: saveTraining({ net }),
      gradients: net.parameters().map((p) => p.grad.data.slice()),
      streams: streamsOf(net).map(([module, key, stream]) => [module, key, this.pack(stream, key)]),
      watched: net.modules().flatMap((module, i) => (Object.hasOwn(module, "fprop") ? [i] : [])),
    };
  }
}

function refused(where: string, got: unknown): never {
  return refuse("ARGUMENT", "fit", where, "data, or of a class that the worker knows too", got);
}

/** Makes again what a Packer packed, on the other side. */
export class Unpacker {
  private readonly known: Known;
  private readonly made: unknown[] = [];
  private readonly places = new Map<number, ReadonlyMap<string, object>>();
  private next = 0;

  constructor(known: Known) {
    this.known = known;
  }

  /** @throws FpropError ARGUMENT for a class that is not known here; as `load` */
  unpack(packed: Packed): unknown {
    if (packed.is === "known") return this.named(packed.name);
    if (packed.is === "again") return this.made[packed.id];
    if (packed.is === "place") return this.places.get(packed.net)!.get(packed.path);
    if (packed.is === "plain") {
      if (typeof packed.value === "object" && packed.value !== null) this.made[this.next++] = packed.value;
      return packed.value;
    }
    const id = this.next++;
    switch (packed.is) {
      case "rng": {
        const stream = new Rng(0);
        stream.state = packed.state;
        return (this.made[id] = stream);
      }
      case "storage": {
        const { data, dtype, heap } = packed;
        const whole = heap ? Tensor.reuse(undefined, dtype, [data.length]) : Tensor.zeros([data.length], dtype);
        whole.data.set(data);
        return (this.made[id] = whole);
      }
      case "tensor":
        return (this.made[id] = (this.unpack(packed.storage) as Tensor).part(packed.offset, packed.shape));
      case "list": {
        const list: unknown[] = (this.made[id] = []);
        for (const item of packed.items) list.push(this.unpack(item));
        return list;
      }
      case "map": {
        const map = (this.made[id] = new Map<unknown, unknown>());
        for (const [key, value] of packed.entries) map.set(this.unpack(key), this.unpack(value));
        return map;
      }
      case "object": {
        const maker = packed.of === undefined ? Object : (this.named(packed.of) as { prototype: object });
        const object = (this.made[id] = Object.create(maker.prototype) as Record<string, unknown>);
        for (const [key, value] of packed.fields) object[key] = this.unpack(value);
        return object;
      }
      case "net":
        return (this.made[id] = this.net(packed, id));
    }
  }

  private net({ file, state, gradients, streams, watched }: Extract<Packed, { is: "net" }>, id: number): AnyModule {
    const net = load(file, { kinds: this.known.kinds });
    const modules = net.modules();
    for (const [module, key, stream] of streams) Object.assign(modules[module], { [key]: this.unpack(stream) });
    loadTraining(state, { net });
    for (const [i, p] of net.parameters().entries()) p.grad.data.set(gradients[i]);
    for (const i of watched) checkFinite(modules[i], true);
    this.places.set(id, new Map(placesIn(net)));
    return net;
  }

  private named(name: string): unknown {
    if (!this.known.names.has(name)) refuse("ARGUMENT", "serveTraining", "classes", `with ${name}`, "one less");
    return this.known.names.get(name);
  }
}
