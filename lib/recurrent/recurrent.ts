import { checkCount, checkFloats, checkForm, checkNumber, checkRange, checkShape, kept, refuse } from "../check.ts";
import { deferred, type Draw } from "../expressions/deferred.ts";
import type { Expression, Tree } from "../expressions/expression.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { generator, type Rng } from "../rng.ts";
import { sameShape, Tensor, type DType } from "../tensor.ts";
import type { Value } from "../value.ts";
import type { Cell, CellOptions } from "./cell.ts";
import { layers } from "./unrolled.ts";

export interface RecurrentOptions<S extends boolean = boolean, L extends boolean = boolean> extends CellOptions {
  /** How many layers stand on each other, each taking the h of the one below. */
  numLayers?: number;
  /** Whether x and y are [batch, time, …] and states [batch, layers, …]; else [time, batch, …] and [layers, batch, …]. */
  batchFirst?: boolean;
  /** The share of a layer's outputs that are 0 for the next one, in training; the others grow by 1 / (1 − dropout). */
  dropout?: number;
  /** Whether every layer reads the sequence backwards, too; y has both h side by side, and a layer counts as two. */
  bidirectional?: boolean;
  /** Whether the first states are inputs and the last ones outputs. */
  states?: S;
  /** Whether the length of each sequence is an input. */
  lengths?: L;
  /** Whether the last state of one fprop is the first of the next, until `forget()`; it is then taken for a constant. */
  remember?: boolean;
}

/** What goes into a recurrent module with these states, and with no lengths what comes out of it. */
export type Sequences<States extends readonly Tensor[], S extends boolean, L extends boolean> = S extends true
  ? readonly [Tensor, ...States, ...(L extends true ? [lengths: Tensor] : [])]
  : L extends true
    ? readonly [Tensor, lengths: Tensor]
    : Tensor;

type AnyCell = Cell<Value, Value>;

/** The parts of an input. */
interface Taken {
  readonly x: Tensor;
  readonly batch: number;
  readonly time: number;
  /** The first states: those that are given or remembered, or none for 0. */
  readonly firsts: readonly Tensor[];
  readonly lengths: Tensor | undefined;
}
/** Where a state stands: the tensor, the element it begins at, the distance of two rows. */
type Place = readonly [Tensor, number, number];
/** Where lines lie in a tensor, as `copyRuns` has it: the first, and their distance along the batch and along time. */
type Lines = readonly [at: number, row: number, step: number];

/**
 * Cells unrolled in time, in layers and directions: what RNN, LSTM and GRU have in common. Inside all is time-major;
 * x and dy are brought into that order, y and dx out of it.
 */
export abstract class Recurrent<In extends Value, Out extends Value> extends Module<In, Out> {
  /** Layer by layer, and forwards before backwards. */
  readonly cells: readonly AnyCell[];
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly states: boolean;
  readonly lengths: boolean;
  readonly remember: boolean;
  readonly rng: Rng;

  private time = 0;
  private batch = 0;
  /** The lengths of the latest fprop. */
  private ends: Tensor | undefined;
  /** x, then each layer's y, time-major; their gradients; what dropout multiplied the y of a layer by. */
  private values: (Tensor | undefined)[] = [];
  private gradients: (Tensor | undefined)[] = [];
  private masks: (Tensor | undefined)[] = [];
  private dropped = false;
  /** The last states of the latest fprop, and the gradients of the first ones. */
  private finals: readonly Tensor[] = [];
  private dfirst: readonly Tensor[] = [];
  /** The first of `finals`, while they are remembered. */
  private carried: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  private dlengths: Tensor | undefined;

  constructor(
    name: string,
    cell: (inputSize: number, options: CellOptions) => AnyCell,
    inputSize: number,
    hiddenSize: number,
    options: RecurrentOptions,
  ) {
    super();
    const { numLayers = 1, batchFirst = true, dropout = 0, bidirectional = false, remember = false } = options;
    checkCount(name, "inputSize", inputSize);
    checkCount(name, "hiddenSize", hiddenSize);
    checkCount(name, "numLayers", numLayers);
    checkNumber(name, "dropout", dropout, 0, 1, true);
    const { rng = generator, states = false, lengths = false } = options;
    if (remember && states) refuse("ARGUMENT", name, "remember", "false where states are inputs", "both");
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.batchFirst = batchFirst;
    this.dropout = dropout;
    this.bidirectional = bidirectional;
    this.states = states;
    this.lengths = lengths;
    this.remember = remember;
    this.rng = rng;
    const D = this.directions;
    this.cells = Array.from({ length: numLayers * D }, (_, j) =>
      j < D ? cell(inputSize, options) : cell(D * hiddenSize, { ...options, inputGrad: true }),
    );
  }

  get directions(): 1 | 2 {
    return this.bidirectional ? 2 : 1;
  }

  fprop(input: In): Out {
    const { x, batch, time, firsts, lengths } = this.taken(input);
    const { cells, directions: D, hiddenSize: n, inputSize } = this;
    const { dtype } = x;
    [this.batch, this.time, this.ends] = [batch, time, lengths];
    this.dropped = this.training && this.dropout > 0;

    const v = (this.values[0] = Tensor.reuse(this.values[0], dtype, [time, batch, inputSize]));
    kernels.copyRuns(v, this.inner(inputSize), x, this.outer(inputSize), [batch, time, inputSize]);
    if (lengths !== undefined) kernels.hold(v, undefined, lengths, 0, batch, inputSize);
    for (let l = 0; l < this.numLayers; l++) {
      const out = (this.values[l + 1] = Tensor.reuse(this.values[l + 1], dtype, [time, batch, D * n]));
      for (let d = 0; d < D; d++) {
        const cell = cells[l * D + d];
        cell.begin(time, batch, dtype, d === 1);
        for (let k = 0; k < cell.states; k++) {
          const [to, at, ld] = cell.place(k, cell.first);
          if (firsts.length === 0) kernels.clear(to);
          else kernels.copyRuns(to, [at, ld, 0], firsts[k], this.state(l * D + d), [batch, 1, n]);
        }
        const h = cell.unroll(this.values[l]!, lengths);
        kernels.copyRuns(out, this.inner(D * n, d * n), h, this.inner(n), [batch, time, n]);
      }
      if (this.dropped && l < this.numLayers - 1) {
        const mask = (this.masks[l] = Tensor.reuseLike(this.masks[l], out));
        kernels.keep(mask, this.rng, this.dropout, 1 / (1 - this.dropout));
        kernels.multiply(out, out, mask);
      }
    }
    this.finals = this.gathered(this.finals, dtype, (cell, k) => cell.place(k, cell.last));
    this.carried = this.remember ? this.finals[0] : undefined;
    const out = this.values[this.numLayers]!;
    if (lengths !== undefined) kernels.hold(out, undefined, lengths, 0, batch, D * n);
    this.y = Tensor.reuse(this.y, dtype, this.batchFirst ? [batch, time, D * n] : [time, batch, D * n]);
    kernels.copyRuns(this.y, this.outer(D * n), out, this.inner(D * n), [batch, time, D * n]);
    return (this.states ? [this.y, ...this.finals] : this.y) as Out;
  }

  bprop(dy: Out): In {
    const y = kept(this, this.y);
    checkForm(this, "dy", dy, this.states ? [y, ...this.finals] : y);
    const [dout, ...dlast] = (this.states ? dy : [dy]) as readonly Tensor[];
    const { batch, time, cells, directions: D, hiddenSize: n, inputSize, numLayers, ends } = this;

    for (let l = 0; l <= numLayers; l++) this.gradients[l] = Tensor.reuseLike(this.gradients[l], this.values[l]!);
    const g = this.gradients[numLayers]!;
    kernels.copyRuns(g, this.inner(D * n), dout, this.outer(D * n), [batch, time, D * n]);
    if (ends !== undefined) kernels.hold(g, undefined, ends, 0, batch, D * n);
    for (let l = numLayers - 1; l >= 0; l--) {
      const dv = this.gradients[l + 1]!;
      if (this.dropped && l < numLayers - 1) kernels.multiply(dv, dv, this.masks[l]!);
      for (let d = 0; d < D; d++) {
        const cell = cells[l * D + d];
        cell.beginBack();
        kernels.copyRuns(cell.dy!, this.inner(n), dv, this.inner(D * n, d * n), [batch, time, n]);
        for (const [k, to] of cell.dstates.entries())
          if (dlast.length === 0) kernels.clear(to);
          else kernels.copyRuns(to, [0, n, 0], dlast[k], this.state(l * D + d), [batch, 1, n]);
        cell.rollBack(this.gradients[l]!, d > 0);
      }
    }
    if (this.states) this.dfirst = this.gathered(this.dfirst, y.dtype, (cell, k) => [cell.dstates[k], 0, n]);
    this.dx = Tensor.reuse(this.dx, y.dtype, [...y.shape.slice(0, 2), inputSize]);
    const count = [batch, time, inputSize] as const;
    kernels.copyRuns(this.dx, this.outer(inputSize), this.gradients[0]!, this.inner(inputSize), count);
    const dx = this.states ? [this.dx, ...this.dfirst] : [this.dx];
    if (ends !== undefined) {
      this.dlengths = Tensor.reuseLike(this.dlengths, ends);
      kernels.clear(this.dlengths);
      dx.push(this.dlengths);
    }
    return (dx.length === 1 ? this.dx : dx) as unknown as In;
  }

  /** The parts of an input, checked. */
  private taken(input: In): Taken {
    const { inputSize, batchFirst } = this;
    const { states } = this.cells[0];
    const count = 1 + (this.states ? states : 0) + (this.lengths ? 1 : 0);
    const parts = (count === 1 ? [input] : input) as readonly Tensor[];
    if (!Array.isArray(parts) || parts.length !== count) refuse("SHAPE", this, "x", `a tuple of ${count}`, input);
    const x: Tensor = parts[0];
    checkFloats(this, "x", x, this.cells[0].weightIh.value.dtype);
    checkShape(this, "x", x, batchFirst ? ["batch", "time", inputSize] : ["time", "batch", inputSize]);
    const [batch, time] = batchFirst ? x.shape : [x.shape[1], x.shape[0]];
    const shape = this.stateShape(batch);
    const given = this.states ? parts.slice(1, 1 + states) : [];
    for (const [k, v] of given.entries()) {
      checkFloats(this, ["h", "c"][k], v, x.dtype);
      checkShape(this, ["h", "c"][k], v, shape);
    }
    const last = parts[count - 1];
    if (this.lengths) {
      checkFloats(this, "lengths", last, "int32");
      checkShape(this, "lengths", last, [batch]);
      checkRange(this, "lengths", last, 0, time, "ARGUMENT");
    }
    const lengths = this.lengths ? last : undefined;
    const { carried } = this;
    if (carried === undefined) return { x, batch, time, firsts: given, lengths };
    if (carried.dtype !== x.dtype || !sameShape(carried.shape, shape))
      refuse("STATE", this, "x", `for the state that is remembered, ${carried}, until forget()`, x.toString());
    return { x, batch, time, firsts: this.finals, lengths };
  }

  /** Each state of all cells in a tensor of its own. */
  private gathered(old: readonly Tensor[], dtype: DType, from: (cell: AnyCell, k: number) => Place): readonly Tensor[] {
    const { batch, cells, hiddenSize: n } = this;
    const [{ states }] = cells;
    return Array.from({ length: states }, (_, k) => {
      const whole = Tensor.reuse(old[k], dtype, this.stateShape(batch));
      for (const [j, cell] of cells.entries()) {
        const [t, at, ld] = from(cell, k);
        kernels.copyRuns(whole, this.state(j), t, [at, ld, 0], [batch, 1, n]);
      }
      return whole;
    });
  }

  private stateShape(batch: number): readonly number[] {
    const { length } = this.cells;
    return this.batchFirst ? [batch, length, this.hiddenSize] : [length, batch, this.hiddenSize];
  }

  /** Where the state of cell j stands among those of all. */
  private state(j: number): Lines {
    const n = this.hiddenSize;
    return this.batchFirst ? [j * n, this.cells.length * n, 0] : [j * this.batch * n, n, 0];
  }

  /** Lines of `width` as they lie in here, those from column `at` on. */
  private inner(width: number, at = 0): Lines {
    return [at, width, this.batch * width];
  }

  /** The same as they lie in x and y. */
  private outer(width: number): Lines {
    return this.batchFirst ? [0, this.time * width, width] : this.inner(width);
  }

  /**
   * Unrolled as soon as the time is known. What is remembered is a constant; in training dropout has the masks that the
   * stream would give at this moment, at every evaluation, and the stream stays.
   */
  override express(input: Tree): Tree {
    const inputs = (Array.isArray(input) ? input : [input]) as readonly Expression[];
    const [{ states }] = this.cells;
    const firsts = this.states ? inputs.slice(1, 1 + states) : this.carried === undefined ? [] : this.finals;
    const lengths = this.lengths ? [inputs[inputs.length - 1]] : [];
    const operands = [inputs[0], ...lengths, ...firsts, ...this.parameters()];
    const stream = this.training && this.dropout > 0 ? this.rng.clone() : undefined;
    const part = (k: number): Expression => {
      const draw: Draw = ([x, ...rest], [shape]) =>
        layers(this, shape, x, rest.splice(0, lengths.length)[0], rest.splice(0, firsts.length), rest, stream)[k];
      return deferred(k === 0 ? `${this}` : `state ${k} of ${this}`, draw, ...operands);
    };
    return this.states ? Array.from({ length: 1 + states }, (_, k) => part(k)) : part(0);
  }

  override forget(): this {
    this.carried = undefined;
    return this;
  }

  /** @internal Copies of the states that the next fprop goes on from; none where nothing is remembered. */
  remembered(): readonly Tensor[] {
    return this.carried === undefined ? [] : this.finals.map((state) => state.clone());
  }

  /** @internal Goes on from such states. */
  recall(states: readonly Tensor[]): void {
    const count = this.cells[0].states;
    if (states.length === 0) return void this.forget();
    if (!this.remember || states.length !== count)
      refuse("STATE_DICT", this, "remembered states", this.remember ? `none, or ${count}` : "none", `${states.length}`);
    for (const state of states) {
      checkFloats(this, "a remembered state", state, this.cells[0].weightHh.value.dtype);
      checkShape(this, "a remembered state", state, this.stateShape(state.shape[this.batchFirst ? 0 : 1]));
    }
    this.finals = states.map((state) => {
      const own = Tensor.reuseLike(undefined, state);
      own.data.set(state.data);
      return own;
    });
    this.carried = this.finals[0];
  }

  override *entries(): Generator<[string, Parameter]> {
    for (const [j, cell] of this.cells.entries()) {
      const place = `_l${Math.floor(j / this.directions)}${j % this.directions === 1 ? "_reverse" : ""}`;
      for (const [key, p] of cell.entries()) yield [key + place, p];
    }
  }

  override toString(): string {
    const more = [
      ...(this.numLayers === 1 ? [] : [`${this.numLayers} layers`]),
      ...(this.bidirectional ? ["bidirectional"] : []),
    ];
    return `${this.constructor.name}(${[`${this.inputSize} → ${this.hiddenSize}`, ...more].join(", ")})`;
  }
}
