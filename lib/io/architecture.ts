import { Checkpoint } from "../../modules/containers/checkpoint.ts";
import { Buffer } from "../buffer.ts";
import { describe, FpropError, refuse } from "../errors.ts";
import { Module, type AnyModule } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { generator, type Rng } from "../rng.ts";
import type { Reader } from "./forms.ts";
import { checkKeys, isObject, numberAsJson, wrong, type Json } from "./json.ts";
import type { Kind } from "./kind.ts";
import { kinds as library } from "./kinds.ts";

/** A module as data: its class, and what the constructor takes, in which modules stand as these and options last. */
export interface Layer {
  readonly kind: string;
  readonly args: readonly Json[];
}

/** A network without its numbers: what it is made of, and what its modules share. Paths are those of state dicts. */
export interface Architecture extends Layer {
  /** Groups of paths at which there is one thing: parameters and buffers of twins, and the buffers of checkpoints. */
  readonly shared?: readonly (readonly string[])[];
  /** Parameters that are not trained. */
  readonly frozen?: readonly string[];
  /** Modules in evaluation mode, or true for all of them; the others are in training. */
  readonly evaluating?: true | readonly string[];
}

export interface ArchitectureOptions {
  /** Kinds of your own modules, beside those of the library. */
  readonly kinds?: readonly Kind[];
  /** How deep modules may stand in each other, 64 by default. */
  readonly depth?: number;
  /** How many modules there may be, the nodes of graphs counted; 10 000 by default. */
  readonly modules?: number;
}

export interface BuildOptions extends ArchitectureOptions {
  /** How many numbers parameters may have, 2²⁸ by default; from a file, as many as are in it. */
  readonly numbers?: number;
  /** The stream that modules draw from, in training; the global generator by default. */
  readonly rng?: Rng;
}

const own = /* @__PURE__ */ library();

/** What modules may share, and a path for each place where it is. */
type Shared = Parameter | Buffer | Checkpoint["workspace"];

/**
 * What a network is made of, as plain JSON:
 *
 *     architectureOf(new Sequential(new Linear(2, 3), new Tanh()))
 *     { kind: "Sequential", args: [{ kind: "Linear", args: [2, 3, { bias: true, inputGrad: true }] },
 *                                  { kind: "Tanh", args: [] }] }
 *
 * Numbers of parameters are in the state dict. Not said is what only makes a beginning: initial values, and streams of
 * random numbers.
 * @throws FpropError ARGUMENT for a module of another class than those of `kinds`, such as a Lambda, whose function is no
 * data, and for a net that is too deep or too large; DUPLICATE for one module in two places
 */
export function architectureOf(net: AnyModule, options: ArchitectureOptions = {}): Architecture {
  if (!(net instanceof Module)) refuse("ARGUMENT", "architectureOf", "net", "a Module", net);
  const { depth, modules } = limits(options);
  const byClass = new Map<unknown, Kind>(kindsOf(options).map((kind) => [kind.of, kind]));
  const paths = new Map([...net.namedModules()].map(([path, module]) => [module, path]));
  const seen = new Set<AnyModule>();
  let count = 0;

  const layer = (module: AnyModule, level: number, around: string): Layer => {
    const path = paths.get(module) ?? around;
    const who = path === "" ? `${module}` : `net.${path}.${module}`;
    const kind = byClass.get(module.constructor);
    if (kind === undefined)
      refuse("ARGUMENT", who, "kind", "a class that is data, or one of `kinds`", module.constructor.name);
    if (seen.has(module)) refuse("DUPLICATE", who, "place", "the only one of this module, not of a twin()", "another");
    seen.add(module);
    const args = kind.argsOf(module);
    count += 1 + kind.modules(...args);
    if (level > depth) refuse("ARGUMENT", who, "depth", `at most ${depth}`, `${level}`);
    if (count > modules) refuse("ARGUMENT", who, "modules", `at most ${modules}`, `${count}`);
    const json = (value: unknown): Json => {
      if (value instanceof Module) return layer(value, level + 1, path) as unknown as Json;
      if (value === null || typeof value === "boolean" || typeof value === "string") return value;
      if (Array.isArray(value)) return value.map(json);
      if (isObject(value)) {
        const given = Object.entries(value).filter(([, v]) => v !== undefined);
        return Object.fromEntries(given.map(([key, v]) => [key, json(v)]));
      }
      const said = typeof value === "number" ? numberAsJson(value) : undefined;
      return said ?? refuse("ARGUMENT", who, "argument", "data", describe(value));
    };
    return { kind: kind.name, args: args.map(json) };
  };

  const { kind, args } = layer(net, 1, "");
  const shared = [...groups(placesOf(net)).values()].filter((group) => group.length > 1);
  const frozen = net.namedParameters().flatMap(([path, p]) => (p.trainable ? [] : [path]));
  const named = [...net.namedModules()];
  const evaluating = named.flatMap(([path, module]) => (module.training ? [] : [path]));
  return {
    kind,
    args,
    ...(shared.length > 0 && { shared }),
    ...(frozen.length > 0 && { frozen }),
    ...(evaluating.length > 0 && { evaluating: evaluating.length === named.length ? true : evaluating }),
  };
}

/**
 * The network that an architecture is of, with values of its own that are as good as any until a state dict is loaded: the
 * global generator is afterwards where it was. All parameters are float32. Only classes that are registered are made, the
 * library's and those of `kinds`; whatever else stands in there is refused, and before memory is taken for it.
 * @throws FpropError FORMAT with the place that is wrong
 */
export function build(architecture: unknown, options: BuildOptions = {}): AnyModule {
  const { state } = generator;
  try {
    return built(architecture, options);
  } finally {
    generator.state = state;
  }
}

function built(architecture: unknown, options: BuildOptions): AnyModule {
  const place = "architecture";
  checkKeys(architecture, place, "net", ["kind", "args", "shared?", "frozen?", "evaluating?"]);
  const { kind, args, shared = [], frozen = [], evaluating = [] } = architecture as Readonly<Record<string, unknown>>;
  const net = new Builder(options).layer({ kind, args }, place);
  // Names of layers within layers could make much of little.
  let letters = 0;
  for (const [path] of net.namedModules()) letters += path.length;
  const most = 100 * limits(options).modules;
  if (letters > most) wrong(place, "paths", `of at most ${most} letters in all`, `${letters}`);
  tie(net, shared, options);

  const parameters = new Map(net.namedParameters());
  const stopped = pathsIn(frozen, `${place}.frozen`, parameters);
  for (const [path, p] of parameters) p.trainable = !stopped.has(path);
  const modules = new Map(net.namedModules());
  if (evaluating === true) net.eval();
  else for (const path of pathsIn(evaluating, `${place}.evaluating`, modules)) modules.get(path)!.training = false;
  return net;
}

/** Makes modules of data, the inner ones first, and counts what it makes. */
class Builder implements Reader {
  private readonly kinds: ReadonlyMap<string, Kind>;
  private readonly limits: Limits;
  private depth = 0;
  private readonly count = { modules: 0, numbers: 0 };

  constructor(options: BuildOptions) {
    this.kinds = new Map(kindsOf(options).map((kind) => [kind.name, kind]));
    this.limits = limits(options);
  }

  layer(value: unknown, place: string): AnyModule {
    checkKeys(value, place, "module", ["kind", "args"]);
    const { kind: name, args: said } = value as Readonly<Record<string, unknown>>;
    const kind = typeof name === "string" ? this.kinds.get(name) : undefined;
    if (kind === undefined) wrong(place, "kind", "the name of a registered class", describe(name));
    const { depth, modules, numbers } = this.limits;
    if (++this.depth > depth) wrong(place, "depth", `at most ${depth}`, `${this.depth}`);
    this.count.modules++;
    const args = kind.read(said, place, this);
    // What is no number, or below 0, is left to the constructor.
    this.count.modules += Math.max(kind.modules(...args) || 0, 0);
    this.count.numbers += Math.max(kind.numbers(...args) || 0, 0);
    for (const [what, most] of [
      ["modules", modules],
      ["numbers", numbers],
    ] as const)
      if (this.count[what] > most) wrong(place, what, `at most ${most}`, `${this.count[what]}`);
    this.depth--;
    try {
      return kind.make(...args);
    } catch (cause) {
      if (!(cause instanceof FpropError)) throw cause;
      const { path, what, expected, got } = cause;
      throw new FpropError({ code: "FORMAT", who: `${place}.${path}`, what, expected, got }, { cause });
    }
  }
}

type Limits = Required<Pick<BuildOptions, "depth" | "modules" | "numbers">>;

function limits({ depth = 64, modules = 10_000, numbers = 2 ** 28 }: BuildOptions): Limits {
  return { depth, modules, numbers };
}

/** The library's kinds and the caller's. */
function kindsOf({ kinds = [] }: ArchitectureOptions): readonly Kind[] {
  const seen = new Set<unknown>();
  for (const { name, of } of [...own, ...kinds]) {
    if (seen.has(name) || seen.has(of))
      refuse("DUPLICATE", "kinds", "a kind", "of a name and a class of its own", name);
    seen.add(name).add(of);
  }
  return [...own, ...kinds];
}

/** What could be shared in a net, by path. */
export function placesOf(net: AnyModule): [path: string, thing: Shared][] {
  const found: [string, Shared][] = [];
  for (const [path, module] of net.namedModules()) {
    const join = (key: string): string => (path === "" ? key : `${path}.${key}`);
    if (module instanceof Checkpoint) found.push([join("workspace"), module.workspace]);
    for (const [key, child] of module.entries()) if (!(child instanceof Module)) found.push([join(key), child]);
  }
  return found;
}

/** The paths of each thing. */
function groups(places: readonly [string, Shared][]): Map<Shared, string[]> {
  const found = new Map<Shared, string[]>();
  for (const [path, thing] of places) {
    const paths = found.get(thing);
    if (paths === undefined) found.set(thing, [path]);
    else paths.push(path);
  }
  return found;
}

/** An array of paths that differ, and that are there. */
function pathsIn(paths: unknown, place: string, there: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  if (!Array.isArray(paths)) wrong(place, "paths", "an array", describe(paths));
  const found = new Set<string>();
  for (const [i, path] of paths.entries()) {
    if (typeof path !== "string" || !there.has(path) || found.has(path))
      wrong(`${place}[${i}]`, "path", "one of the net's, once", describe(path));
    found.add(path);
  }
  return found;
}

/** Makes one thing of those that are shared, and puts `rng` in the place of the global generator. */
function tie(net: AnyModule, shared: unknown, { rng = generator, ...options }: BuildOptions): void {
  if (!Array.isArray(shared)) wrong("architecture", "shared", "an array of groups of paths", describe(shared));
  const places = new Map(placesOf(net));
  const modules = new Map(net.namedModules());
  /** What something has to be to stand in another place: a kind, and a shape or the modules that work with it. */
  const likeness = (path: string): string => {
    const thing = places.get(path)!;
    if (thing instanceof Parameter || thing instanceof Buffer) return `${thing}`;
    const { module } = modules.get(path.replace(/\.?workspace$/, "")) as Checkpoint;
    return `workspace for ${JSON.stringify(architectureOf(module, options))}`;
  };
  const others = new Map<unknown, unknown>(rng === generator ? [] : [[generator, rng]]);
  const used = new Set<string>();
  for (const [i, group] of shared.entries()) {
    const place = `architecture.shared[${i}]`;
    const paths = [...pathsIn(group, place, places)];
    if (paths.length < 2) wrong(place, "paths", "two or more", `${paths.length}`);
    const wanted = likeness(paths[0]);
    for (const [k, path] of paths.entries()) {
      if (used.has(path)) wrong(`${place}[${k}]`, "path", "in one group", describe(path));
      used.add(path);
      const got = likeness(path);
      if (got !== wanted) wrong(`${place}[${k}]`, describe(path), wanted, got);
      others.set(places.get(path), places.get(paths[0]));
    }
  }
  if (others.size > 0) replace(net, others);
  // A class of the caller's may keep its parameters where they are not seen.
  const after = new Map(placesOf(net));
  for (const [i, [first, ...paths]] of (shared as string[][]).entries())
    for (const path of paths)
      if (after.get(path) !== after.get(first)) wrong(`architecture.shared[${i}]`, path, "in a field", "elsewhere");
}

/** Puts others in the place of what is in the fields of a module, and of the modules there. */
function replace(module: AnyModule, others: ReadonlyMap<unknown, unknown>): void {
  const field = (value: unknown): unknown => {
    if (value instanceof Module) replace(value, others);
    if (!Array.isArray(value)) return others.get(value) ?? value;
    const made = value.map(field);
    return made.some((v, i) => v !== value[i]) ? made : value;
  };
  const fields = module as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(module)) {
    const other = field(value);
    if (other !== value) fields[key] = other;
  }
}
