import { refuse } from "../check.ts";
import { describe } from "../errors.ts";
import { express, expressions } from "../expressions/express.ts";
import { Expression, nodesOf, variable, type Tree } from "../expressions/expression.ts";
import { Module, type AnyModule } from "../module.ts";
import { nativeFor, nativesOf } from "./natives.ts";
import { rules, wholeOperands } from "./rules.ts";
import { Sheet, type Size } from "./sheet.ts";
import { Translation, type Shapes } from "./translation.ts";
import { Recurrent } from "../recurrent/recurrent.ts";

/** The shape of an input, in which "batch" stands for the size that is open; or that with the type of its numbers. */
export type InputSpec = readonly Size[] | { readonly shape: readonly Size[]; readonly dtype: "float32" | "int32" };

export interface ONNXOptions {
  /** The input; for a net that takes a tuple, one for each. */
  input: InputSpec | readonly InputSpec[];
  /** What the graph is called. */
  name?: string;
}

/** What is written is of this version of ONNX's operations, which runtimes from 2022 on know. */
const opset = 17;
/** Two sizes of the batch, for which the net is drawn: what differs depends on the batch, and how, the difference says. */
const batches = [7, 11] as const;

/**
 * A net as a file in the ONNX format, as it is in evaluation: for onnxruntime, Triton and whatever else reads it.
 *
 *     writeFileSync("net.onnx", toONNX(net, { input: ["batch", 784] }));
 *
 * The batch is open in the file; all other sizes are those of `input`. Inputs are `x`, or x0, x1, … where there are several,
 * outputs `y` in the same way, numbers float32. Inputs that serve as indices, masks of padding or lengths are int32, as here;
 * where that cannot be seen, `{ shape, dtype: "int32" }` says it. Parameters have their names in the state dict.
 *
 * The file says what the net's expression says (`express`), node by node; convolutions, pools, normalisation and recurrent
 * nets are nodes of their own. A net that depends on the size of its batch in another way than row by row is refused, as
 * is a module without an expression, and one of the few operations that ONNX has not.
 * @throws FpropError ARGUMENT, naming the module; SHAPE for an input that the net does not take
 */
export function toONNX(net: AnyModule, { input, name = "net" }: ONNXOptions): Uint8Array {
  if (!(net instanceof Module)) refuse("ARGUMENT", "toONNX", "net", "a Module", net);
  const specs = inputsOf(input);
  const single = specs.length === 1 && !isList(input);
  const leaves = specs.map((_, i) => variable(single ? "x" : `x${i}`));
  const copy = net.twin().eval().forget();

  const sheet = new Sheet();
  const names = new Map(net.namedParameters().map(([path, p]) => [p, path]));
  const t: Translation = new Translation(
    sheet,
    names,
    batches,
    () => (batch ??= batchSize(sheet, specs, single)),
    rules(),
  );
  let batch: string | undefined;
  watch(copy, t);
  const y = express(copy, single ? leaves[0] : leaves);
  const ends = expressions(y);

  const indices = wholeLeaves(ends, t);
  const inputs = specs.map(({ shape, dtype }, i) => {
    const leaf = leaves[i];
    const whole = dtype === undefined ? indices.has(leaf) : dtype === "int32";
    const sizes = batches.map((b) => shape.map((n) => (n === "batch" ? b : (n as number)))) as unknown as Shapes;
    t.know([leaf, leaf], { name: sheet.name(leaf.leaf as string), shape: sizes, stored: sizes, whole });
    return { name: leaf.leaf as string, type: whole ? ("int32" as const) : ("float32" as const), shape };
  });

  const outputs = ends.map((end, k) => {
    const written = t.write([end, end]);
    const label = sheet.name(y instanceof Expression ? "y" : `y${k}`);
    sheet.write("Identity", [t.full(written)], [label], {}, sheet.name(`${label}/Identity`));
    return { name: label, type: "float32" as const, shape: t.words(written.shape) };
  });
  return sheet.model(name, opset, inputs, outputs);
}

/** Makes each module in a net say where the nodes of its expression stand, and which of them are written natively. */
function watch(net: AnyModule, t: Translation): void {
  for (const [path, module] of net.namedModules()) {
    const own = module.express?.bind(module);
    const place = [path, own === undefined ? module.toString() : ""].filter((s) => s !== "").join(".");
    module.express = (x: Tree): Tree => {
      if (own === undefined)
        refuse("ARGUMENT", `net.${place}`, "a net for ONNX", "of modules with an expression", "one without");
      const y = own(x);
      const inputs = expressions(x);
      const pending = expressions(y);
      while (pending.length > 0) {
        const node = pending.pop()!;
        if (t.places.has(node) || inputs.includes(node)) continue;
        t.places.set(node, path);
        pending.push(...node.of);
      }
      const natives = nativesOf(module, inputs);
      for (const [k, end] of expressions(y).entries()) {
        const native = natives[k];
        if (native !== undefined) t.natives.set(end, native);
        else if (end.leaf === undefined && !inputs.includes(end))
          t.choices.set(end, (shape) => nativeFor(module, shape(inputs[0]), inputs));
      }
      if (module instanceof Recurrent && module.lengths) t.lengths.add(inputs.at(-1)!);
      return y;
    };
  }
}

/** The inputs that are indices, masks of padding or lengths wherever they are looked at. */
function wholeLeaves(ends: readonly Expression[], t: Translation): ReadonlySet<Expression> {
  const used = [...nodesOf(ends).flatMap(wholeOperands), ...t.lengths];
  return new Set(
    used.map((node) => {
      let x = node;
      while (x.operation.view !== undefined) [x] = x.of;
      return x;
    }),
  );
}

/** The size of the batch at run time, as a tensor of one number. */
function batchSize(sheet: Sheet, specs: readonly Spec[], single: boolean): string {
  const i = specs.findIndex(({ shape }) => shape.includes("batch"));
  if (i < 0) refuse("ARGUMENT", "toONNX", "input", 'a shape with a size "batch"', "none");
  const axis = sheet.whole([specs[i].shape.indexOf("batch")]);
  return sheet.node("Gather", [sheet.node("Shape", [single ? "x" : `x${i}`]), axis]);
}

interface Spec {
  readonly shape: readonly Size[];
  readonly dtype?: "float32" | "int32";
}
const isList = (input: ONNXOptions["input"]): input is readonly InputSpec[] =>
  Array.isArray(input) && input.some((part) => typeof part === "object");

function inputsOf(input: ONNXOptions["input"]): readonly Spec[] {
  const parts = isList(input) ? input : [input];
  return parts.map((part): Spec => {
    const spec = Array.isArray(part) ? { shape: part as readonly Size[] } : (part as Spec);
    const fits =
      Array.isArray(spec?.shape) &&
      spec.shape.every((n) => n === "batch" || (Number.isInteger(n) && (n as number) > 0));
    if (!fits) refuse("ARGUMENT", "toONNX", "input", 'a shape of sizes and "batch", or several', describe(part));
    return spec;
  });
}
