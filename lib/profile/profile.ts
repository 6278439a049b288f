import { checkCount, refuse } from "../check.ts";
import { memoryOf } from "../memory.ts";
import { Module } from "../module.ts";
import { platform } from "../platform.ts";
import { Tensor } from "../tensor.ts";
import { isValue, mapValue, type Value } from "../value.ts";
import { Profile } from "./report.ts";
import { Watch } from "./watch.ts";

export interface ProfileOptions<Out extends Value> {
  /** How many steps are measured, 10 by default, after so many that are not, at least 1 and by default 3. */
  steps?: number;
  warmup?: number;
  /** ∂E/∂y; 1 for every number by default. Times hardly depend on it. */
  dy?: Out;
  /** Milliseconds since whenever; the platform's `performance.now()` by default. */
  clock?: () => number;
}

/**
 * Where a training step of a net spends its time: for each module the calls, times, FLOP/s and bytes of its fprop and bprop.
 *
 *     const profiled = profile(net, x);
 *     console.log(String(profiled));      writeFileSync("profile.svg", profiled.toSVG());
 *
 * It works on a clone, whose modules' methods are watched from outside; nothing of the net changes, neither its gradients nor
 * its streams, and no module knows of it. The net is profiled in the mode that it is in. What the steps are counted to take
 * says `flopsOf`; a module without `express` has no count. The watch looks at a clock twice for each call, some hundred
 * nanoseconds, which is seen in modules of a few numbers; and pages have clocks of 5 µs or 100 µs, so there take many steps.
 * @throws FpropError ARGUMENT for something that is no module; SHAPE; whatever the net throws
 */
export function profile<In extends Value, Out extends Value>(
  net: Module<In, Out>,
  x: In,
  { steps = 10, warmup = 3, dy, clock = () => platform.performance.now() }: ProfileOptions<Out> = {},
): Profile {
  if (!(net instanceof Module)) refuse("ARGUMENT", "profile", "net", "a Module", net);
  if (!isValue(x)) refuse("SHAPE", "profile", "x", "a Tensor or a tuple of them", x);
  checkCount("profile", "steps", steps);
  checkCount("profile", "warmup", warmup);
  const copy = net.clone();
  let ones: Out | undefined;
  const step = (): void => {
    const y = copy.fprop(x);
    ones ??= mapValue(y, (t) => onesLike(t)) as Out;
    copy.bprop(dy ?? ones);
  };
  const watch = new Watch(copy, clock);
  const memory = memoryOf(copy, () => watch.look(step));
  for (let i = 1; i < warmup; i++) step();
  watch.clear();
  for (let i = 0; i < steps; i++) step();
  const bytes = [...memory].map(([module, { state, intermediates }]) => [module, state + intermediates] as const);
  return new Profile(steps, watch.frames(steps), watch.modules(steps, new Map(bytes)));
}

function onesLike(t: Tensor): Tensor {
  const ones = Tensor.zeros(t.shape, t.dtype);
  if (t.dtype !== "int32") ones.data.fill(1);
  return ones;
}
