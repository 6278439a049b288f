import { checkForm, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { inside } from "../../lib/layers/branches.ts";
import { alike, Workspace } from "../../lib/layers/workspace.ts";
import { Module } from "../../lib/module.ts";
import type { Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import { mapValue, type Value } from "../../lib/value.ts";

/**
 * y = f(x) and dx = f′ᵀ dy of a module f, whose intermediates are not kept but computed once more, from x, on the way back:
 * memory for time (Chen et al., 2016). Checkpoints over modules alike share one set of buffers, so that a deep net keeps
 * only the y and dx of each part:
 *
 *     const first = new Checkpoint(block());
 *     const net = new Sequential(first, new Checkpoint(block(), { sharing: first }), …);
 *
 * The second fprop draws the random numbers of the first. A module that counts its fprops, as running statistics do, counts
 * both. Between fprop and bprop x has to stay as it is, as for every module.
 * @throws FpropError ARGUMENT for something that is no module, and for sharing with a module that is not alike
 */
export class Checkpoint<In extends Value = Tensor, Out extends Value = In> extends Module<In, Out> {
  readonly module: Module<In, Out>;
  readonly workspace: Workspace;
  private x: In | undefined;
  y: (Tensor | undefined)[] = [];
  dx: (Tensor | undefined)[] = [];
  /** The streams in f, and their states before the latest fprop. */
  private drawn: (readonly [Rng, Rng["state"]])[] = [];

  constructor(module: Module<In, Out>, { sharing }: { sharing?: Checkpoint<In, Out> } = {}) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", "Checkpoint", "module", "a Module", module);
    if (sharing !== undefined && !(sharing instanceof Checkpoint && alike(sharing.module, module)))
      refuse("ARGUMENT", "Checkpoint", "sharing", "a Checkpoint of a module alike", sharing);
    this.module = module;
    this.workspace = sharing?.workspace ?? new Workspace();
  }

  fprop(x: In): Out {
    this.drawn = this.module.namedStreams().map(([, rng]) => [rng, rng.state]);
    const y = this.workspace.during(this.module, () =>
      copies(
        this.y,
        inside("module", () => this.module.fprop(x)),
      ),
    );
    this.x = x;
    return y;
  }

  bprop(dy: Out): In {
    const [x, [y]] = [this.x, this.y];
    if (x === undefined || y === undefined) refuse("STATE", this, "bprop", "called after fprop", "no fprop before it");
    return this.workspace.during(this.module, () => {
      const now = this.drawn.map(([rng]) => rng.state);
      for (const [rng, state] of this.drawn) rng.state = state;
      const again = this.module.fprop(x as In);
      for (const [i, [rng]] of this.drawn.entries()) rng.state = now[i];
      checkForm(this, "dy", dy, again);
      return copies(
        this.dx,
        inside("module", () => this.module.bprop(dy)),
      );
    });
  }

  override express(x: Tree): Tree {
    return express(this.module, x);
  }
}

/** The tensors of a value in buffers of our own. */
function copies<V extends Value>(buffers: (Tensor | undefined)[], value: V): V {
  let k = -1;
  return mapValue(value, (t) => {
    const copy = Tensor.reuseLike(buffers[++k], t);
    kernels.copyLines(copy, 0, t.size, t, 0, t.size, 1, t.size);
    return (buffers[k] = copy);
  }) as V;
}
