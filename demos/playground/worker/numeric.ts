import { Tensor, type AnyModule } from "fprop";
import { lossOf } from "../model/make.ts";
import type { Which } from "../model/protocol.ts";
import { decline } from "../model/refusal.ts";
import type { Entry, NumericGradient } from "../model/trace.ts";
import type { Session } from "./session.ts";
import { copyOf, rowsOf } from "./tracing.ts";
import { watch } from "./watching.ts";

/** Small enough that hardly a kink lies within, large enough for twelve digits of E. */
const h = 1e-4;
/** Where E is looked at, in units of h, and with which weight: Σ weight E / 12h = E′ + h⁴/30 E⁽⁵⁾. */
const stencil = [
  [-2, 1],
  [-1, -8],
  [1, 8],
  [2, -1],
] as const;

/**
 * ∂E/∂ of one number, by bprop and by differences over five points, on copies of the net in float64 that draw the same
 * numbers. A number that goes into a module is changed for this module alone, where others see it, too.
 */
export function numericOf(session: Session, which: Which & { readonly entry: Entry }): NumericGradient {
  const { entry } = which;
  const { x, targets } = rowsOf(session, which);
  const net = copyOf(session, x).to("float64");
  const streams = net.namedStreams().map(([, stream]) => [stream, stream.state] as const);
  const [input, t] = [x.to("float64"), targets.dtype === "int32" ? targets : targets.to("float64")];
  const loss = lossOf(session.configuration);
  let step = 0;
  let value: number | undefined;
  let bprop: number | undefined;
  const touched = (v: unknown): unknown => {
    const tensor = first(v, entry);
    value ??= tensor.data[entry.index];
    if (step === 0) return v;
    const copy = tensor.clone();
    copy.data[entry.index] += step * h;
    return v instanceof Tensor ? copy : [copy, ...(v as readonly unknown[]).slice(1)];
  };
  if (entry.of !== "parameter")
    watch(net, {
      entering: (path, _, v) => (entry.of === "x" && path === entry.path ? touched(v) : v),
      left: (path, _, v) => (entry.of === "y" && path === entry.path ? touched(v) : v),
      bprop(path, _, dy, dx) {
        if (path === entry.path) bprop ??= first(entry.of === "x" ? dx : dy, entry).data[entry.index];
      },
    });
  const E = (): number => {
    for (const [stream, state] of streams) stream.state = state;
    return loss.fprop(net.fprop(input) as Tensor, t);
  };
  net.zeroGrad();
  E();
  net.bprop(loss.bprop());
  const parameter = entry.of === "parameter" ? parameterOf(net, entry) : undefined;
  if (parameter !== undefined) [value, bprop] = [parameter.value.data[entry.index], parameter.grad.data[entry.index]];
  if (value === undefined || bprop === undefined) return nowhere(entry);
  const start = value;
  const energies = stencil.map(([place]) => {
    step = place;
    if (parameter !== undefined) parameter.value.data[entry.index] = start + place * h;
    return E();
  });
  const numeric = stencil.reduce((sum, [, weight], i) => sum + weight * energies[i], 0) / (12 * h);
  const largest = Math.max(Math.abs(bprop), Math.abs(numeric));
  const relativeDifference = largest === 0 ? 0 : Math.abs(bprop - numeric) / largest;
  return { entry, value, bprop, numeric, relativeDifference, h, energies };
}

function parameterOf(net: AnyModule, entry: Entry): { value: Tensor; grad: Tensor } {
  const parameter = net.namedParameters().find(([path]) => path === entry.path)?.[1];
  if (parameter === undefined || !(entry.index in parameter.value.data)) return nowhere(entry);
  return parameter;
}

/** The tensor that an entry is in, the first of several. */
function first(value: unknown, entry: Entry): Tensor {
  const tensor = value instanceof Tensor ? value : (value as readonly Tensor[])[0];
  return tensor instanceof Tensor && entry.index in tensor.data ? tensor : nowhere(entry);
}

function nowhere({ of, path, index }: Entry): never {
  decline("ARGUMENT", `There is no number ${index} of ${of === "parameter" ? "" : `${of} of `}"${path}" here.`);
}
