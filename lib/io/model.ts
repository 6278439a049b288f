import { describe, FpropError, refuse } from "../errors.ts";
import type { AnyModule, StateDict } from "../module.ts";
import { architectureOf, build, placesOf, type ArchitectureOptions, type BuildOptions } from "./architecture.ts";
import { wrong, duplicateKey } from "./json.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

export interface SaveOptions extends ArchitectureOptions {
  /** Words that go with the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Parts of an architecture's text for each module: more than any of the library's has. */
const partsOfOne = 50;

/**
 * A network in one safetensors file: its state dict, and in the metadata what it is made of, which other readers, such as
 * PyTorch, pass over.
 *
 *     writeFileSync("net.safetensors", save(net));     const net = load(readFileSync("net.safetensors"));
 *
 * What the net was set to is in it, too: modes, what is frozen, precisions, what modules share. Not in it are gradients,
 * intermediates, states that recurrent modules remember, and streams of random numbers.
 * @throws FpropError as `architectureOf` does; ARGUMENT for words under the name `architecture`
 */
export function save(net: AnyModule, { metadata = {}, ...options }: SaveOptions = {}): Uint8Array {
  const architecture = JSON.stringify(architectureOf(net, options));
  if (Object.hasOwn(metadata, "architecture"))
    refuse("ARGUMENT", "save", "metadata", "without an architecture of its own", "one");
  return writeSafetensors(net.stateDict(), { format: "pt", ...metadata, architecture });
}

/**
 * The network in a file that `save` made, in the modes it had there; it draws from the global generator, or from `rng`. All
 * of it or an error, and code is neither read nor run: only classes that are registered are made. A file cannot have memory
 * taken for parameters that are not in it.
 * @throws FpropError FORMAT for a file that is none
 */
export function load(bytes: Uint8Array, options: BuildOptions = {}): AnyModule {
  const { tensors, metadata } = readSafetensors(bytes);
  if (!Object.hasOwn(metadata, "architecture")) wrong("metadata", "architecture", "as save writes it", "none");
  const { modules = 10_000 } = options;
  const numbers = Object.values(tensors).reduce((n, t) => n + t.size, 0);
  const net = build(parsed(metadata.architecture, partsOfOne * modules), { numbers, ...options });
  for (const [path, thing] of placesOf(net)) {
    const t = Object.hasOwn(tensors, path) ? tensors[path] : undefined;
    if ("value" in thing && t !== undefined && t.dtype !== "int32") thing.to(t.dtype);
  }
  try {
    net.loadStateDict(tensors);
  } catch (cause) {
    if (!(cause instanceof FpropError)) throw cause;
    const { path, what, expected, got } = cause;
    throw new FpropError({ code: "FORMAT", who: path, what, expected, got }, { cause });
  }
  checkShared(net, tensors);
  return net;
}

/** Refuses tensors that are shared and differ, of which the net could only have one. */
function checkShared(net: AnyModule, tensors: StateDict): void {
  for (const [path, thing] of placesOf(net)) {
    if (!("value" in thing)) continue;
    const [t, { value }] = [tensors[path], thing];
    const first = t.data.findIndex((v, i) => !Object.is(v, value.data[i]));
    if (t.dtype !== value.dtype) wrong("shared", `tensor ${describe(path)}`, value.dtype, t.dtype);
    if (first >= 0)
      wrong("shared", `tensor ${describe(path)}`, "the same as where it is shared", `another at ${first}`);
  }
}

/** JSON of at most so many parts, whose objects have each key once. */
function parsed(text: string, most: number): unknown {
  let parts = 0;
  for (let i = 0; i < text.length; i++) if (",[{".includes(text[i])) parts++;
  if (parts > most) wrong("architecture", "text", `of at most ${most} parts`, `${parts}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    wrong("architecture", "text", "JSON", "something else");
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) wrong("architecture", "keys", "different ones in an object", `${describe(twice)} twice`);
  return value;
}
