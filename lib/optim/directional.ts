import { checkCount, checkNumber, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Tensor } from "../tensor.ts";
import { Optimizer, type Group, type Settings } from "./optimizer.ts";
import type { StateReader } from "./statereader.ts";
import { strongWolfe, type Place } from "./strongwolfe.ts";

/** The options of optimizers that search along a direction. */
export interface DirectionalOptions {
  /** The length of a step, or where a search along a line begins. */
  lr: number;
  /** Directions in one `step`. */
  maxIter: number;
  /** Calls of the closure after which a `step` ends. */
  maxEval: number;
  /** A `step` ends where no number of the gradient is larger. */
  toleranceGrad: number;
  /** … or where neither E nor any parameter changes by more. */
  toleranceChange: number;
}

/** One long vector with a part for each parameter. */
interface Vector {
  readonly all: Tensor;
  readonly parts: readonly Tensor[];
}

/** The vectors of a search. */
interface Room {
  /** The present direction. */
  readonly d: Vector;
  /** The gradient that it started from. */
  readonly before: Tensor;
  /** Where the step and where the direction started. */
  readonly start: Vector;
  readonly x: Vector;
  /** Gradients of three places. */
  readonly gradients: readonly Vector[];
}

function vector(params: readonly Parameter[], all: Tensor): Vector {
  let at = 0;
  return { all, parts: params.map(({ value: { size, shape } }) => all.part((at += size) - size, shape)) };
}

/** y = x */
const copy = (y: Tensor, x: Tensor): void => kernels.scale(y, x, 1);

/**
 * Changes all parameters at once along a direction d, which depends on gradients g and directions before:
 *
 *     E = optimizer.step(() => {
 *       optimizer.zeroGrad();
 *       const E = loss.fprop(net.fprop(x), t);
 *       net.bprop(loss.bprop());
 *       return E;
 *     });
 *
 * The closure gives E and gradients at one point after another, always of the same examples and without chance in it.
 * Where it throws, the parameters are what they were before the step, and what was remembered is forgotten.
 */
export abstract class Directional<Options extends DirectionalOptions> extends Optimizer<Options> {
  /** The c₂ with which a search along a line ends. */
  protected abstract readonly curvature: number;
  /** All directions and all calls of the closure so far, and how far the last direction was gone. */
  protected iterations = 0;
  protected evaluations = 0;
  protected t = 0;
  private room: Room | undefined;

  constructor(params: Iterable<Parameter> | Iterable<Group<Options>>, defaults: Options) {
    super(params, defaults);
    if (this.groups.length > 1) refuse("ARGUMENT", this, "params", "in one group", `${this.groups.length} groups`);
  }

  protected check(o: Options): void {
    checkNumber(this, "lr", o.lr, 0);
    checkCount(this, "maxIter", o.maxIter);
    checkCount(this, "maxEval", o.maxEval);
    checkNumber(this, "toleranceGrad", o.toleranceGrad, 0);
    checkNumber(this, "toleranceChange", o.toleranceChange, 0);
  }

  /** Writes d, from the gradient g; if this is not the first direction, from the one before and where that started. */
  protected abstract direct(d: Tensor, g: Tensor, before: Tensor, options: Options): void;
  /** How far to go along d at first, where E has this slope; `first` is how far where nothing else is known. */
  protected abstract length(slope: number, first: number, options: Options): number;
  /** Whether E is searched along d; if not, that far is gone. */
  protected abstract searches(options: Options): boolean;
  /** What is remembered besides. */
  protected *more(): Generator<[name: string, value: Tensor | number]> {}
  /** Reads what `more` gave, vectors like `like`, or of nothing, how it was at first; returns what takes it over. */
  protected readMore(_from: StateReader | undefined, _like: Tensor): () => void {
    return () => {};
  }

  override step(closure: () => number): number {
    this.checkClosure(closure);
    const [o] = this.groups;
    this.check(o);
    const room = this.prepare();
    for (const [i, p] of o.params.entries()) copy(room.start.parts[i], p.value);
    try {
      return this.search(closure, o, room);
    } catch (error) {
      this.place(room.start);
      this.forget(room.d.all);
      throw error;
    }
  }

  /** Direction after direction, with the ends of PyTorch's LBFGS. */
  private search(closure: () => number, o: Settings<Options>, room: Room): number {
    const done = this.evaluations;
    const { d, before, x, gradients } = room;
    const first = this.evaluate(closure, gradients[0]);
    let now: Place = { t: 0, E: first, slope: 0, g: gradients[0].all };
    for (let n = 1; kernels.maxAbs(now.g) > o.toleranceGrad; n++) {
      this.iterations++;
      this.direct(d.all, now.g, before, o);
      for (const [i, p] of o.params.entries()) if (!p.trainable) kernels.clear(d.parts[i]);
      copy(before, now.g);
      const slope = kernels.dot(now.g, d.all);
      this.t = this.length(slope, Math.min(1, 1 / kernels.sumAbs(now.g)) * o.lr, o);
      if (slope > -o.toleranceChange) break;

      const { E } = now;
      const size = kernels.maxAbs(d.all);
      if (this.searches(o)) {
        for (const [i, p] of o.params.entries()) copy(x.parts[i], p.value);
        const at = (t: number, held: readonly Place[]): Place => this.look(closure, room, t, held);
        const options = { c2: this.curvature, tolerance: o.toleranceChange };
        now = strongWolfe(at, { ...now, t: 0, slope }, this.t, size, options);
        this.t = now.t;
        this.place(x);
        this.move(d, now.t);
      } else {
        this.move(d, this.t);
        if (n < o.maxIter) now = { ...now, E: this.evaluate(closure, gradients[0]) };
      }
      if (n >= o.maxIter || this.evaluations - done >= o.maxEval) break;
      if (size * Math.abs(this.t) <= o.toleranceChange || Math.abs(now.E - E) < o.toleranceChange) break;
    }
    return first;
  }

  /** The place t on the line from x along d; its gradient goes where none of those held has its own. */
  private look(closure: () => number, { d, x, gradients }: Room, t: number, held: readonly Place[]): Place {
    this.place(x);
    this.move(d, t);
    const g = gradients.find(({ all }) => held.every((p) => p.g !== all))!;
    const E = this.evaluate(closure, g);
    // Where E is no number, the way there was too long.
    return { t, E: Number.isNaN(E) ? Infinity : E, slope: kernels.dot(g.all, d.all), g: g.all };
  }

  private evaluate(closure: () => number, g: Vector): number {
    const E: unknown = closure();
    if (typeof E !== "number") refuse("ARGUMENT", this, "what closure returns", "a number", E);
    this.evaluations++;
    for (const [i, p] of this.groups[0].params.entries())
      if (p.trainable) copy(g.parts[i], p.grad);
      else kernels.clear(g.parts[i]);
    return E;
  }

  private move(d: Vector, t: number): void {
    for (const [i, p] of this.groups[0].params.entries()) if (p.trainable) kernels.addScaled(p.value, d.parts[i], t);
  }

  private place(x: Vector): void {
    for (const [i, p] of this.groups[0].params.entries()) if (p.trainable) copy(p.value, x.parts[i]);
  }

  /** Room for all vectors; the parameters have one type, the one that they were remembered in. */
  private prepare(): Room {
    const [{ params }] = this.groups;
    const { dtype } = this.room?.before ?? params[0].value;
    for (const { value } of params)
      if (value.dtype !== dtype)
        refuse(
          "STATE",
          this,
          "the parameters",
          `${dtype} as the first (make the optimizer after net.to(…))`,
          value.dtype,
        );
    return (this.room ??= this.rooms());
  }

  private rooms(d?: Tensor, before?: Tensor): Room {
    const [{ params }] = this.groups;
    const size = params.reduce((sum, { value }) => sum + value.size, 0);
    const fresh = (): Tensor => Tensor.reuse(undefined, params[0].value.dtype, [size]);
    const [start, x, ...gradients] = Array.from({ length: 5 }, () => vector(params, fresh()));
    return { d: vector(params, d ?? fresh()), before: before ?? fresh(), start, x, gradients };
  }

  private forget(like: Tensor): void {
    this.iterations = this.evaluations = this.t = 0;
    this.readMore(undefined, like)();
  }

  protected *memory(): Generator<[path: string, value: Tensor | number]> {
    if (this.room === undefined || this.iterations === 0) return;
    yield ["0.n_iter", this.iterations];
    yield ["0.func_evals", this.evaluations];
    yield ["0.t", this.t];
    yield ["0.d", this.room.d.all];
    yield ["0.prev_flat_grad", this.room.before];
    for (const [name, value] of this.more()) yield [`0.${name}`, value];
  }

  protected read(from: StateReader): () => void {
    const [{ params }] = this.groups;
    const size = params.reduce((sum, { value }) => sum + value.size, 0);
    const like = Tensor.zeros([size], params[0].value.dtype);
    if (from.paths("0.").length === 0) return () => this.forget(like);
    const [iterations, evaluations, t] = [from.count("0.n_iter"), from.count("0.func_evals"), from.number("0.t")];
    const room = this.rooms(from.tensor("0.d", like), from.tensor("0.prev_flat_grad", like));
    const more = this.readMore(from, like);
    return () => {
      Object.assign(this, { room, iterations, evaluations, t });
      more();
    };
  }
}
