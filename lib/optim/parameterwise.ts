import { refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { Optimizer } from "./optimizer.ts";
import type { StateReader } from "./statereader.ts";

/** What is remembered of one parameter: how often it was changed, and tensors like it and numbers by name. */
export class Memory {
  /** t, the number of the present step: 1, 2, … */
  step = 0;
  readonly tensors: Map<string, Tensor> = new Map();
  readonly numbers: Map<string, number> = new Map();
  private readonly p: Parameter;

  constructor(p: Parameter) {
    this.p = p;
  }

  /** The tensor of this name; full of `start` at first. */
  tensor(name: string, start = 0): Tensor {
    const kept = this.tensors.get(name);
    if (kept !== undefined) return kept;
    const made = Tensor.reuseLike(undefined, this.p.value);
    if (start === 0) kernels.clear(made);
    else made.data.fill(start);
    this.tensors.set(name, made);
    return made;
  }

  /** The parameter still has the type and shape that it is remembered with. */
  check(who: { toString(): string }): void {
    const { value } = this.p;
    for (const { dtype, shape } of this.tensors.values())
      if (dtype !== value.dtype || !sameShape(shape, value.shape))
        refuse(
          "STATE",
          who,
          "the parameters",
          `${dtype} as at the first step (make the optimizer after net.to(…))`,
          value.dtype,
        );
  }
}

/** Changes every parameter by its own gradient and what is remembered of it. */
export abstract class Parameterwise<Options extends object> extends Optimizer<Options> {
  /** The names of the tensors that are remembered of each parameter; a `?` is behind those that only some options ask for. */
  protected abstract readonly tensors: readonly string[];
  /** The names of the numbers, beside `step`. */
  protected readonly numbers: readonly string[] = [];
  private memories: Map<Parameter, Memory> = new Map();

  /** Changes one parameter at step `memory.step`. */
  protected abstract update(p: Parameter, options: Options, memory: Memory): void;

  step(closure?: () => number): number | undefined {
    if (closure !== undefined) this.checkClosure(closure);
    for (const group of this.groups) {
      this.check(group);
      for (const p of group.params) this.memories.get(p)?.check(this);
    }
    const E = closure?.();
    for (const group of this.groups)
      for (const p of group.params)
        if (p.trainable) {
          let memory = this.memories.get(p);
          if (memory === undefined) this.memories.set(p, (memory = new Memory(p)));
          memory.step++;
          this.update(p, group, memory);
        }
    return E;
  }

  protected *memory(): Generator<[path: string, value: Tensor | number]> {
    for (const [i, p] of this.all.entries()) {
      const memory = this.memories.get(p);
      if (memory === undefined) continue;
      yield [`${i}.step`, memory.step];
      for (const [name, value] of [...memory.tensors, ...memory.numbers]) yield [`${i}.${name}`, value];
    }
  }

  protected read(from: StateReader): () => void {
    const memories = new Map<Parameter, Memory>();
    for (const [i, p] of this.all.entries()) {
      if (from.paths(`${i}.`).length === 0) continue;
      const memory = new Memory(p);
      memory.step = from.count(`${i}.step`);
      for (const slot of this.tensors) {
        const name = slot.replace("?", "");
        if (name === slot || from.has(`${i}.${name}`)) memory.tensors.set(name, from.tensor(`${i}.${name}`, p.value));
      }
      for (const name of this.numbers) memory.numbers.set(name, from.number(`${i}.${name}`));
      memories.set(p, memory);
    }
    return () => {
      this.memories = memories;
    };
  }
}
