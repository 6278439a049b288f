import { refuse } from "./check.ts";
import { Module } from "./module.ts";
import type { Tensor } from "./tensor.ts";
import type { Value } from "./value.ts";

/** A place in a drawn graph through which a value will flow. `Graph` hands the first ones out; `into` draws on. */
export class Node<T extends Value = Tensor> {
  /** What computes the value: a module, the tuple of several nodes, a position of a tuple; nothing, for an input. */
  readonly step: AnyStep;

  /** @internal */
  constructor(step: AnyStep) {
    this.step = step;
  }

  /** The output of `module` fed with this node. A module fed in two places stands in the second as its twin. */
  into<Out extends Value>(module: Module<T, Out>): Node<Out> {
    if (!(module instanceof Module)) refuse("ARGUMENT", "Node.into", "module", "a Module", module);
    return new Node<Out>({ kind: "module", module, of: [this] });
  }

  /** Position k of a tuple. */
  at<K extends keyof T & number>(k: K): Node<T[K] extends Value ? T[K] : never> {
    if (!Number.isInteger(k) || k < 0) refuse("ARGUMENT", "Node.at", "k", "a position of the tuple", k);
    return new Node({ kind: "position", k, of: [this] });
  }
}

export type AnyNode = Node<any>;

export type AnyStep =
  | { readonly kind: "input"; readonly of: readonly AnyNode[] }
  | { readonly kind: "module"; readonly module: Module<any, any>; readonly of: readonly AnyNode[] }
  | { readonly kind: "tuple"; readonly of: readonly AnyNode[] }
  | { readonly kind: "position"; readonly k: number; readonly of: readonly AnyNode[] };

/** The tuple of several nodes, for a module that takes one: `join(a, b).into(new Add())`. */
export function join<N extends readonly AnyNode[]>(
  ...nodes: N
): Node<{ readonly [K in keyof N]: N[K] extends Node<infer T> ? T : never }> {
  for (const [i, node] of nodes.entries())
    if (!(node instanceof Node)) refuse("ARGUMENT", "join", `node ${i}`, "a Node", node);
  return new Node({ kind: "tuple", of: nodes });
}
