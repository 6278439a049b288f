import { refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import type { AnyModule } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { Tensor, type DType } from "./tensor.ts";
import { isValue, leaves, type Value } from "./value.ts";

type Shape = readonly number[];

/** The table of the modules in a module: path, kind, shape of the output, parameters. A twin does the computing. */
export function summary(module: AnyModule, input: Shape | readonly Shape[] | Value): string {
  const dtype = module.parameters()[0]?.value.dtype ?? "float32";
  const x = example(module, input, dtype);
  const twin = module.twin().eval();
  const outputs = outputShapes(twin, x);
  const count = (ps: readonly Parameter[]): number => ps.reduce((n, p) => n + p.value.size, 0);
  const lines = [...twin.namedModules()].map(([path, m]) => {
    const own = [...m.entries()].flatMap(([, p]) => (p instanceof Parameter ? [p] : []));
    return [path || "net", m.toString(), outputs.get(m) ?? "–", own.length === 0 ? "" : `${count(own)}`];
  });
  const total = module.parameters();
  const frozen = total.filter((p) => !p.trainable);
  return `${table([["path", "module", "output", "parameters"], ...lines])}
${count(total)} parameters${frozen.length === 0 ? "" : `, ${count(frozen)} of them frozen`}, ${dtype}`;
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
  for (const module of net.modules()) {
    const fprop = module.fprop.bind(module);
    module.fprop = (v: Value) => {
      const y = fprop(v) as Value;
      shapes.set(
        module,
        leaves(y)
          .map((t) => shapeText(t.shape))
          .join(", "),
      );
      return y;
    };
  }
  net.fprop(x);
  return shapes;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => row[j].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, j) => (j === row.length - 1 ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join("  ")
      .trimEnd();
  return [line(rows[0]), widths.map((w) => "─".repeat(w)).join("  "), ...rows.slice(1).map(line)].join("\n");
}
