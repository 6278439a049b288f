import type { ResizePlan } from "../spatial/resizing.ts";
import type { WindowPlan } from "../spatial/windows.ts";
import type { Nodes, Shapes, Translation, Written } from "./translation.ts";

/** Pools and sizes of planes. Where ONNX has no node that does just the same, the weights of each axis are a matrix. */

type Window = readonly [from: number, to: number, count: number];
/** Windows as ONNX counts them: `start` and `end` are its pads, `whole` says that these count in a mean. */
interface Regular {
  readonly kernel: number;
  readonly stride: number;
  readonly start: number;
  readonly end: number;
  readonly counts: { readonly padded: boolean; readonly inside: boolean };
}

/** The windows along the last axes of planes: of their rows, where these have any, and of their columns. */
export function windowsOf({ sizes: [, , oh, ow], table }: WindowPlan): readonly [rows: Window[], columns: Window[]] {
  const all = Array.from({ length: oh + ow }, (_, o): Window => {
    const [from, to, count] = table.data.subarray(3 * o, 3 * o + 3);
    return [from, to, count];
  });
  return [all.slice(0, oh), all.slice(oh)];
}

/** The kernel, the stride and the pads that make just these windows along an axis of n; none for such as are adaptive. */
export function regular(windows: readonly Window[], n: number, dilation = 1): Regular | undefined {
  const widths = windows.map(([from, to]) => Math.ceil((to - from) / dilation));
  const least = Math.max(...widths);
  const steps = windows.slice(1).flatMap(([from, to], i) => [from - windows[i][0], to - windows[i][1]]);
  const strides = windows.length === 1 ? [n] : [...new Set(steps.filter((s) => s > 0))];
  for (const stride of strides)
    for (let start = 0; start <= least; start++)
      for (let kernel = least; kernel <= least + 2 * start; kernel++) {
        const span = dilation * (kernel - 1) + 1;
        const fits = windows.every(([from, to], o) => {
          const at = o * stride - start;
          const first = at < 0 ? at + dilation * Math.ceil(-at / dilation) : at;
          return from === first && to === Math.min(at + span, n);
        });
        const end = Math.max((windows.length - 1) * stride - start + span - n, 0);
        const count = Math.floor((n + start + end - span) / stride) + 1;
        if (!fits || count !== windows.length || start >= kernel || end >= kernel) continue;
        const counts = {
          padded: windows.every(([, , count]) => count === kernel),
          inside: windows.every(([from, to, count]) => count === to - from),
        };
        return { kernel, stride, start, end, counts };
      }
  return undefined;
}

/** The attributes of pools over these axes. */
export const poolAttributes = (axes: readonly Regular[]): Record<string, readonly number[]> => ({
  kernel_shape: axes.map(({ kernel }) => kernel),
  strides: axes.map(({ stride }) => stride),
  pads: [...axes.map(({ start }) => start), ...axes.map(({ end }) => end)],
});

/** Means of windows over planes. */
export function averages(
  t: Translation,
  x: Written,
  shape: Shapes,
  plan: WindowPlan,
  divisor: number,
  nodes: Nodes,
): Written {
  const dims = shape[0].length - 2;
  const [h, w, oh, ow] = plan.sizes;
  const [rows, columns] = windowsOf(plan);
  const axes = dims === 1 ? [regular(columns, w)] : [regular(rows, h), regular(columns, w)];
  if (divisor === 0 && axes.every((axis) => axis !== undefined)) {
    const [inside, padded] = (["inside", "padded"] as const).map((kind) => axes.every(({ counts }) => counts[kind]));
    if (inside || padded)
      return t.node("AveragePool", [t.full(x)], shape, nodes, {
        ...poolAttributes(axes),
        count_include_pad: inside ? 0 : 1,
      });
  }
  const weights = (windows: readonly Window[], n: number, by: (count: number) => number): number[][] =>
    windows.map(([from, to, count]) => Array.from({ length: n }, (_, i) => (i >= from && i < to ? by(count) : 0)));
  const each = (count: number): number => 1 / count;
  const left = dims === 1 ? undefined : weights(rows, h, divisor === 0 ? each : () => 1);
  return weighed(
    t,
    x,
    shape,
    left,
    weights(columns, w, divisor === 0 ? each : () => 1 / divisor),
    [oh, h, ow, w],
    nodes,
  );
}

/** Numbers between those of x: each of y has shares of two neighbours along either axis. */
export function interpolated(t: Translation, x: Written, shape: Shapes, plan: ResizePlan, nodes: Nodes): Written {
  const [h, w, oh, ow] = plan.sizes;
  const along = (from: number, m: number, n: number): number[][] =>
    Array.from({ length: m }, (_, o) => {
      const line = new Array<number>(n).fill(0);
      const share = plan.shares!.data[from + o];
      line[plan.places.data[2 * (from + o)]] += 1 - share;
      line[plan.places.data[2 * (from + o) + 1]] += share;
      return line;
    });
  const left = shape[0].length === 3 ? undefined : along(0, oh, h);
  return weighed(t, x, shape, left, along(oh, ow, w), [oh, h, ow, w], nodes);
}

/** y = A x Bᵀ for each plane. */
function weighed(
  t: Translation,
  x: Written,
  shape: Shapes,
  a: number[][] | undefined,
  b: number[][],
  [oh, h, ow, w]: readonly number[],
  nodes: Nodes,
): Written {
  const turned = Array.from({ length: w }, (_, i) => b.map((line) => line[i])).flat();
  const right = t.name("MatMul", [t.full(x), t.sheet.store("columns", turned, [w, ow])], nodes);
  if (a === undefined) return t.one(right, shape);
  return t.node("MatMul", [t.sheet.store("rows", a.flat(), [oh, h]), right], shape, nodes);
}
