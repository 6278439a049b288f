import { Checkpoint, GRU, LSTM, Module, RNN, Sequencer, type AnyModule } from "fprop";

/** What is told of the modules of a net while it is at work. */
export interface Watcher {
  /** Before a module's fprop, and what it is to be given in place of x; and so with what it gave. */
  readonly entering?: (path: string, module: AnyModule, x: unknown) => unknown;
  readonly left?: (path: string, module: AnyModule, y: unknown) => unknown;
  readonly bprop?: (path: string, module: AnyModule, dy: unknown, dx: unknown) => void;
}

/** Modules that work by copies of those inside, or by kernels of their own: nothing inside is called once, as it stands. */
const closed = [Checkpoint, GRU, LSTM, RNN, Sequencer] as const;

/** Every module of a net that can be watched, each before those inside of it. */
export function* watchable(
  net: AnyModule,
  path = "",
  depth = -1,
): Generator<[path: string, module: AnyModule, depth: number]> {
  yield [path, net, depth];
  if (closed.some((kind) => net instanceof kind)) return;
  for (const [key, child] of net.entries())
    if (child instanceof Module) yield* watchable(child, path === "" ? key : `${path}.${key}`, depth + 1);
}

/**
 * Has a net of one's own, a clone or a twin, tell of its modules. As `checkFinite` does it: properties of the instance that
 * stand before its class's methods, so that twins made of it work by themselves, and unseen.
 */
export function watch(net: AnyModule, watcher: Watcher): void {
  for (const [path, module] of watchable(net)) {
    if (path === "") continue;
    const methods = Object.getPrototypeOf(module) as AnyModule;
    module.fprop = function (this: AnyModule, x: unknown): unknown {
      const own = this === module;
      const given = own && watcher.entering !== undefined ? watcher.entering(path, module, x) : x;
      const y: unknown = methods.fprop.call(this, given);
      return own && watcher.left !== undefined ? watcher.left(path, module, y) : y;
    };
    module.bprop = function (this: AnyModule, dy: unknown): unknown {
      const dx: unknown = methods.bprop.call(this, dy);
      if (this === module) watcher.bprop?.(path, module, dy, dx);
      return dx;
    };
  }
}
