import { refuse } from "../errors.ts";
import { Module, type AnyModule, type StateDict } from "../module.ts";
import type { Resumable, TrainingState } from "../optim/statereader.ts";
import { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";
import { unsealed } from "./seal.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** The parts of a training by name. Of a module its parameters, buffers and random streams count. */
export type Parts = Readonly<Record<string, AnyModule | Rng | Resumable>>;

/**
 * All that a training goes on from, as the bytes of one safetensors file: every part's tensors and numbers, to the last
 * bit. So a training that is stopped after any step, and goes on from these bytes in another process, ends with the
 * weights it would have had.
 *
 *     const parts = { net, optimizer, schedule, loader, progress };
 *     const bytes = saveTraining(parts);        …        loadTraining(bytes, parts);
 *
 * @throws FpropError ARGUMENT for a part that is none
 */
export function saveTraining(parts: Parts): Uint8Array {
  const tensors: StateDict = {};
  const numbers: string[] = [];
  for (const [part, value] of Object.entries(stateOf(parts)))
    for (const [path, v] of Object.entries(value)) {
      const name = `${part}/${path}`;
      if (typeof v === "number") numbers.push(name);
      tensors[name] = typeof v === "number" ? Tensor.from(Float64Array.of(v), []) : v;
    }
  return writeSafetensors(tensors, { format: "fprop training", ...unsealed, numbers: JSON.stringify(numbers) });
}

/**
 * Gives the parts what `saveTraining` took of parts of these names: all of them, or none where something does not fit.
 * @throws FpropError FORMAT, STATE_DICT, SHAPE, DTYPE, ARGUMENT
 */
export function loadTraining(bytes: Uint8Array, parts: Parts): void {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== "fprop training")
    refuse("FORMAT", "loadTraining", "file", "one that saveTraining made", metadata.format ?? "another");
  const numbers = new Set(namesIn(metadata.numbers));
  const states: Record<string, TrainingState> = Object.fromEntries(Object.keys(parts).map((part) => [part, {}]));
  for (const [name, t] of Object.entries(tensors)) {
    const [part, path] = split(name);
    if (!Object.hasOwn(states, part))
      refuse("STATE_DICT", "loadTraining", "parts", `those of the file, with "${part}"`, Object.keys(parts).join(", "));
    states[part][path] = numbers.has(name) ? t.item() : t;
  }
  const before = stateOf(parts);
  const done: string[] = [];
  try {
    for (const [part, value] of Object.entries(parts)) {
      done.push(part);
      give(part, value, states[part]);
    }
  } catch (error) {
    // A part that refused has changed nothing, but those before it have.
    for (const part of done.slice(0, -1)) give(part, parts[part], before[part]);
    throw error;
  }
}

const streams = "streams/";
const carried = "carried/";

/** What recurrent modules remember from one fprop to the next. */
interface Carrier {
  remembered(): readonly Tensor[];
  recall(states: readonly Tensor[]): void;
}

/** The modules in a net that remember, by path. */
function carriers(net: AnyModule): [path: string, carrier: Carrier][] {
  return [...net.namedModules()].flatMap(([path, module]): [string, Carrier][] => {
    const carrier = module as unknown as Partial<Carrier>;
    return typeof carrier.remembered === "function" && typeof carrier.recall === "function"
      ? [[path, carrier as Carrier]]
      : [];
  });
}

/** All that the next step of a net depends on: its state dict, the streams in it, and what it remembers. */
function stateOfNet(net: AnyModule): TrainingState {
  const drawn = net.namedStreams().map(([path, stream]) => [streams + path, words(stream)] as const);
  const kept = carriers(net).flatMap(([path, carrier]) =>
    carrier.remembered().map((state, k) => [`${carried}${path}/${k}`, state] as const),
  );
  return { ...net.stateDict(), ...Object.fromEntries([...drawn, ...kept]) };
}

/** Gives a net what `stateOfNet` had, or refuses it and changes nothing. */
function giveNet(part: string, net: AnyModule, state: TrainingState): void {
  const before = stateOfNet(net);
  try {
    change(part, net, state);
  } catch (error) {
    change(part, net, before);
    throw error;
  }
}

function change(part: string, net: AnyModule, state: TrainingState): void {
  const all = Object.entries(state);
  const under = (prefix: string): [string, Tensor | number][] => all.filter(([path]) => path.startsWith(prefix));
  const rest = all.filter(([path]) => !path.startsWith(streams) && !path.startsWith(carried));
  net.loadStateDict(Object.fromEntries(rest) as StateDict);
  restore(
    part,
    net.namedStreams().map(([path, stream]) => [streams + path, stream]),
    Object.fromEntries(under(streams)),
  );
  const left = new Map(under(carried));
  for (const [path, carrier] of carriers(net)) {
    const states: Tensor[] = [];
    for (let name = `${carried}${path}/0`; left.has(name); name = `${carried}${path}/${states.length}`) {
      states.push(left.get(name) as Tensor);
      left.delete(name);
    }
    carrier.recall(states);
  }
  if (left.size > 0)
    refuse("STATE_DICT", part, "remembered states", "those of its modules", [...left.keys()].join(", "));
}

function stateOf(parts: Parts): Record<string, TrainingState> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, value]) => {
      if (part.includes("/")) refuse("ARGUMENT", "saveTraining", "a part's name", "without /", part);
      if (value instanceof Rng) return [part, { state: words(value) }];
      if (value instanceof Module) return [part, stateOfNet(value)];
      const { stateDict, loadStateDict } = Object(value) as Partial<Resumable>;
      if (typeof stateDict !== "function" || typeof loadStateDict !== "function")
        refuse(
          "ARGUMENT",
          "saveTraining",
          part,
          "a Module, an Rng, or something with stateDict and loadStateDict",
          value,
        );
      return [part, value.stateDict()];
    }),
  );
}

function give(part: string, value: Parts[string], state: TrainingState): void {
  if (value instanceof Rng) restore(part, [["state", value]], state);
  else if (value instanceof Module) giveNet(part, value, state);
  else value.loadStateDict(state);
}

/** Sets streams to what is saved of them, all or none. */
function restore(part: string, list: readonly (readonly [string, Rng])[], state: TrainingState): void {
  const found = list.map(([path]) => state[path]);
  const fits = (v: unknown): v is Tensor =>
    v instanceof Tensor && v.dtype === "int32" && v.size === 4 && v.data.some((word: number) => word !== 0);
  if (Object.keys(state).length !== list.length || !found.every(fits))
    refuse(
      "STATE_DICT",
      part,
      "streams",
      list.map(([path]) => path).join(", ") || "none",
      Object.keys(state).join(", ") || "none",
    );
  for (const [i, [, stream]] of list.entries()) stream.state = [...found[i].data];
}

const words = (stream: Rng): Tensor =>
  Tensor.from(
    [...stream.state].map((w) => w | 0),
    [4],
    "int32",
  );

function split(name: string): [part: string, path: string] {
  const at = name.indexOf("/");
  if (at < 0) refuse("FORMAT", "loadTraining", "a name", "part/path", name);
  return [name.slice(0, at), name.slice(at + 1)];
}

function namesIn(text: string | undefined): string[] {
  try {
    const list: unknown = JSON.parse(text ?? "");
    if (Array.isArray(list) && list.every((name) => typeof name === "string")) return list;
  } catch {
    // Refused with all other texts that are no list of names.
  }
  return refuse("FORMAT", "loadTraining", "numbers", "a list of names in JSON", String(text).slice(0, 40));
}
