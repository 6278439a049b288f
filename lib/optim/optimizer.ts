import { refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { Parameter } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";

/** Parameters with settings of their own, which stand before the optimizer's. */
export type Group<Options> = Partial<Options> & { readonly params: Iterable<Parameter> };

/**
 * Changes parameters by their gradients.
 *
 *     optimizer.zeroGrad();     before the gradients of a step are added up
 *     optimizer.step();         afterwards
 *
 * Takes parameters, or groups of them with options of their own: `[{ params: head, lr: 0.1 }, { params: body }]`.
 * The options of `groups` may be changed between steps, as schedules do. Frozen parameters are left alone.
 */
export abstract class Optimizer<Options extends object> {
  readonly groups: readonly (Options & { readonly params: readonly Parameter[] })[];
  /** What the optimizer remembers of each parameter. */
  protected readonly state: Map<Parameter, (Tensor | undefined)[]> = new Map();

  constructor(params: Iterable<Parameter> | Iterable<Group<Options>>, defaults: Options) {
    if (!(Symbol.iterator in Object(params)))
      refuse("ARGUMENT", this, "params", "Parameters or groups of them", params);
    const list = [...params];
    const groups = list.every((p) => p instanceof Parameter) ? [{ params: list }] : (list as Group<Options>[]);
    this.groups = groups.map((group, i) => {
      if (typeof group !== "object" || group === null || !(Symbol.iterator in Object(group.params)))
        refuse("ARGUMENT", this, `params[${i}]`, "a Parameter or a group { params, … }", group);
      const merged = { ...defaults, ...group, params: [...new Set(group.params)] };
      for (const p of merged.params)
        if (!(p instanceof Parameter)) refuse("ARGUMENT", this, `params[${i}]`, "of Parameters", p);
      return merged;
    });
    const all = this.groups.flatMap((g) => g.params);
    if (all.length === 0) refuse("ARGUMENT", this, "params", "at least one Parameter", "none");
    if (new Set(all).size < all.length) refuse("DUPLICATE", this, "params", "each in one group", "one in several");
    for (const group of this.groups) this.check(group);
  }

  zeroGrad(): void {
    for (const group of this.groups) for (const p of group.params) p.zeroGrad();
  }

  step(): void {
    for (const group of this.groups) {
      this.check(group);
      for (const p of group.params) this.checkState(p);
    }
    for (const group of this.groups) for (const p of group.params) if (p.trainable) this.update(p, group);
  }

  /** Throws ARGUMENT for options that make no sense. */
  protected abstract check(options: Options): void;
  /** Changes one parameter. */
  protected abstract update(p: Parameter, options: Options): void;

  /** The k-th tensor remembered of `p`: zeros at first. */
  protected remembered(p: Parameter, k: number): Tensor {
    let kept = this.state.get(p);
    if (kept === undefined) this.state.set(p, (kept = []));
    return (kept[k] ??= cleared(Tensor.reuseLike(undefined, p.value)));
  }

  private checkState(p: Parameter): void {
    const like = this.state.get(p)?.find((t) => t !== undefined);
    if (like !== undefined && (like.dtype !== p.value.dtype || !sameShape(like.shape, p.value.shape)))
      refuse(
        "STATE",
        this,
        "the parameters",
        `${like.dtype} as at the first step (make the optimizer after net.to(…))`,
        p.value.dtype,
      );
  }

  toString(): string {
    return this.constructor.name;
  }
}

function cleared(t: Tensor): Tensor {
  kernels.clear(t);
  return t;
}
