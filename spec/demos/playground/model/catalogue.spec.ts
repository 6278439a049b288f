import { Module, Parameter, Tensor, type AnyModule } from "fprop";
import { architectureOf, build, type Layer } from "fprop/io";
import { describe, expect, it } from "vitest";
import {
  catalogue,
  fieldsOf,
  fitted,
  fitting,
  newLayer,
  outputOf,
  withField,
} from "../../../../demos/playground/model/catalogue.ts";
import { formulaOf, parameterFormula } from "../../../../demos/playground/model/formulas.ts";
import { layersIn } from "../../../../demos/playground/model/places.ts";
import { PlaygroundError } from "../../../../demos/playground/model/refusal.ts";
import { made, pairs } from "../../../../demos/playground/model/trial.ts";
import { kinds } from "../../../../lib/io/kinds.ts";
import { watchable } from "../../../../demos/playground/worker/watching.ts";

const offers = catalogue.flatMap((group) => group.offers);
/** Shapes of rows, one of which every module takes. */
const rows = [[2], [4], [1, 8, 8], [8, 8], [4, 9], [4, 4, 4], [9, 36], [2, 3, 4, 4], [1, 4]];
const fits = new Map(rows.map((row) => [row, new Map(fitting(row).map((fit) => [fit.kind, fit]))]));

/** A shape that a kind takes, and a layer for it. */
function sample(kind: string): { row: number[]; layer: Layer; output: readonly number[] } {
  for (const row of rows) {
    const output = fits.get(row)!.get(kind)!.output;
    if (output !== undefined) return { row, layer: newLayer(kind, row), output };
  }
  throw new Error(`${kind} fits nowhere`);
}

describe("the catalogue", () => {
  it("offers every class of the library that makes one tensor of one, and no other", () => {
    /** What takes or gives tuples or indices, or is another offer with a program or a plan in it. */
    const others =
      "Add Bilinear ConcatTable CosineSimilarity Div Embedding EmbeddingBag Gather Graph GRUCell JoinTable LSTMCell MapTable " +
      "MatMul Maximum MaxUnpool2d Minimum Mul PairwiseDistance ParallelTable RNNCell ScaledDotProductAttention SelectTable " +
      "SplitTable Sub Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder";
    const all = kinds().map(({ name }) => name);
    const said = [...offers.map(({ kind }) => kind), ...others.split(" ")];
    expect(said.toSorted()).toEqual(all.toSorted());
  });

  it.each(offers.map(({ kind }) => kind))("has %s, which fits somewhere, goes back, and says what it does", (kind) => {
    const { row, layer, output } = sample(kind);
    const module = build(layer);
    const x = Tensor.zeros([2, ...row]);
    const y = module.fprop(x) as Tensor;
    expect(y.shape).toEqual([2, ...output]);
    expect((module.bprop(y.clone()) as Tensor).shape).toEqual(x.shape);

    for (const [path, inner] of watchable(module)) {
      const formula = formulaOf(inner.constructor.name);
      expect(formula.y, `${kind} ${path}`).toMatch(/[=φ]/);
      expect(formula.dx).toMatch(/d|∂/);
      expect(formula.words, `${kind}: ${inner}`).toMatch(/^.{15,}\.$/);
    }
    const closed = [...watchable(module)].length === 1;
    const own = closed ? module.namedParameters() : [...module.entries()].filter(([, p]) => p instanceof Parameter);
    if (!["Sequencer", "Checkpoint"].includes(kind))
      for (const [name] of own) expect(parameterFormula(formulaOf(kind), name), `${kind}.${name}`).toMatch(/=|fixed/);
  });

  it.each(offers.map(({ kind }) => kind))("has controls for %s, each of which changes what it says", (kind) => {
    const { layer } = sample(kind);
    const fields = fieldsOf(layer);
    expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length);
    for (const field of fields) {
      expect(field.label).toMatch(/^[a-zA-Z]\w*$/);
      if (field.kind === "choice") expect(field.choices).toContain(field.value);
      if (["number", "integer"].includes(field.kind)) {
        expect(typeof field.value).toBe("number");
        expect(field.min, `${kind}.${field.label}`).toBeLessThan(field.max!);
        expect(field.value).toBeLessThanOrEqual(field.max!);
      }
      const other = otherThan(field.value, field.choices);
      const changed = fieldsOf(withField(layer, field.key, other));
      expect(changed.find(({ key }) => key === field.key)?.value).toEqual(other);
      expect(changed.filter(({ value }, i) => value !== fields[i].value).length).toBe(1);
    }
  });

  it("knows where the modules of layers inside of layers are", () => {
    for (const { kind } of offers) {
      const { layer } = sample(kind);
      const found = [...pairs(layer, made(layer, [0]), [0], "0")];
      expect(found.length).toBe(1 + countIn(layer));
      for (const [place, path, l, module] of found) {
        expect(place.length).toBeGreaterThan(0);
        if (kind !== "WeightNorm") expect(module, `${kind} ${path}`).toBeInstanceOf(Module);
        if (module !== undefined) expect(architectureOf(module as AnyModule).kind).toBe(l.kind);
      }
    }
  });

  it("says in the library's words what does not fit", () => {
    const refusal = fits.get(rows[0])!.get("Conv2d")!.refusal!;
    expect(refusal.code).toBe("SHAPE");
    expect(refusal.message).toBe("Conv2d(2 → 6, 3×3): x should be [batch, 2, height, width], got [2, 2]");
    expect(() => newLayer("Embedding", [2])).toThrow(PlaygroundError);
    expect(() => outputOf(build(newLayer("Linear", [2])), [3])).toThrow("x should be [batch, 2], got [2, 3]");
  });

  it("fits a layer to another shape, and leaves everything else as it is", () => {
    const layer = withField(newLayer("Linear", [2]), "1", 5);
    expect(fitted(layer, [7]).args).toEqual([7, 5, { bias: true, inputGrad: true }]);
    const conv = withField(newLayer("Conv2d", [1, 8, 8]), "kernelSize", [5, 5]);
    expect(fitted(conv, [3, 8, 8]).args[0]).toBe(3);
    const dropout = newLayer("Dropout", [2]);
    expect(fitted(dropout, [9])).toBe(dropout);
  });
});

const countIn = (layer: Layer): number => layersIn(layer).reduce((n, inner) => n + 1 + countIn(inner), 0);

function otherThan(value: unknown, choices: readonly string[] | undefined): number | boolean | string | number[] {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return choices!.find((c) => c !== value)!;
  return (value as number[]).map((v) => v + 1);
}
