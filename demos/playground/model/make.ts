import {
  ElasticNet,
  generator,
  L1,
  L2,
  LoRA,
  Objective,
  RadialBasis,
  Rng,
  type AnyModule,
  type Loss,
  type Optimizer,
  type Parameter,
  type Regularizer,
} from "fprop";
import { build } from "fprop/io";
import { lossKind, optimizerKind, scheduleKind } from "./choices.ts";
import type { Schedule } from "./choices/schedules.ts";
import type { Configuration } from "./configuration.ts";
import { limits } from "./limits.ts";

/*
 * The parts of a training, as `program.ts` writes them, too: same streams, same order, same bits. Each kind of chance has a
 * stream of its own, split off from the seed's by name.
 */

/** The stream of one kind of chance. */
export function stream(
  { seed }: Configuration,
  name: "data" | "split" | "weights" | "noise" | "order" | `centres ${string}`,
): Rng {
  return new Rng(seed).split(name);
}

/** The net with its initial weights, whose noise comes from a stream of its own. The global generator is left as it is. */
export function netOf(configuration: Configuration): AnyModule {
  const { layers } = configuration;
  const before = generator.state;
  try {
    generator.state = stream(configuration, "weights").state;
    const net = build(
      { kind: "Sequential", args: layers },
      {
        depth: 2 * limits.depth,
        modules: 4 * limits.layers,
        numbers: 4 * limits.weights,
        rng: stream(configuration, "noise"),
      },
    );
    for (const [path, module] of net.namedModules()) {
      // What constructors freeze, an architecture says, and layers by themselves do not.
      if (module instanceof LoRA) module.base.freeze();
      if (!(module instanceof RadialBasis)) continue;
      module.freeze();
      const rng = stream(configuration, `centres ${path}`);
      for (let i = 0; i < module.centres.value.size; i++) module.centres.value.data[i] = rng.normal();
    }
    return net;
  } finally {
    generator.state = before;
  }
}

export function lossOf({ loss }: Configuration): Loss {
  const kind = lossKind(loss);
  return kind.make(Object(kind.args(loss.options)[0]) as object);
}

/** The parameters that a penalty is on. */
export function penalised(net: AnyModule): Parameter[] {
  return net.namedParameters().flatMap(([path, p]) => (path.includes("bias") ? [] : [p]));
}

export function regularizerOf(
  { regularizer: { kind, lambda } }: Configuration,
  net: AnyModule,
): Regularizer | undefined {
  switch (kind) {
    case "none":
      return undefined;
    case "L1":
      return new L1(penalised(net), lambda);
    case "L2":
      return new L2(penalised(net), lambda);
    case "ElasticNet":
      return new ElasticNet(penalised(net), lambda / 2, lambda / 2);
  }
}

export function objectiveOf(configuration: Configuration, net: AnyModule): Objective {
  const regularizer = regularizerOf(configuration, net);
  return new Objective(lossOf(configuration), regularizer === undefined ? [] : [regularizer]);
}

export function optimizerOf({ optimizer }: Configuration, net: AnyModule): Optimizer<object> {
  const kind = optimizerKind(optimizer);
  return kind.make(net.parameters(), Object(kind.args(optimizer.options)[0]) as object);
}

export function scheduleOf({ schedule }: Configuration, optimizer: Optimizer<object>): Schedule | undefined {
  if (schedule.kind === "none") return undefined;
  const kind = scheduleKind(schedule);
  return kind.make(optimizer, kind.args(schedule.options));
}
