import { checkCount, checkFloats, checkForm, checkShape, kept, refuse } from "../check.ts";
import type { Expression, Operand, Tree } from "../expressions/expression.ts";
import { add, matmul, stopGradient, transpose } from "../expressions/operations.ts";
import { uniform, type Init } from "../init.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { generator, type Rng } from "../rng.ts";
import { Tensor, type DType } from "../tensor.ts";
import type { Value } from "../value.ts";

export interface CellOptions {
  bias?: boolean;
  /** How all parameters start; uniform in ±1/√hiddenSize by default, as PyTorch's do. */
  init?: Init;
  rng?: Rng;
  /** Whether x has a gradient; else it counts as a constant, dx is 0, and the product for it is saved. */
  inputGrad?: boolean;
}

/** The sizes of a kind of cell, in units of its hiddenSize = n. */
interface Kind {
  /** Rows of the weights: n for each gate. */
  readonly gates: number;
  /** What a row of a step keeps for the way back, as gates with their nonlinearities and what else there is. */
  readonly kept: number;
  /** What a row of `kept` begins with where its sequence has ended, so that the step hands its state on as it is. */
  readonly ended: readonly number[];
  /** Whether there is a state c besides h. It is the last n of what is kept. */
  readonly memory: boolean;
  /** Whether the state's part of the gates has a gradient, and a bias, of its own. */
  readonly apart: boolean;
}

/**
 * One layer of a recurrent network in one direction: a module for one step, and what RNN, LSTM and GRU unroll in time.
 *
 * Whatever has a time is time-major here, [time, batch, …], so that a step is a contiguous block. The inputs' part of all
 * gates is one product before the first step, and so are dx, dW_ih and dW_hh after the last; a step has the product with
 * h and one kernel. h and s, which keeps the gates, have a block more than there are steps: for the initial state, in
 * front, or behind for a direction that is reversed. A gate is one running sum, b + x W_ihᵀ + h W_hhᵀ in this order; sums
 * over steps and rows run through the steps, then through the rows.
 */
export abstract class Cell<In extends Value, Out extends Value> extends Module<In, Out> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;
  readonly inputGrad: boolean;
  protected readonly kind: Kind;

  private time = 0;
  protected batch = 0;
  /** Whether time runs backwards. */
  private reversed = false;
  x: Tensor | undefined;
  private lengths: Tensor | undefined;
  private b: Tensor | undefined;
  private end: Tensor | undefined;
  h: Tensor | undefined;
  s: Tensor | undefined;
  c: Tensor | undefined;
  protected hs: readonly Tensor[] = [];
  protected ss: readonly Tensor[] = [];

  /** ∂E/∂h and ∂E/∂c at the step where the way back is; ∂E/∂y, and ∂E/∂ both parts of the gates, of all steps. */
  dh: Tensor | undefined;
  dc: Tensor | undefined;
  dy: Tensor | undefined;
  da: Tensor | undefined;
  du: Tensor | undefined;
  dx: Tensor | undefined;
  private held: Tensor | undefined;
  private dys: readonly Tensor[] = [];
  protected das: readonly Tensor[] = [];
  protected dus: readonly Tensor[] = [];

  constructor(
    name: string,
    kind: Kind,
    inputSize: number,
    hiddenSize: number,
    { bias = true, init, rng = generator, inputGrad = true }: CellOptions,
  ) {
    super();
    checkCount(name, "inputSize", inputSize);
    checkCount(name, "hiddenSize", hiddenSize);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.kind = kind;
    this.inputGrad = inputGrad;
    const bound = 1 / Math.sqrt(hiddenSize);
    const rows = kind.gates * hiddenSize;
    const start = (...shape: number[]): Parameter => new Parameter((init ?? uniform(-bound, bound))(shape, rng));
    this.weightIh = start(rows, inputSize);
    this.weightHh = start(rows, hiddenSize);
    this.biasIh = bias ? start(rows) : undefined;
    this.biasHh = bias ? start(rows) : undefined;
  }

  /** From the inputs' part of the gates in block `now`, the rest of it, and h, after the state in block `before`. */
  protected abstract step(now: number, before: number): void;
  /** The answer to `step`, at time t: da and du there, dc before the step, and in dh what went past the gates. */
  protected abstract stepBack(t: number, now: number, before: number): void;

  /** The states after a step, from the inputs' part of the gates, the state's part, and the states before it. */
  protected abstract formula(p: Expression, u: Expression, before: readonly Expression[]): readonly Expression[];

  /** How many states there are: h, and c where there is one. */
  get states(): number {
    return this.kind.memory ? 2 : 1;
  }

  /** @internal ∂E/∂ each state, after `rollBack` that of the first ones, before it that of the last ones. */
  get dstates(): readonly Tensor[] {
    return this.kind.memory ? [this.dh!, this.dc!] : [this.dh!];
  }

  /** @internal The block of the initial state, and the one of the final state. */
  get first(): number {
    return this.reversed ? this.time : 0;
  }
  /** @internal */
  get last(): number {
    return this.time - this.first;
  }

  /** @internal Where state k stands in a block: the tensor, the element it begins at, the distance of two rows. */
  place(k: number, block: number): readonly [Tensor, number, number] {
    const n = this.hiddenSize;
    const { kept: width } = this.kind;
    return k === 0 ? [this.hs[block], 0, n] : [this.ss[block], (width - 1) * n, width * n];
  }

  /** @internal Makes room for `time` steps; `unroll` starts from what is then in the places of the first states. */
  begin(time: number, batch: number, dtype: DType, reversed = false): void {
    const { hiddenSize: n, kind } = this;
    [this.time, this.batch, this.reversed] = [time, batch, reversed];
    const [h, s] = [this.h, this.s];
    this.h = Tensor.reuse(h, dtype, [time + 1, batch, n]);
    this.s = Tensor.reuse(s, dtype, [time + 1, batch, kind.kept * n]);
    this.hs = steps(this.h, h, this.hs);
    this.ss = steps(this.s, s, this.ss);
  }

  /** @internal All h of x [time, batch, inputSize]; a row's state stays as it is where its sequence has ended. */
  unroll(x: Tensor, lengths?: Tensor): Tensor {
    const { time, batch, inputSize, hiddenSize: n } = this;
    const { gates, kept: width, apart, ended } = this.kind;
    [this.x, this.lengths] = [x, lengths];
    let b = this.biasIh?.value;
    if (b !== undefined && !apart) {
      this.b = Tensor.reuseLike(this.b, b);
      kernels.add(this.b, b, this.biasHh!.value);
      b = this.b;
    }
    const s = this.part(this.s!, 0);
    kernels.affineNT(s, x, this.weightIh.value, b, time * batch, gates * n, inputSize, inputSize, inputSize, width * n);
    if (lengths !== undefined) {
      this.end = Tensor.reuse(this.end, x.dtype, [width * n]);
      ended.forEach((value, k) => this.end!.data.fill(value, k * n, (k + 1) * n));
      kernels.hold(s, this.end, lengths, 0, batch, width * n);
    }
    for (let k = 0; k < time; k++) {
      const [t, now, before] = this.at(k);
      this.step(now, before);
      if (lengths !== undefined) kernels.hold(this.hs[now], this.hs[before], lengths, t, batch, n);
    }
    return this.part(this.h!, 0);
  }

  /** @internal Makes room for the way back: dy, and dh and dc of the last state, are filled in before `rollBack`. */
  beginBack(): void {
    const h = kept(this, this.h);
    const { time, batch, hiddenSize: n, kind } = this;
    const [dy, da, du] = [this.dy, this.da, this.du];
    this.dh = Tensor.reuse(this.dh, h.dtype, [batch, n]);
    if (kind.memory) this.dc = Tensor.reuse(this.dc, h.dtype, [batch, n]);
    this.dy = Tensor.reuse(dy, h.dtype, [time, batch, n]);
    this.dys = steps(this.dy, dy, this.dys);
    this.da = Tensor.reuse(da, h.dtype, [time, batch, kind.gates * n]);
    this.das = steps(this.da, da, this.das);
    this.du = kind.apart ? Tensor.reuse(du, h.dtype, [time, batch, kind.gates * n]) : this.da;
    this.dus = kind.apart ? steps(this.du, du, this.dus) : this.das;
  }

  /** @internal Gradients of all parameters; that of x in dx, or added to it; those of the first state in dh, dc. */
  rollBack(dx: Tensor, add: boolean): void {
    const { time, batch, inputSize, hiddenSize: n, lengths } = this;
    const [da, du, dh, x] = [this.da!, this.du!, this.dh!, this.x!];
    const rows = this.kind.gates * n;
    if (lengths !== undefined) this.held = Tensor.reuseLike(this.held, dh);
    for (let k = time - 1; k >= 0; k--) {
      const [t, now, before] = this.at(k);
      kernels.addScaled(dh, this.dys[t], 1);
      if (lengths !== undefined) kernels.scale(this.held!, dh, 1);
      this.stepBack(t, now, before);
      if (lengths !== undefined) kernels.hold(this.dus[t], undefined, lengths, t, batch, rows);
      kernels.addGemmNN(dh, this.dus[t], this.weightHh.value, batch, n, rows);
      if (lengths !== undefined) kernels.hold(dh, this.held, lengths, t, batch, n);
    }
    const { weightIh, weightHh, biasIh, biasHh } = this;
    const count = time * batch;
    if (weightIh.trainable) kernels.addGemmTN(weightIh.grad, da, x, rows, inputSize, count);
    if (weightHh.trainable) kernels.addGemmTN(weightHh.grad, du, this.part(this.h!, 1), rows, n, count);
    if (biasIh?.trainable === true) kernels.addColumnSums(biasIh.grad, da, rows);
    if (biasHh?.trainable === true) kernels.addColumnSums(biasHh.grad, du, rows);
    if (this.inputGrad) (add ? kernels.addGemmNN : kernels.gemmNN)(dx, da, weightIh.value, count, inputSize, rows);
    else kernels.clear(dx);
  }

  /** The time of the k-th step, its block, and that of the step before. */
  private at(k: number): readonly [t: number, now: number, before: number] {
    return this.reversed ? [this.time - 1 - k, this.time - 1 - k, this.time - k] : [k, k + 1, k];
  }

  /** The blocks of all steps, or with 1 those of the steps before each, in the order of time. */
  private part(whole: Tensor, shift: 0 | 1): Tensor {
    const [, ...rest] = whole.shape;
    const from = this.reversed ? shift : 1 - shift;
    return whole.part((from * whole.size) / (this.time + 1), [this.time, ...rest]);
  }

  fprop(input: In): Out {
    const { inputSize, hiddenSize: n, states } = this;
    const given = input as readonly Tensor[];
    if (!Array.isArray(given) || given.length !== 1 + states)
      refuse("SHAPE", this, "x", `a tuple of ${1 + states}`, input);
    const [x, ...initial] = given;
    checkFloats(this, "x", x, this.weightIh.value.dtype);
    checkShape(this, "x", x, ["batch", inputSize]);
    const [batch] = x.shape;
    for (const [k, v] of initial.entries()) {
      checkFloats(this, ["h", "c"][k], v, x.dtype);
      checkShape(this, ["h", "c"][k], v, [batch, n]);
    }
    this.begin(1, batch, x.dtype);
    for (const [k, v] of initial.entries()) {
      const [to, at, ld] = this.place(k, this.first);
      kernels.copyRuns(to, [at, ld, 0], v, [0, n, 0], [batch, 1, n]);
    }
    this.unroll(x);
    if (states === 1) return this.hs[1] as unknown as Out;
    this.c = Tensor.reuseLike(this.c, this.hs[1]);
    const [from, at, ld] = this.place(1, this.last);
    kernels.copyRuns(this.c, [0, n, 0], from, [at, ld, 0], [batch, 1, n]);
    return [this.hs[1], this.c] as unknown as Out;
  }

  bprop(dy: Out): In {
    const x = kept(this, this.x);
    const [h, c] = [this.hs[1], this.c];
    checkForm(this, "dy", dy, c === undefined ? h : [h, c]);
    this.beginBack();
    const [dh, dc] = (c === undefined ? [dy] : dy) as readonly Tensor[];
    kernels.clear(this.dh!);
    kernels.scale(this.dy!, dh, 1);
    if (dc !== undefined) kernels.scale(this.dc!, dc, 1);
    this.dx = Tensor.reuseLike(this.dx, x);
    this.rollBack(this.dx, false);
    return [this.dx, ...this.dstates] as unknown as In;
  }

  /** @internal The states after a step on x, with these parameters in the place of the cell's own. */
  tell(x: Expression, before: readonly Expression[], parameters: readonly Operand[]): readonly Expression[] {
    const [wIh, wHh, bIh, bHh] = parameters;
    const part = (v: Expression, w: Operand, b: Operand | undefined): Expression =>
      b === undefined ? matmul(v, transpose(w)) : add(matmul(v, transpose(w)), b);
    return this.formula(part(this.inputGrad ? x : stopGradient(x), wIh, bIh), part(before[0], wHh, bHh), before);
  }

  override express([x, ...before]: readonly Expression[]): Tree {
    const after = this.tell(x, before, this.parameters());
    return after.length === 1 ? after[0] : after;
  }

  override *entries(): Generator<[string, Parameter]> {
    yield ["weight_ih", this.weightIh];
    yield ["weight_hh", this.weightHh];
    if (this.biasIh !== undefined) yield ["bias_ih", this.biasIh];
    if (this.biasHh !== undefined) yield ["bias_hh", this.biasHh];
  }

  override toString(): string {
    return `${this.constructor.name}(${this.inputSize} → ${this.hiddenSize})`;
  }
}

/** The blocks of a tensor, made anew where it is another than before. */
export function steps(whole: Tensor, before: Tensor | undefined, old: readonly Tensor[]): readonly Tensor[] {
  if (whole === before) return old;
  const [count, ...rest] = whole.shape;
  return Array.from({ length: count }, (_, t) => whole.part((t * whole.size) / count, rest));
}
