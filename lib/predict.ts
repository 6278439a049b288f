import { checkCount, refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import type { AnyModule } from "./module.ts";
import { Tensor } from "./tensor.ts";
import { isValue, leaves, mapValue, type Value } from "./value.ts";

/**
 * y for all of x in evaluation mode, fresh and computed `batchSize` rows at a time by a twin of the module. No row is
 * told of the others: what recurrent modules remember is forgotten before each piece.
 */
export function predict(module: AnyModule, x: Value, batchSize: number): Value {
  checkCount(module, "batchSize", batchSize);
  const inputs = isValue(x) ? leaves(x) : [];
  if (inputs.length === 0) refuse("SHAPE", module, "x", "a Tensor or a tuple of them", x);
  // What has its batch in another place is computed in one piece.
  const whole = module.modules().some((m) => (m as { batchFirst?: boolean }).batchFirst === false);
  for (const t of inputs)
    if (t.shape[0] === undefined || (!whole && t.shape[0] !== inputs[0].shape[0]))
      refuse(
        "SHAPE",
        module,
        "x",
        "inputs with the same number of rows",
        inputs.map((i) => shapeText(i.shape)).join(", "),
      );
  const rows = inputs[0].shape[0];
  const twin = predictor(module);
  if (whole) return mapValue(twin.forget().fprop(x) as Value, (y) => y.clone());
  const chunks: Value[] = [];
  for (let i = 0; i < rows; i += batchSize) {
    const end = Math.min(i + batchSize, rows);
    chunks.push(mapValue(twin.forget().fprop(mapValue(x, (t) => t.rows(i, end))), (y) => y.clone()));
  }
  return joined(chunks);
}

/** The twins that predict, with the modules they were made of and whether these were watched for NaN. */
const predictors = /* @__PURE__ */ new WeakMap<AnyModule, { of: unknown[]; twin: AnyModule }>();

/** The twin that predicts for `module`, made anew when a module in it has been exchanged, or is watched or no longer. */
function predictor(module: AnyModule): AnyModule {
  const modules = module.modules();
  const of = modules.flatMap((m) => [m, Object.hasOwn(m, "fprop")]);
  let known = predictors.get(module);
  if (known === undefined || known.of.length !== of.length || known.of.some((m, i) => m !== of[i]))
    predictors.set(module, (known = { of, twin: module.twin() }));
  for (const [i, twin] of known.twin.modules().entries()) takeSettings(twin, modules[i]);
  return known.twin.eval();
}

/** Settings may have changed since a twin was made: numbers, words and switches are taken over again. */
export function takeSettings(twin: AnyModule, module: AnyModule): void {
  for (const [key, value] of Object.entries(module))
    if (["number", "string", "boolean"].includes(typeof value)) Object.assign(twin, { [key]: value as unknown });
}

/** Values of the same structure, row after row. */
function joined(chunks: readonly Value[]): Value {
  const [first] = chunks;
  if (chunks.length === 1) return first;
  if (!(first instanceof Tensor)) return first.map((_, i) => joined(chunks.map((c) => (c as readonly Value[])[i])));
  const parts = chunks as readonly Tensor[];
  const rows = parts.reduce((n, t) => n + t.shape[0], 0);
  const whole = Tensor.zeros([rows, ...first.shape.slice(1)], first.dtype);
  let at = 0;
  for (const t of parts) {
    whole.data.set(t.data, at);
    at += t.size;
  }
  return whole;
}
