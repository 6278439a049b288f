import { Graph, type Step } from "../../modules/containers/graph.ts";
import { describe, refuse } from "../errors.ts";
import type { AnyModule } from "../module.ts";
import { join, type AnyNode } from "../node.ts";
import type { Form, Reader } from "./forms.ts";
import { checkKeys, isObject, wrong } from "./json.ts";

/** What a Graph is as data. Nodes are counted from the inputs on, and each is of some before it. */
interface Drawing {
  /** How many inputs there are. */
  readonly inputs: number;
  readonly nodes: readonly Drawn[];
  /** The node that is the output. */
  readonly end: number;
}

/** A module fed with a node, the tuple of some nodes, or a position of a tuple. */
type Drawn =
  | { readonly into: AnyModule; readonly of: number }
  | { readonly join: readonly number[] }
  | { readonly at: number; readonly of: number };

/** How many nodes a tuple may be of. */
const widest = 10_000;

type AnyGraph = Graph<readonly AnyNode[], AnyNode>;

/** The drawing of a graph, in the order of its plan. */
export function drawingOf({ inputs, plan, layers }: AnyGraph): readonly [Drawing] {
  const node = (step: Step): Drawn => {
    if (step.kind === "module") return { into: layers[step.k], of: step.of[0] };
    return step.kind === "position" ? { at: step.k, of: step.of[0] } : { join: step.of };
  };
  return [{ inputs, nodes: plan.slice(inputs, -1).map(node), end: plan[plan.length - 1].of[0] }];
}

/** The graph of a drawing. */
export function drawn({ inputs, nodes, end }: Drawing): AnyGraph {
  const graph: AnyGraph = new Graph<readonly AnyNode[], AnyNode>(
    (...first) => {
      const all = [...first];
      for (const node of nodes)
        if ("into" in node) all.push(all[node.of].into(node.into));
        else if ("at" in node) all.push(all[node.of].at(node.at));
        else all.push(join(...node.join.map((k) => all[k])));
      return all[end];
    },
    { inputs },
  );
  const layers = nodes.flatMap((node) => ("into" in node ? [node.into] : []));
  // In another order its modules would have other paths, and what leads nowhere would be gone.
  if (graph.plan.length !== inputs + nodes.length + 1 || layers.some((m, i) => m !== graph.layers[i]))
    refuse("ARGUMENT", "Graph", "nodes", "in the order of its plan, each of use", "another order");
  return graph;
}

/** How many nodes there are beside modules. */
export function nodesOf({ inputs, nodes }: Drawing): number {
  return inputs + nodes.reduce((n, node) => n + ("into" in node ? 0 : 1), 0);
}

/** A drawing. */
export const drawing: Form = {
  words: "the drawing of a graph",
  read(value, place, reader) {
    checkKeys(value, place, this.words, ["inputs", "nodes", "end"]);
    const { inputs, nodes, end } = value as Readonly<Record<string, unknown>>;
    checkNode(place, "inputs", inputs, Infinity);
    if (!Array.isArray(nodes)) wrong(place, "nodes", "an array", describe(nodes));
    const read = nodes.map((node, i) => readNode(node, `${place}.nodes[${i}]`, inputs + i, reader));
    checkNode(place, "end", end, inputs + nodes.length);
    return { inputs, nodes: read, end };
  },
};

function readNode(value: unknown, place: string, before: number, reader: Reader): Drawn {
  const is = (key: string): boolean => isObject(value) && Object.hasOwn(value, key);
  checkKeys(value, place, "node", is("join") ? ["join"] : is("at") ? ["at", "of"] : ["into", "of"]);
  const { into, join: parts, at, of } = value as Readonly<Record<string, unknown>>;
  if (is("join")) {
    if (!Array.isArray(parts) || parts.length > widest)
      wrong(place, "join", `an array of at most ${widest} nodes`, describe(parts));
    for (const [k, node] of parts.entries()) checkNode(place, `join[${k}]`, node, before);
    return { join: parts as number[] };
  }
  checkNode(place, "of", of, before);
  if (is("at")) {
    checkNode(place, "at", at, 2 ** 16);
    return { at, of };
  }
  return { into: reader.layer(into, `${place}.into`), of };
}

/** A whole number from 0 to below `count`. */
function checkNode(place: string, what: string, n: unknown, count: number): asserts n is number {
  if (!Number.isSafeInteger(n) || (n as number) < 0 || (n as number) >= count || Object.is(n, -0))
    wrong(place, what, `a whole number from 0 to below ${count}`, describe(n));
}
