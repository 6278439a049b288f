import { Convolution } from "../convolution.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Shape } from "../expressions/operation.ts";
import type { AnyModule } from "../module.ts";
import { Normalisation } from "../normalisation.ts";
import type { Parameter } from "../parameter.ts";
import { Recurrent } from "../recurrent/recurrent.ts";
import { MaxPooling } from "../spatial/maxpooling.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import { TransposedConvolution } from "../transposedconvolution.ts";
import type { Window } from "../windows.ts";
import { poolAttributes, regular, windowsOf } from "./planes.ts";
import type { Attribute } from "./sheet.ts";
import { both, type Native, type Translation, type Written } from "./translation.ts";

/**
 * What is written as one node of ONNX, by which engines know it: convolutions, pools, normalisation by fixed or by a row's
 * own statistics, recurrent nets. Each answers undefined where that node would not do the same, and the expression is
 * written instead. All of this is for evaluation.
 */

/** How a module that was given x and returned y is written, for each tensor of y. */
export function nativesOf(module: AnyModule, x: readonly Expression[]): readonly (Native | undefined)[] {
  if (module instanceof Convolution) return [convolution(module, x)];
  if (module instanceof TransposedConvolution) return [transposedConvolution(module, x)];
  if (module instanceof Recurrent) return recurrent(module, x);
  return [];
}

/** The same where it depends on the shape of x whether there is a node for it. */
export function nativeFor(module: AnyModule, shape: Shape, x: readonly Expression[]): Native | undefined {
  if (module instanceof MaxPooling) return maxPooling(module as MaxPooling<boolean>, shape, x);
  if (module instanceof Normalisation) return normalisation(module, shape, x);
  return undefined;
}

const numbers = ({ kernelSize, stride, dilation, before, after }: Window): Record<string, Attribute> => ({
  kernel_shape: kernelSize,
  strides: stride,
  dilations: dilation,
  pads: [...before, ...after],
});
const tensor = (t: Translation, p: { readonly value: Tensor }, at: string, name: string): string =>
  t.sheet.tensor(`${at === "" ? "" : `${at}.`}${name}`, p.value);
const filters = (t: Translation, m: { weight: Parameter; bias: Parameter | undefined }, at: string): string[] => [
  tensor(t, m.weight, at, "weight"),
  ...(m.bias === undefined ? [] : [tensor(t, m.bias, at, "bias")]),
];

function convolution(m: Convolution, inputs: readonly Expression[]): Native | undefined {
  const { window, paddingMode, inChannels, outChannels } = m;
  if (paddingMode === "circular") return undefined;
  const around = paddingMode === "zeros" ? window : { ...window, before: [0, 0, 0], after: [0, 0, 0] };
  const mode = paddingMode === "reflect" ? "reflect" : "edge";
  const shape = ([s]: readonly Shape[]): Shape => [s[0], outChannels, ...sizesAfter(s.slice(2), window)];
  return {
    inputs,
    write(t, [x], at) {
      const pads = [0, 0, ...window.before, 0, 0, ...window.after];
      const image = paddingMode === "zeros" ? t.full(x) : t.name("Pad", [t.full(x), t.sheet.whole(pads)], at, { mode });
      const axes = window.kernelSize.length;
      const settings = { ...around, before: around.before.slice(0, axes), after: around.after.slice(0, axes) };
      const group = inChannels / m.weight.value.shape[1];
      return t.node(
        "Conv",
        [image, ...filters(t, m, at)],
        both((k) => shape([x.shape[k]])),
        at,
        { ...numbers(settings), group },
      );
    },
  };
}
const sizesAfter = (size: Shape, { kernelSize, stride, dilation, before, after }: Window): Shape =>
  size.map((n, a) => Math.floor((n + before[a] + after[a] - dilation[a] * (kernelSize[a] - 1) - 1) / stride[a]) + 1);

function transposedConvolution(m: TransposedConvolution, inputs: readonly Expression[]): Native {
  const { window, outChannels, outputPadding } = m;
  const { kernelSize, stride, dilation, before, after } = window;
  const size = (n: number, a: number): number =>
    (n - 1) * stride[a] - before[a] - after[a] + dilation[a] * (kernelSize[a] - 1) + 1 + outputPadding[a];
  return {
    inputs,
    write: (t, [x], at) =>
      t.node(
        "ConvTranspose",
        [t.full(x), ...filters(t, m, at)],
        both((k) => [x.shape[k][0], outChannels, ...x.shape[k].slice(2).map(size)]),
        at,
        { ...numbers(window), output_padding: outputPadding, group: outChannels / m.weight.value.shape[1] },
      ),
  };
}

function maxPooling(m: MaxPooling<boolean>, shape: Shape, inputs: readonly Expression[]): Native | undefined {
  if (m.returnIndices) return undefined;
  const like = Tensor.zeros(shape);
  const plan = m.windows.over(m, undefined, like);
  const [h, w] = plan.sizes;
  const [rows, columns] = windowsOf(plan);
  const [dh, dw] = m.windows.dilation;
  const axes = m.windows.dims === 1 ? [regular(columns, w, dw)] : [regular(rows, h, dh), regular(columns, w, dw)];
  if (!axes.every((axis) => axis !== undefined)) return undefined;
  const dilations = m.windows.dims === 1 ? [dw] : [dh, dw];
  return {
    inputs,
    write: (t, [x], at) =>
      t.node(
        "MaxPool",
        [t.full(x)],
        both((k) => m.windows.shape(Tensor.zeros(x.shape[k]), plan)),
        at,
        {
          ...poolAttributes(axes),
          dilations,
        },
      ),
  };
}

function normalisation(m: Normalisation, shape: Shape, inputs: readonly Expression[]): Native | undefined {
  const { weight, bias, runningMean, runningVar, eps } = m;
  const { groups, channels, space, pooled } = m.divide(shape);
  if (runningMean !== undefined) {
    if (channels !== 1) return undefined;
    const one = Tensor.zeros([groups]);
    one.data.fill(1);
    return {
      inputs,
      write(t, [x], at) {
        const given = [weight ?? { value: one }, bias ?? { value: Tensor.zeros([groups]) }, runningMean, runningVar!];
        const names = given.map((p, k) => tensor(t, p, at, ["weight", "bias", "running_mean", "running_var"][k]));
        return t.node("BatchNormalization", [t.full(x), ...names], x.shape, at, { epsilon: { f: eps } });
      },
    };
  }
  if (groups !== 1 || space !== 1 || pooled || !m.centred || weight === undefined) return undefined;
  const axis = shape.length - weight.value.shape.length;
  return {
    inputs,
    write: (t, [x], at) =>
      t.node(
        "LayerNormalization",
        [t.full(x), tensor(t, weight, at, "weight"), ...(bias === undefined ? [] : [tensor(t, bias, at, "bias")])],
        x.shape,
        at,
        { axis, epsilon: { f: eps } },
      ),
  };
}

/** Gates in the order of ONNX, of which the numbers are places in ours, which is PyTorch's. */
const kinds = {
  1: { op: "RNN", order: [0] },
  3: { op: "GRU", order: [1, 0, 2] },
  4: { op: "LSTM", order: [0, 3, 1, 2] },
} as const;

function recurrent(m: Recurrent<Value, Value>, inputs: readonly Expression[]): readonly Native[] {
  const { cells, directions: D, hiddenSize: n, numLayers, batchFirst } = m;
  const [{ states, weightIh }] = cells;
  const { op, order } = kinds[(weightIh.value.shape[0] / n) as 1 | 3 | 4];
  // Runtimes differ in what a plain RNN makes of lengths.
  if (op === "RNN" && m.lengths) return [];
  const swap = { perm: [1, 0, 2] };
  const relu = (cells[0] as { readonly nonlinearity?: string }).nonlinearity === "relu";
  const stateShape = (x: Shape): Shape => (batchFirst ? [x[0], D * numLayers, n] : [D * numLayers, x[1], n]);
  const shapes = [(x: Shape): Shape => [x[0], x[1], D * n], ...Array.from({ length: states }, () => stateShape)];
  const settings: Record<string, Attribute> = {
    hidden_size: n,
    direction: D === 2 ? "bidirectional" : "forward",
    ...(op === "GRU" ? { linear_before_reset: 1 } : {}),
    ...(relu ? { activations: { words: new Array<string>(D).fill("Relu") } } : {}),
  };
  /** The rows of each direction's parameter, gate by gate in the order of ONNX. */
  const gates = (layer: number, of: (c: (typeof cells)[number]) => Parameter | undefined): number[] =>
    Array.from({ length: D }, (_, d) => {
      const p = of(cells[layer * D + d]);
      if (p === undefined) return new Array<number>(order.length * n).fill(0);
      const part = p.value.size / order.length;
      return order.flatMap((k) => [...p.value.data.subarray(k * part, (k + 1) * part)]);
    }).flat();

  let made: readonly Written[] | undefined;
  const write = (t: Translation, parts: readonly Written[], at: string): readonly Written[] => {
    const prefix = at === "" ? "" : `${at}.`;
    const [x] = parts;
    const turned = (name: string): string => (batchFirst ? t.name("Transpose", [name], at, swap) : name);
    const firsts = m.states ? parts.slice(1, 1 + states).map((v) => turned(t.full(v))) : [];
    const last = m.lengths ? parts.at(-1)! : undefined;
    const lengths = last === undefined ? "" : last.whole ? last.name : t.name("Cast", [t.full(last)], at, { to: 6 });
    let v = turned(t.full(x));
    let width = m.inputSize;
    const finals: string[][] = Array.from({ length: states }, () => []);
    for (let l = 0; l < numLayers; l++) {
      const rows = order.length * n;
      const biases = Array.from({ length: D }, (_, d) => {
        const [ih, hh] = [cells[l * D + d].biasIh, cells[l * D + d].biasHh];
        const whole = [
          gates(l, (c) => (c === cells[l * D + d] ? ih : undefined)),
          gates(l, (c) => (c === cells[l * D + d] ? hh : undefined)),
        ];
        return whole.flatMap((all) => all.slice(d * rows, (d + 1) * rows));
      }).flat();
      const weights = [
        t.sheet.store(
          `${prefix}W_l${l}`,
          gates(l, (c) => c.weightIh),
          [D, rows, width],
        ),
        t.sheet.store(
          `${prefix}R_l${l}`,
          gates(l, (c) => c.weightHh),
          [D, rows, n],
        ),
        t.sheet.store(`${prefix}B_l${l}`, biases, [D, 2 * rows]),
      ];
      const limits = [[l * D], [(l + 1) * D], [0]];
      const starts = firsts.map((h) =>
        numLayers === 1 ? h : t.name("Slice", [h, ...limits.map((k) => t.sheet.whole(k))], at),
      );
      const given = [v, ...weights, lengths, ...starts];
      while (given.at(-1) === "") given.pop();
      const [y, ...ends] = t.sheet.several(op, given, settings, 1 + states, at);
      for (const [k, end] of ends.entries()) finals[k].push(end);
      const beside = t.name("Transpose", [y], at, { perm: [0, 2, 1, 3] });
      v = t.name("Reshape", [beside, t.sheet.whole([0, 0, D * n])], at);
      width = D * n;
    }
    const all = finals.map((ends) => (ends.length === 1 ? ends[0] : t.name("Concat", ends, at, { axis: 0 })));
    return [v, ...(m.states ? all : [])].map((name, k) =>
      t.one(
        turned(name),
        both((b) => shapes[k](x.shape[b])),
      ),
    );
  };
  return shapes.slice(0, m.states ? 1 + states : 1).map((shape, k) => ({
    inputs,
    shape: ([x]) => shape(x),
    write: (t, x, at) => (made ??= write(t, x, at))[k],
  }));
}
