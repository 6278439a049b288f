import { FpropError, Tensor, type AnyModule, type Loss, type Value } from "fprop";
import { formulaOf } from "../model/formulas.ts";
import { lossKind } from "../model/choices.ts";
import { limits } from "../model/limits.ts";
import { lossOf } from "../model/make.ts";
import { placesByPath } from "../model/paths.ts";
import type { Which } from "../model/protocol.ts";
import { decline } from "../model/refusal.ts";
import type { ModuleTrace, Numbers, ParameterTrace, Trace } from "../model/trace.ts";
import type { Session } from "./session.ts";
import { watch, watchable } from "./watching.ts";

/** Rows of a set. @throws PlaygroundError ARGUMENT for rows that are not there */
export function rowsOf({ sets }: Session, { set, row, rows = 1 }: Which): { x: Tensor; t: Tensor; targets: Tensor } {
  const { x, t, targets } = sets[set];
  const n = x.shape[0];
  if (!(Number.isInteger(row) && Number.isInteger(rows) && row >= 0 && rows >= 1 && row + rows <= n))
    decline("ARGUMENT", `There are ${n} examples to choose from, not number ${row} to ${row + rows - 1}.`);
  if (rows > limits.rows) decline("LIMIT", `At most ${limits.rows} examples can be looked at together.`);
  return { x: x.rows(row, row + rows), t: t.rows(row, row + rows), targets: targets.rows(row, row + rows) };
}

/** A copy of the net that draws what the net would draw now: in training, or in evaluation where it refuses so few rows. */
export function copyOf({ net }: Session, x: Tensor): AnyModule {
  try {
    net.clone().train().fprop(x);
    return net.clone().train();
  } catch (error) {
    if (error instanceof FpropError) return net.clone().eval();
    throw error;
  }
}

/** Whether evaluation makes other numbers of x than y, which training made, or none. */
function modesDiffer({ net }: Session, x: Tensor, y: Tensor): boolean {
  try {
    const { data } = net.clone().eval().fprop(x) as Tensor;
    return y.data.some((v, i) => !Object.is(v, data[i]));
  } catch (error) {
    if (error instanceof FpropError) return true;
    throw error;
  }
}

/** A module as it is gone through. */
interface Going {
  readonly path: string;
  readonly module: AnyModule;
  readonly x: readonly Numbers[];
  y: readonly Numbers[];
  dy: readonly Numbers[];
  dx: readonly Numbers[];
}

/** One fprop and one bprop of these examples on a copy of the net, which changes nothing of the training. */
export function traceOf(session: Session, which: Which): Trace {
  const { x, t, targets } = rowsOf(session, which);
  const { loss } = session.configuration;
  const net = copyOf(session, x);
  const going = new Map<string, Going>();
  watch(net, {
    entering(path, module, v) {
      if (!going.has(path)) going.set(path, { path, module, x: numbers(v), y: [], dy: [], dx: [] });
      return v;
    },
    left(path, _, v) {
      going.get(path)!.y = numbers(v);
      return v;
    },
    bprop(path, _, dy, dx) {
      Object.assign(going.get(path)!, { dy: numbers(dy), dx: numbers(dx) });
    },
  });
  const error: Loss = lossOf(session.configuration);
  net.zeroGrad();
  const y = net.fprop(x) as Tensor;
  const E = error.fprop(y, targets);
  const dy = error.bprop();
  net.bprop(dy);
  const { formula, within } = lossKind(loss);
  const depths = new Map([...watchable(net)].map(([path, , depth]) => [path, depth]));
  const parameters = parametersOf(net, [...going.keys()]);
  const placeOf = placesByPath(session.configuration.layers);
  const modules = [...going.values()].map(({ module, path, ...values }): ModuleTrace => ({
    path,
    place: placeOf(path),
    kind: module.constructor.name,
    name: `${module}`,
    depth: depths.get(path)!,
    opened: [...going.keys()].some((other) => other.startsWith(`${path}.`)),
    ...values,
    parameters: parameters.get(path) ?? [],
    formula: formulaOf(module.constructor.name),
  }));
  return {
    x: numbersOf(x),
    t: numbersOf(t),
    modules,
    mode: net.training ? "training" : "evaluation",
    modesDiffer: !net.training || modesDiffer(session, x, y),
    loss: {
      ...{ kind: loss.kind, E, formula, t: numbersOf(targets), dy: numbersOf(dy) },
      ...(within && { within: { name: within[0], value: numbersOf(within[1]().fprop(y)) } }),
    },
  };
}

/** The parameters of each of these modules: its own, and of those inside that are not among them. */
function parametersOf(net: AnyModule, paths: readonly string[]): Map<string, ParameterTrace[]> {
  const found = new Map<string, ParameterTrace[]>();
  for (const [path, p] of net.namedParameters()) {
    const owner = paths.reduce(
      (best, other) => (path.startsWith(`${other}.`) && other.length > best.length ? other : best),
      "",
    );
    const entry = {
      name: path.slice(owner.length + 1),
      path,
      value: numbersOf(p.value),
      gradient: numbersOf(p.grad),
      frozen: !p.trainable,
    };
    found.set(owner, [...(found.get(owner) ?? []), entry]);
  }
  return found;
}

/** Copies of the tensors of a value. */
export function numbers(value: unknown): Numbers[] {
  if (value instanceof Tensor) return [numbersOf(value)];
  return (value as readonly Value[]).flatMap(numbers);
}

function numbersOf({ shape, data }: Tensor): Numbers {
  return { shape: [...shape], data: data.slice() as Numbers["data"] };
}
