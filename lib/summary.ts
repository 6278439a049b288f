import { around } from "./around.ts";
import { refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import { stepFormulas, type Formula } from "./memory.ts";
import type { AnyModule } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { Tensor, type DType } from "./tensor.ts";
import { isValue, leaves, type Value } from "./value.ts";

type Shape = readonly number[];

/**
 * The table of the modules in a module: path, kind, shape of the output, parameters, and the bytes that it holds in a
 * training step as a formula in the size of the batch. Twins and clones do the computing.
 */
export function summary(module: AnyModule, input: Shape | readonly Shape[] | Value): string {
  const dtype = module.parameters()[0]?.value.dtype ?? "float32";
  const x = example(module, input, dtype);
  const twin = module.twin().eval();
  const outputs = outputShapes(twin, x);
  const count = (ps: readonly Parameter[]): number => ps.reduce((n, p) => n + p.value.size, 0);
  const formulas = stepFormulas(module, x);
  const places = new Map(twin.modules().map((m, i) => [m, i]));
  const lines = [...twin.namedModules()].map(([path, m]) => {
    const own = [...m.entries()].flatMap(([, p]) => (p instanceof Parameter ? [p] : []));
    const bytes = formulas === undefined ? "–" : formulaText(formulas[places.get(m)!], dtype);
    return [path || "net", m.toString(), outputs.get(m) ?? "–", own.length === 0 ? "" : `${count(own)}`, bytes];
  });
  const total = module.parameters();
  const frozen = total.filter((p) => !p.trainable);
  const whole = formulas && sum(formulas);
  const bytes = whole === undefined ? "" : `; ${formulaText(whole, dtype)} bytes of a step`;
  return `${table([["path", "module", "output", "parameters", "bytes of a step"], ...lines])}
${count(total)} parameters${frozen.length === 0 ? "" : `, ${count(frozen)} of them frozen`}, ${dtype}${bytes}`;
}

/** An input itself, or zeros of the shapes. */
function example(module: AnyModule, input: Shape | readonly Shape[] | Value, dtype: DType): Value {
  if (isValue(input)) return input;
  if (!Array.isArray(input)) refuse("SHAPE", module, "inputShape", "a shape, an array of shapes, or an input", input);
  const zeros = (shape: Shape): Tensor => Tensor.zeros(shape, dtype);
  return typeof input[0] === "number" ? zeros(input as Shape) : (input as readonly Shape[]).map(zeros);
}

/** What each module in `net` returns for x, as text. */
function outputShapes(net: AnyModule, x: Value): Map<AnyModule, string> {
  const shapes = new Map<AnyModule, string>();
  for (const module of net.modules())
    around(module, "fprop", (_, _x, rest) => {
      const y = rest();
      const each = leaves(y).map((t) => shapeText(t.shape));
      shapes.set(module, each.join(", "));
      return y;
    });
  net.fprop(x);
  return shapes;
}

/** All formulas as one; none where one is missing. */
function sum(formulas: readonly (Formula | undefined)[]): Formula | undefined {
  const known = formulas.filter((f) => f !== undefined);
  const of = (key: keyof Formula): number => known.reduce((n, f) => n + f[key], 0);
  return known.length === formulas.length ? { fixed: of("fixed"), perRow: of("perRow") } : undefined;
}

/** 4·(12 + 96·batch): so many numbers of 4 bytes; of 8 where that is what they all have. */
function formulaText(formula: Formula | undefined, dtype: DType): string {
  if (formula === undefined) return "–";
  const { fixed, perRow } = formula;
  const bytes = fixed % 8 === 0 && perRow % 8 === 0 && dtype === "float64" ? 8 : 4;
  const [numbers, each] = [fixed / bytes, perRow / bytes];
  if (each === 0) return numbers === 0 ? "" : `${bytes}·${numbers}`;
  const rows = each === 1 ? "batch" : `${each}·batch`;
  return numbers === 0 ? `${bytes}·${rows}` : `${bytes}·(${numbers} + ${rows})`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => row[j].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, j) => (j === 3 ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join("  ")
      .trimEnd();
  return [line(rows[0]), widths.map((w) => "─".repeat(w)).join("  "), ...rows.slice(1).map(line)].join("\n");
}
