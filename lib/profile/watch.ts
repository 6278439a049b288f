import { around } from "../around.ts";
import type { AnyModule } from "../module.ts";
import { isValue, type Value } from "../value.ts";
import { flopsOf, type Call, type Flops, type Shapes } from "./flops.ts";
import type { Frame, ModuleProfile, Way } from "./frame.ts";

type Method = "fprop" | "bprop";

/** A module's method as another method calls it. */
class Calls {
  readonly module: AnyModule;
  readonly method: Method;
  readonly within = new Map<string, Calls>();
  calls = 0;
  time = 0;
  /** The fprops that these calls were, or answered to, in one step. */
  readonly shown: Call[] = [];

  constructor(module: AnyModule, method: Method) {
    this.module = module;
    this.method = method;
  }
}

/** Looks at every call of a net's modules from outside: who calls whom, for how long, and once at shapes. */
export class Watch {
  private readonly paths: ReadonlyMap<AnyModule, string>;
  private readonly root: Calls;
  private current: Calls;
  private showing = false;
  private readonly latest = new Map<AnyModule, Call>();
  private readonly known = new Map<AnyModule, Map<string, Flops | undefined>>();

  /** @param clock milliseconds */
  constructor(net: AnyModule, clock: () => number) {
    this.paths = new Map([...net.namedModules()].map(([path, module]) => [module, path] as const).toReversed());
    this.root = this.current = new Calls(net, "fprop");
    for (const module of this.paths.keys())
      for (const method of ["fprop", "bprop"] as const) this.time(module, method, clock);
  }

  /** Twins that are made meanwhile are watched as the module that they are twins of. */
  private time(module: AnyModule, method: Method, clock: () => number): void {
    const key = `${method} ${this.paths.get(module)!}`;
    around(module, method, (_, v, rest) => {
      const outer = this.current;
      let calls = outer.within.get(key);
      if (calls === undefined) outer.within.set(key, (calls = new Calls(module, method)));
      this.current = calls;
      const start = clock();
      const result = rest();
      calls.time += clock() - start;
      calls.calls++;
      this.current = outer;
      if (this.showing) this.show(calls, v, result);
      return result;
    });
  }

  private show(calls: Calls, x: Value, y: Value): void {
    if (calls.method === "fprop") this.latest.set(calls.module, { x: shapes(x), y: shapes(y) });
    calls.shown.push(this.latest.get(calls.module)!);
  }

  /** A step whose shapes are looked at. */
  look(step: () => void): void {
    this.showing = true;
    step();
    this.showing = false;
  }

  /** Begins the times anew. */
  clear(): void {
    for (const calls of all(this.root)) [calls.calls, calls.time] = [0, 0];
  }

  /** What was called since then, per step: the net's fprop and its bprop. */
  frames(steps: number): [forward: Frame, backward: Frame] {
    const frame = (calls: Calls): Frame => {
      const within = [...calls.within.values()].map(frame);
      const time = calls.time / steps;
      const own = this.own(calls);
      return {
        path: this.paths.get(calls.module)!,
        name: `${calls.module}`,
        method: calls.method,
        calls: calls.calls / steps,
        time,
        self: within.reduce((t, f) => t - f.time, time),
        flops: within.reduce((n, f) => n + f.flops, own),
        within,
      };
    };
    const [forward, backward] = [...this.root.within.values()].map(frame);
    return [forward, backward];
  }

  /** The same by modules, with the bytes that each holds. */
  modules(steps: number, bytes: ReadonlyMap<AnyModule, number>): ModuleProfile[] {
    const calls = all(this.root);
    const way = (module: AnyModule, method: Method): Way => {
      const own = calls.filter((c) => c.module === module && c.method === method);
      const sum = (f: (c: Calls) => number): number => own.reduce((n, c) => n + f(c), 0);
      const inner = (c: Calls): number => [...c.within.values()].reduce((t, { time }) => t + time, 0);
      return {
        calls: sum((c) => c.calls) / steps,
        time: sum((c) => c.time) / steps,
        self: sum((c) => c.time - inner(c)) / steps,
        flops: sum((c) => this.total(c)),
      };
    };
    return [...this.paths].toReversed().map(([module, path]) => ({
      path,
      name: `${module}`,
      forward: way(module, "fprop"),
      backward: way(module, "bprop"),
      counted: calls.every((c) => c.module !== module || this.countsOf(c).every((flops) => flops !== undefined)),
      bytes: bytes.get(module)!,
    }));
  }

  private total(calls: Calls): number {
    return [...calls.within.values()].reduce((n, inner) => n + this.total(inner), this.own(calls));
  }

  private own(calls: Calls): number {
    const way = calls.method === "fprop" ? "forward" : "backward";
    return this.countsOf(calls).reduce((n, flops) => n + (flops?.[way] ?? 0), 0);
  }

  /** What each of the calls in a step takes by itself. */
  private countsOf({ module, shown }: Calls): (Flops | undefined)[] {
    const known = this.known.get(module) ?? new Map<string, Flops | undefined>();
    this.known.set(module, known);
    return shown.map((call) => {
      const key = JSON.stringify(call.x);
      if (!known.has(key)) known.set(key, flopsOf(module, call, this.inside(module)));
      return known.get(key);
    });
  }

  /** The modules whose fprop a module calls, with what went in and came out. */
  private inside(module: AnyModule): ReadonlyMap<AnyModule, readonly Call[]> {
    const found = new Map<AnyModule, Call[]>();
    for (const calls of all(this.root))
      if (calls.module === module && calls.method === "fprop")
        for (const inner of calls.within.values())
          found.set(inner.module, [...(found.get(inner.module) ?? []), ...inner.shown]);
    return found;
  }
}

function all(from: Calls): Calls[] {
  return [...from.within.values()].flatMap((calls) => [calls, ...all(calls)]);
}

/** The shapes of a value, without its numbers. */
function shapes(v: Value): Shapes {
  return isValue(v) && !("shape" in v) ? v.map(shapes) : { shape: (v as { shape: readonly number[] }).shape };
}
