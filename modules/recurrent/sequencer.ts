import { checkCount, checkLike, refuse } from "../../lib/check.ts";
import { located, shapeText } from "../../lib/errors.ts";
import { deferred } from "../../lib/expressions/deferred.ts";
import { parameter, type Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module, type AnyModule } from "../../lib/module.ts";
import { takeSettings } from "../../lib/predict.ts";
import { Cell, steps } from "../../lib/recurrent/cell.ts";
import { sequence } from "../../lib/recurrent/unrolled.ts";
import { Tensor } from "../../lib/tensor.ts";
import type { Value } from "../../lib/value.ts";

/**
 * One module at every step of a sequence: y_t = f(x_t; w), or with states y_t = s_t = f(x_t, s_t₋₁; w), from s₀ = 0.
 *
 *     x [batch, time, …]     y [batch, time, …]     new Sequencer(new Linear(4, 8)), new Sequencer(new LSTMCell(4, 8)),
 *
 *     new Sequencer(new Graph((x: Node, h: Node) => join(x.into(new Linear(4, 8)), h).into(new Add())), { states: [8] })
 *
 * Each step has a twin of the module, so the parameters are shared and their gradients are sums over the steps, the last
 * one first: backpropagation through time. A module with states takes the tuple [x_t, s, …] and returns the next s, or
 * the tuple of them, the first of which is y_t; `states` are their sizes, known for a cell. Torch7's Sequencer.
 * @throws FpropError SHAPE; what the module throws
 */
export class Sequencer extends Module {
  readonly module: AnyModule;
  readonly states: readonly number[];
  /** The steps after the first; they are new where the module is watched for NaN since, or no longer. */
  private twins: AnyModule[] = [];
  private watched = "";
  x: Tensor | undefined;
  y: Tensor | undefined;
  dy: Tensor | undefined;
  dx: Tensor | undefined;
  private xs: readonly Tensor[] = [];
  private dys: readonly Tensor[] = [];
  private zeros: Tensor[] = [];
  /** The output of the latest fprop that went through all steps; none while the steps are not of one fprop. */
  private complete: Tensor | undefined;

  constructor(module: AnyModule, { states }: { states?: readonly number[] } = {}) {
    super();
    if (!(module instanceof Module)) refuse("ARGUMENT", "Sequencer", "module", "a Module", module);
    const sizes = states ?? (module instanceof Cell ? new Array<number>(module.states).fill(module.hiddenSize) : []);
    if (!Array.isArray(sizes)) refuse("ARGUMENT", "Sequencer", "states", "an array of sizes", sizes);
    for (const n of sizes as readonly number[]) checkCount("Sequencer", "states", n);
    this.module = module;
    this.states = sizes;
  }

  fprop(x: Tensor): Tensor {
    if (!(x instanceof Tensor)) refuse("SHAPE", this, "x", "a Tensor", x);
    if (x.shape.length < 2) refuse("SHAPE", this, "x", "[batch, time, …]", shapeText(x.shape));
    const [batch, time, ...rest] = x.shape;
    this.follow(time);
    const [before, width] = [this.x, x.size / (batch * time)];
    this.x = Tensor.reuse(before, x.dtype, [time, batch, ...rest]);
    this.xs = steps(this.x, before, this.xs);
    kernels.copyRuns(this.x, [0, width, batch * width], x, [0, time * width, width], [batch, time, width]);
    this.zeros = this.states.map((n, k) => Tensor.reuse(this.zeros[k], x.dtype, [batch, n]));
    for (const zero of this.zeros) kernels.clear(zero);
    let s: readonly Tensor[] = this.zeros;
    for (let t = 0; t < time; t++) {
      const out = this.step(t, (m) => m.fprop(s.length === 0 ? this.xs[t] : [this.xs[t], ...s]) as Value);
      this.complete = undefined;
      const all = (out instanceof Tensor ? [out] : out) as readonly Tensor[];
      if (s.length > 0) s = all;
      const n = all[0].size / batch;
      if (t === 0) this.y = Tensor.reuse(this.y, all[0].dtype, [batch, time, ...all[0].shape.slice(1)]);
      kernels.copyRuns(this.y!, [t * n, time * n, 0], all[0], [0, n, 0], [batch, 1, n]);
    }
    this.complete = this.y;
    return this.y!;
  }

  bprop(dy: Tensor): Tensor {
    const y = this.complete ?? refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    checkLike(this, "dy", dy, y);
    const [batch, time, ...rest] = y.shape;
    const [before, width] = [this.dy, y.size / (batch * time)];
    this.dy = Tensor.reuse(before, y.dtype, [time, batch, ...rest]);
    this.dys = steps(this.dy, before, this.dys);
    kernels.copyRuns(this.dy, [0, width, batch * width], dy, [0, time * width, width], [batch, time, width]);
    let ds: readonly Tensor[] = this.zeros;
    for (let t = time - 1; t >= 0; t--) {
      if (ds.length > 0) kernels.addScaled(this.dys[t], ds[0], 1);
      const back = this.step(t, (m) => m.bprop(ds.length > 1 ? [this.dys[t], ...ds.slice(1)] : this.dys[t]) as Value);
      const [dx, ...rest] = (back instanceof Tensor ? [back] : back) as readonly Tensor[];
      ds = rest;
      const n = dx.size / batch;
      if (t === time - 1) this.dx = Tensor.reuse(this.dx, dx.dtype, [batch, time, ...dx.shape.slice(1)]);
      kernels.copyRuns(this.dx!, [t * n, time * n, 0], dx, [0, n, 0], [batch, 1, n]);
    }
    return this.dx!;
  }

  override express(x: Expression): Expression {
    const parameters = this.module.parameters().map(parameter);
    return deferred(`${this}`, sequence(this.module, this.states, parameters), x, ...parameters);
  }

  override *entries(): Generator<[string, AnyModule]> {
    yield ["module", this.module];
  }

  /** Makes twins for so many steps, with the settings that the module has now. */
  private follow(time: number): void {
    const modules = this.module.modules();
    const watched = modules.map((m) => +Object.hasOwn(m, "fprop")).join("");
    if (watched !== this.watched) [this.watched, this.twins] = [watched, []];
    while (this.twins.length < time - 1) this.twins.push(this.module.twin());
    for (const twin of this.twins) for (const [i, m] of twin.modules().entries()) takeSettings(m, modules[i]);
  }

  private step<T>(t: number, call: (module: AnyModule) => T): T {
    try {
      return call(t === 0 ? this.module : this.twins[t - 1]);
    } catch (error) {
      throw located(error, "module");
    }
  }
}
