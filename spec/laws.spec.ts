import { describe, expect, it } from "vitest";
import {
  Adam,
  add,
  constant,
  evaluate,
  express,
  heap,
  hvp,
  jvp,
  Module,
  mul,
  Objective,
  parameter,
  Parameter,
  reverse,
  Rng,
  Sequential,
  sum,
  Tensor,
  variable,
  type AnyModule,
  type Scheduled,
  type Value,
} from "../index.ts";
import { expressions } from "../lib/expressions/express.ts";
import { compare, checkOptions, dot } from "../lib/gradients/differences.ts";
import { leaves, mapValue } from "../lib/value.ts";
import { gradcheck, gradcheckLoss } from "../testing.ts";
import {
  gradients,
  inputOf,
  losses,
  modules,
  optimizers,
  regularizers,
  schedules,
  tables,
  weights,
  type AnyLoss,
  type LossRow,
  type ModuleRow,
} from "./cases.ts";
import { refusal } from "./refusal.ts";
import { bits, cast, distance, drawn, kept, normalLike, rows, times } from "./values.ts";

/** The laws of every module, loss, regularizer and optimizer, on every row of the table in cases.ts. */

/** The element type of an input of a row. */
const typeOf = ({ below }: ModuleRow, k: number): "int32" | "float32" =>
  below?.[k] === undefined ? "float32" : "int32";

/** Lets anything through, so that what stands behind it is layer 1. */
class Pass extends Module<Value, Value> {
  fprop(x: Value): Value {
    return x;
  }
  bprop(dy: Value): Value {
    return dy;
  }
}

describe("the table", () => {
  for (const [kind, names, table] of tables)
    it(`has a row for every exported ${kind}, and no other`, () => {
      expect(names.length).toBeGreaterThan(2);
      expect(new Set(table.map((row) => row.of))).toEqual(new Set(names));
    });

  it("has an express for all of them but those named here, each for its reason", () => {
    // The function of a Basis is the user's own; no operation takes indices, and the margins and alignments of these
    // three losses go by which entries targets name.
    const without = [...modules, ...losses].filter(({ make }) => make(new Rng(1)).express === undefined);
    expect([...new Set(without.map((row) => row.of))]).toEqual([
      "Basis",
      "MaxUnpool2d",
      "MultiMarginLoss",
      "MultiLabelMarginLoss",
      "CTCLoss",
    ]);
  });

  it("names every row once", () => {
    for (const [, , table] of tables) {
      const names = table.map((row) => `${row.of}, ${row.how}`);
      expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
    }
  });
});

describe.each(modules.map((row) => [`${row.of} (${row.how})`, row] as const))("%s", (_, row) => {
  const make = (seed = 1): AnyModule => row.make(new Rng(seed));
  const input = (module: AnyModule, seed = 1): Value => inputOf(row as ModuleRow, module, seed);
  const dyFor = (y: Value, seed = 1): Value => normalLike(y, new Rng(seed).split("dy"));
  /** A module that draws goes back to where a new one starts, so that it always draws the same. */
  const rewound = (module: AnyModule): AnyModule => {
    const fresh = make().namedStreams();
    expect(fresh.length > 0).toBe(row.random === true);
    for (const [i, [, stream]] of module.namedStreams().entries()) stream.state = fresh[i][1].state;
    return module;
  };
  const forth = (module: AnyModule, x: Value): Value => rewound(module).fprop(x) as Value;
  /** One step forth and back, in copies. */
  const step = (module: AnyModule, x: Value, seed = 1): { y: Value; dy: Value; dx: Value } => {
    const y = kept(forth(module, x));
    const dy = dyFor(y, seed);
    return { y, dy, dx: kept(module.bprop(dy) as Value) };
  };

  it("bprop is the derivative of fprop", () => {
    const module = make();
    if (row.slope !== undefined) {
      const x = input(module);
      const { y, dy, dx } = step(module, x);
      expect(bits(y)).toBe(bits(x));
      expect(distance(dx, times(dy, row.slope))).toBe(0);
      return;
    }
    const report = gradcheck(module, input(module));
    expect(report.ok, String(report)).toBe(true);
    const sizes = leaves([input(module), weights(module)]).map((t) => (t.dtype === "int32" ? 0 : t.size));
    expect(report.checked).toBe(sizes.reduce((a, b) => a + b, 0));
  });

  it("has a bprop that is the derivative in evaluation mode, which changes none of its buffers", () => {
    const module = make().eval();
    const buffers = (): string => bits(module.namedBuffers().map(([, b]) => b.value));
    const before = buffers();
    const report = gradcheck(module, input(module));
    expect(row.slope !== undefined || report.ok, String(report)).toBe(true);
    step(module, input(module));
    module.train().predict(input(module));
    expect(buffers()).toBe(before);
    step(module, input(module));
    if (before !== "") expect(buffers()).not.toBe(before);
  });

  it.skipIf(row.below !== undefined)("express says the same function, and jvp and hvp are its derivatives", () => {
    const module = make().to("float64").freeze(false);
    const x = cast(input(make()), "float64");
    const { y, dy } = step(module, x);
    const rng = new Rng(3);
    const v = mapValue(x, (t) => (t.dtype === "int32" ? t : (normalLike(t, rng) as Tensor)));
    const dw = module.parameters().map((p) => normalLike(p.value, rng) as Tensor);
    /** ⟨v, dx⟩ + Σ ⟨dw, ∂E/∂w⟩ by bprop, at x + εv and w + ε dw: the change of E = ⟨dy, y⟩. */
    const start = kept(weights(module)) as Tensor[];
    const change = (e: number): number => {
      const moved = (t: Tensor, d: Tensor): Tensor =>
        Tensor.from(
          Float64Array.from(t.data, (value, i) => value + e * d.data[i]),
          t.shape,
        );
      const [xs, vs] = [leaves(x), leaves(v)];
      let k = -1;
      const at = mapValue(x, (t) => (k++, t.dtype === "int32" ? t : moved(t, vs[k])));
      for (const [i, w] of weights(module).entries()) w.data.set(moved(start[i], dw[i]).data);
      module.zeroGrad();
      forth(module, at);
      const parts = [...leaves(module.bprop(dy) as Value), ...gradients(module)];
      expect(xs.length + dw.length).toBe(parts.length);
      return [...vs, ...dw].reduce((sum, d, i) => sum + (d.dtype === "int32" ? 0 : dot(d, parts[i])), 0);
    };
    const expectClose = (a: number, b: number, tolerance: number): void =>
      expect(Math.abs(a - b), `${a} and ${b}`).toBeLessThan(tolerance * (1 + Math.abs(b)));

    const named = Object.fromEntries(module.namedParameters().map(([name], i) => [name, dw[i]]));
    const forwards = leaves(jvp(rewound(module), x, v, named) as Value);
    expect(forwards.map((t) => t.shape)).toEqual(leaves(y).map((t) => t.shape));
    const dys = leaves(dy);
    expectClose(
      forwards.reduce((sum, t, i) => sum + dot(t, dys[i]), 0),
      change(0),
      1e-10,
    );

    // Indices are constants, along which nothing changes.
    const floats = leaves(x).map((t) => t.dtype !== "int32");
    const bindings = Object.fromEntries(leaves(x).flatMap((t, i) => (floats[i] ? [[`x${i}`, t]] : [])));
    const inputs = leaves(x).map((t, i) => (floats[i] ? variable(`x${i}`) : constant(t)));
    const variables = inputs.filter((_, i) => floats[i]);
    const told = expressions(express(rewound(module), Array.isArray(x) ? inputs : inputs[0]));
    expect(distance(evaluate(told, bindings), leaves(y))).toBeLessThan(1e-12);

    if (module.modules().some((m) => m.express === undefined)) return;
    const E = told.map((e, i) => sum(mul(e, dys[i]))).reduce((a, b) => add(a, b));
    const [places, along] = [
      [...variables, ...module.parameters().map(parameter)],
      [...leaves(v).filter((_, i) => floats[i]), ...dw],
    ];
    const curved = evaluate(hvp(E, places, along), bindings).reduce((sum, t, i) => sum + dot(t, along[i]), 0);
    const h = 5e-4;
    expectClose(curved, (change(-2 * h) - 8 * change(-h) + 8 * change(h) - change(2 * h)) / (12 * h), 1e-7);
  });

  it("float32 agrees with its float64 twin", () => {
    const single = make();
    const double = single.clone().to("float64");
    const x = input(single);
    const a = step(single, x);
    const y = forth(double, cast(x, "float64"));
    const dx = double.bprop(cast(a.dy, "float64")) as Value;
    expect(distance(a.y, y)).toBeLessThan(1e-5);
    expect(distance(a.dx, dx)).toBeLessThan(1e-5);
    expect(distance(gradients(single), gradients(double))).toBeLessThan(1e-5);
  });

  it("gradients add up over two steps, and over two bprops", () => {
    const module = make().to("float64");
    const x = cast(input(make()), "float64");
    const { dy, dx } = step(module, x);
    const once = kept(gradients(module));
    expect(bits(step(module, x).dx)).toBe(bits(dx));
    expect(distance(gradients(module), times(once, 2))).toBeLessThan(1e-14);
    expect(bits(module.bprop(dy) as Value)).toBe(bits(dx));
    expect(distance(gradients(module), times(once, 3))).toBeLessThan(1e-14);
  });

  it("leaves x and dy as they are", () => {
    const module = make();
    const x = input(module);
    const before = bits(x);
    const dy = dyFor(module.fprop(x) as Value);
    const dyBefore = bits(dy);
    module.bprop(dy);
    expect(bits(x)).toBe(before);
    expect(bits(dy)).toBe(dyBefore);
  });

  it("allocates nothing on the heap once warm, and returns the same arrays", () => {
    const module = make();
    const x = input(module);
    const dy = dyFor(module.fprop(x) as Value);
    const arrays = (): unknown[] => {
      const y = leaves(module.fprop(x) as Value);
      return [...y, ...leaves(module.bprop(dy) as Value)].map((t) => t.data);
    };
    const warm = arrays();
    const { used } = heap;
    for (let i = 0; i < 20; i++) arrays().forEach((data, k) => expect(data).toBe(warm[k]));
    expect(heap.used).toBe(used);
  });

  it("gives a part of a batch the same rows, bit for bit", () => {
    if (row.batchwise === "always") return;
    const evaluates = row.batchwise === true || row.random === true;
    const module = make().train(!evaluates);
    const x = input(module);
    const [{ shape }] = leaves(x);
    const { y, dy, dx } = step(module, x);
    for (let end = 1; end < shape[0]; end++) {
      const part = make().train(!evaluates);
      expect(bits(part.fprop(rows(x, end - 1, end + 1)) as Value)).toBe(bits(rows(y, end - 1, end + 1)));
      expect(bits(part.bprop(rows(dy, end - 1, end + 1)) as Value)).toBe(bits(rows(dx, end - 1, end + 1)));
    }
  });

  it("takes batches that grow and shrink", () => {
    const module = make();
    const x = input(module);
    const batch = leaves(x)[0].shape[0];
    const least = row.batchwise === undefined ? 1 : 2;
    for (const n of [least, batch, Math.ceil(batch / 2), batch, least]) {
      const part = rows(x, 0, n);
      const fresh = make();
      module.zeroGrad();
      const [a, b] = [step(module, part), step(fresh, part)];
      expect(bits([a.y, a.dx, gradients(module)])).toBe(bits([b.y, b.dx, gradients(fresh)]));
    }
  });

  it("comes back from its state dict with the same bits", () => {
    const module = make(1);
    const other = make(2);
    const x = input(module);
    const y = bits(forth(module, x));
    const state = module.stateDict();
    expect(Object.keys(state).length).toBeGreaterThanOrEqual(module.parameters().length);
    if (module.parameters().length > 0) expect(bits(forth(other, x))).not.toBe(y);
    expect(other.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });
    expect(bits(Object.values(other.stateDict()))).toBe(bits(Object.values(state)));
    expect(bits(other.eval().fprop(x) as Value)).toBe(bits(module.eval().fprop(x) as Value));
    expect(bits(forth(other.train(), x))).toBe(y);
    expect(bits(weights(other))).toBe(bits(weights(module)));
  });

  it("is deterministic in evaluation mode, and predicts that", () => {
    const module = make().eval();
    const x = input(module);
    const y = bits(module.fprop(x) as Value);
    expect(bits(module.fprop(x) as Value)).toBe(y);
    expect(bits(module.predict(x) as Value)).toBe(y);
    if (row.batchwise !== "always") expect(bits(module.predict(x, { batchSize: 2 }) as Value)).toBe(y);
  });

  it("predicts without touching what bprop needs, in tensors of the caller's own", () => {
    const module = make();
    const x = input(module);
    const other = input(module, 2);
    const { y, dy, dx } = step(module, x);
    const latest = forth(module, x);
    const first = module.predict(other) as Value;
    const held = bits(first);
    expect(module.training).toBe(true);
    expect(bits(latest)).toBe(bits(y));
    expect(bits(module.bprop(dy) as Value)).toBe(bits(dx));
    module.predict(x);
    expect(bits(first)).toBe(held);
    for (const t of leaves(first)) expect(leaves([x, other]).some((v) => v.data === t.data)).toBe(false);
  });

  it("refuses bprop before fprop", () => {
    const module = make();
    const x = input(module);
    const { dy } = step(module.clone(), x);
    expect(refusal(() => module.bprop(dy)).code).toBe("STATE");
    step(module, x);
    expect(refusal(() => module.twin().bprop(dy)).code, "a twin of a warm module").toBe("STATE");
    expect(refusal(() => module.clone().bprop(dy)).code, "a clone of a warm module").toBe("STATE");
  });

  it("refuses wrong shapes, with the path", () => {
    const module = make();
    const x = input(module);
    const net = new Sequential<AnyModule[]>(new Pass(), module);
    const wrong: Value[] =
      row.wrong?.length === row.x.length ? [row.wrong.map((s, k) => Tensor.zeros(s, typeOf(row, k)))] : [];
    const forms = wrong.map((w) => (row.x.length === 1 ? (w as Value[])[0] : w));
    const before = bits([gradients(module), weights(module)]);
    for (const value of [...forms, undefined, "x", 3] as Value[]) {
      const error = refusal(() => net.fprop(value));
      expect(error.code).toBe("SHAPE");
      expect(error.path).toMatch(/^net\.1\./);
      expect(error.message.startsWith(`${error.path}: `)).toBe(true);
    }
    const dy = dyFor(net.fprop(x) as Value);
    for (const value of [mapValue(dy, (t) => Tensor.zeros([...t.shape, 2])), undefined, "dy"] as Value[]) {
      const error = refusal(() => net.bprop(value));
      expect(error.code).toBe("SHAPE");
      expect(error.path).toMatch(/^net\.1\./);
    }
    expect(bits([gradients(module), weights(module)])).toBe(before);
    net.bprop(dy);
  });

  it("refuses wrong element types", () => {
    const module = make();
    const x = input(module);
    const others = mapValue(x, (t) => t.to(t.dtype === "int32" ? "float32" : "int32"));
    if (row.anyType) for (const t of leaves(module.fprop(others) as Value)) expect(t.dtype).toBe("int32");
    else expect(refusal(() => module.fprop(others)).code).toBe("DTYPE");
    const doubles = cast(x, "float64");
    const floats = leaves(x).some((t) => t.dtype !== "int32");
    if (floats && module.parameters().length > 0) expect(refusal(() => module.fprop(doubles)).code).toBe("DTYPE");
    const dy = dyFor(module.fprop(x) as Value);
    expect(refusal(() => module.bprop(cast(dy, "float64"))).code).toBe("DTYPE");
  });

  it("lets a NaN through to the outputs, and refuses it where checkFinite watches", () => {
    const module = make();
    const x = kept(input(module));
    const state = module.stateDict();
    const [place, index] = row.nan ?? [0, 0];
    // Where all inputs are indices it is a parameter that goes wrong, in the row of the first index.
    const first = leaves(x).find((t, k) => t.dtype !== "int32" && k >= place);
    const [indices] = leaves(x);
    if (first !== undefined) first.data[index] = NaN;
    else for (const w of weights(module)) w.data[(w.size / w.shape[0]) * indices.data[0]] = NaN;
    const used = leaves(module.fprop(x) as Value);
    expect(used.some((t) => t.data.some(Number.isNaN))).toBe(true);

    if (first !== undefined) module.loadStateDict(state); // of running statistics
    module.checkFinite(true);
    const error = refusal(() => module.fprop(x));
    expect(error.code).toBe("NONFINITE");
    expect(error.what).toMatch(first === undefined ? /^parameter/ : /^(input x|output y)$/);
    expect(error.got).toContain(first === undefined ? "NaN" : `NaN at index ${index}`);
    if (first === undefined) for (const w of weights(module)) w.data.fill(0);
    const fine = input(module);
    const dy = dyFor(module.fprop(fine) as Value);
    leaves(dy)[0].data[0] = Infinity;
    expect(refusal(() => module.bprop(dy))).toMatchObject({ code: "NONFINITE" });
    module.checkFinite(false);
    module.fprop(x);
  });

  it("has twins that share its parameters and add to their gradients", () => {
    const module = make();
    const twin = module.twin();
    expect(twin.parameters()).toEqual(module.parameters());
    twin.parameters().forEach((p, i) => expect(p).toBe(module.parameters()[i]));
    const single = module.clone();
    const [x1, x2] = [input(module, 1), input(module, 2)];

    const y1 = forth(module, x1);
    const before = bits(y1);
    const y2 = forth(twin, x2);
    expect(bits(y1)).toBe(before);
    const [dy1, dy2] = [dyFor(y1, 1), dyFor(y2, 2)];
    const dx1 = kept(module.bprop(dy1) as Value);
    const dx2 = kept(twin.bprop(dy2) as Value);

    const [a, b] = [step(single, x1, 1), step(single, x2, 2)];
    expect(bits([dx1, dx2])).toBe(bits([a.dx, b.dx]));
    expect(bits(gradients(module))).toBe(bits(gradients(single)));
  });

  it("has clones that share nothing", () => {
    const module = make();
    const x = input(module);
    const { y, dy, dx } = step(module, x);
    const before = bits([weights(module), gradients(module)]);
    const clone = module.clone();
    expect(bits([weights(clone), gradients(clone)])).toBe(before);
    for (const p of clone.parameters()) {
      p.value.data.fill(0.5);
      p.grad.data.fill(7);
    }
    clone.eval().freeze();
    clone.fprop(input(module, 2));
    expect(bits([weights(module), gradients(module)])).toBe(before);
    expect(module.modules().every((m) => m.training)).toBe(true);
    expect(module.parameters().every((p) => p.trainable)).toBe(true);
    expect(bits(module.bprop(dy) as Value)).toBe(bits(dx));
    expect(bits(forth(module, x))).toBe(bits(y));
  });

  it("gives frozen parameters no gradient", () => {
    const module = make().freeze();
    const { dx } = step(module, input(module));
    for (const g of gradients(module)) expect(g.data.every((v) => v === 0)).toBe(true);
    expect(bits(dx)).toBe(bits(step(make(), input(module)).dx));
  });
});

/** Losses whose choices among many terms no operation has. */
const unexpressed: ReadonlySet<string> = new Set(["CTCLoss", "MultiLabelMarginLoss", "MultiMarginLoss"]);

/** Losses made of others, whose errors may come from within. */
const composite: Readonly<Record<string, RegExp>> = {
  Objective: /^(Objective|MSELoss)$/,
  MultiLoss: /^(MultiLoss|net\.\d\.\w+)$/,
  SequenceLoss: /^(SequenceLoss|MSELoss|CrossEntropyLoss)$/,
};

describe.each(losses.map((row) => [`${row.of} (${row.how})`, row as LossRow] as const))("%s", (_, row) => {
  const { y, t } = row;
  /** A loss of its own, the E it gives, and its dy for a dE. */
  const step = (loss: AnyLoss, output: Value, target: Value, scale?: number): { E: Tensor; dy: Value } => {
    const E = loss.fprop(output, target);
    const terms = E instanceof Tensor ? E.clone() : Tensor.from([E], [], "float64");
    const dE = scale === undefined ? undefined : E instanceof Tensor ? drawn(E.shape, () => scale).to(E.dtype) : scale;
    return { E: terms, dy: kept(loss.bprop(dE) as Value) };
  };

  it("bprop is the derivative of fprop", () => {
    const report = gradcheckLoss(row.make(), y, t);
    expect(report.ok, String(report)).toBe(true);
    expect(report.checked).toBeGreaterThanOrEqual(leaves(y).reduce((n, { size }) => n + size, 0));
  });

  it("float32 agrees with its float64 twin", () => {
    const a = step(row.make(), y, t);
    const b = step(row.make(), cast(y, "float64"), cast(t, "float64"));
    expect(distance(a.E, b.E)).toBeLessThan(1e-5);
    expect(distance(a.dy, b.dy)).toBeLessThan(1e-5);
  });

  it("express says the same E, and its derivatives", () => {
    const [output, target] = [cast(y, "float64"), cast(t, "float64")];
    const loss = row.make();
    expect(loss.express === undefined, "says nothing").toBe(unexpressed.has(row.of));
    if (loss.express === undefined) return;
    if (loss instanceof Objective) for (const r of loss.regularizers) for (const p of r.parameters) p.to("float64");
    const { E, dy } = step(loss, output, target);
    const xs = leaves(output).map((_, k) => variable(`x${k}`));
    const x = output instanceof Tensor ? xs[0] : xs;
    const told = loss.express(x, target);
    const seed = E.shape.length === 0 ? undefined : constant(drawn(E.shape, () => 1));
    const at = Object.fromEntries(leaves(output).map((v, k) => [`x${k}`, v]));
    const [value, ...slope] = evaluate([told, ...reverse(told, xs, seed)], at);
    expect(distance(value, E)).toBeLessThan(1e-12);
    expect(distance(slope, leaves(dy))).toBeLessThan(1e-10);
  });

  it("bprop is linear in dE, and the same at every call", () => {
    const loss = row.make();
    const { dy } = step(loss, y, t);
    expect(bits(step(loss, y, t, 2).dy)).toBe(bits(times(dy, 2)));
    expect(bits(loss.bprop() as Value)).toBe(bits(dy));
  });

  it("leaves y and t as they are", () => {
    const before = bits([y, t]);
    step(row.make(), y, t, 3);
    expect(bits([y, t])).toBe(before);
  });

  it("allocates nothing on the heap once warm, and returns the same arrays", () => {
    const loss = row.make();
    const arrays = (): unknown[] => {
      const E = loss.fprop(y, t);
      return [E instanceof Tensor ? E.data : E, ...leaves(loss.bprop() as Value).map(({ data }) => data)];
    };
    const warm = arrays();
    const { used } = heap;
    for (let i = 0; i < 20; i++) arrays().forEach((data, k) => expect(data).toBe(warm[k]));
    expect(heap.used).toBe(used);
  });

  it("takes batches that grow and shrink, and gives each row its own term", () => {
    const loss = row.make();
    const [batch] = leaves(y)[0].shape;
    const whole = step(row.make(), y, t);
    for (const n of [1, batch, Math.ceil(batch / 2), 1]) {
      const [yn, tn] = [rows(y, 0, n), rows(t, 0, n)];
      const [a, b] = [step(loss, yn, tn), step(row.make(), yn, tn)];
      expect(bits([a.E, a.dy])).toBe(bits([b.E, b.dy]));
      if (row.reduction === "none" && row.crossed !== true)
        expect(bits([a.E, a.dy])).toBe(bits(rows([whole.E, whole.dy], 0, n)));
    }
  });

  it("refuses bprop before fprop, wrong forms and wrong targets, and goes on as before", () => {
    const loss = row.make();
    expect(refusal(() => loss.bprop()).code).toBe("STATE");
    const expected = step(row.make(), y, t);
    loss.fprop(y, t);
    const more = (x: Value): Value => mapValue(x, (v) => Tensor.zeros([...v.shape, 2], v.dtype));
    const calls: [string, () => unknown, RegExp][] = [
      ["a y of another shape", () => loss.fprop(more(y), t), /^(SHAPE|TARGET)$/],
      [
        "an int32 y",
        () =>
          loss.fprop(
            mapValue(y, (v) => v.to("int32")),
            t,
          ),
        /^DTYPE$/,
      ],
      ["no y", () => loss.fprop(undefined, t), /^SHAPE$/],
      ["a dE of the wrong form", () => loss.bprop("dE" as unknown as number), /^(ARGUMENT|SHAPE)$/],
    ];
    if (leaves(t).length > 0)
      calls.push(
        ["a t of another shape", () => loss.fprop(y, more(t)), /^(SHAPE|TARGET)$/],
        ["a float64 y with a float32 t", () => loss.fprop(cast(y, "float64"), y), /^(SHAPE|DTYPE|TARGET)$/],
        ["no t", () => loss.fprop(y, undefined), /^(SHAPE|TARGET)$/],
        ["a target out of range", () => loss.fprop(y, row.badTarget), /^(SHAPE|TARGET)$/],
      );
    for (const [what, call, code] of calls) {
      const error = refusal(call);
      expect(error.code, what).toMatch(code);
      expect(error.path).toMatch(composite[row.of] ?? new RegExp(`^${row.of}$`));
    }
    expect(bits(kept(loss.bprop() as Value))).toBe(bits(expected.dy));
    const again = step(loss, y, t);
    expect(bits([again.E, again.dy])).toBe(bits([expected.E, expected.dy]));
  });

  it("lets a NaN through to E, or refuses it", () => {
    const bad = mapValue(y, (v) => drawn(v.shape, () => NaN));
    const ignored = row.how.startsWith("every row ignored");
    if (row.of === "BCELoss" || row.of === "GaussianNLLLoss")
      expect(refusal(() => row.make().fprop(bad, t)).code).toBe("ARGUMENT");
    else expect(step(row.make(), bad, t).E.data.some(Number.isNaN)).toBe(!ignored);
  });
});

describe.each(regularizers.map((row) => [`${row.of} (${row.how})`, row] as const))("%s", (_, { make }) => {
  const parameters = (dtype: "float32" | "float64"): Parameter[] => {
    const rng = new Rng(4);
    const away = (): number => (rng.next() < 0.5 ? -1 : 1) * rng.uniform(0.05, 2);
    return [[3, 2], [1], [5]].map((shape) => new Parameter(drawn(shape, away).to(dtype)));
  };

  it("bprop adds the derivative of λΩ", () => {
    const ps = parameters("float64");
    const penalty = make(ps);
    penalty.bprop();
    const tensors = ps.map((p, i) => ({ name: `${i}`, w: p.value, dw: p.grad.clone() }));
    const report = compare(penalty.toString(), tensors, () => penalty.fprop(), checkOptions("spec", {}));
    expect(report.ok, String(report)).toBe(true);
    penalty.bprop(0.5);
    const once = tensors.map(({ dw }) => dw);
    expect(distance(gradients({ parameters: () => ps }), times(once, 1.5))).toBeLessThan(1e-14);
  });

  it("float32 agrees with float64, frozen parameters count and get no gradient, a repeated one counts once", () => {
    const [a, b] = [parameters("float32"), parameters("float64")];
    const [p, q] = [make(a), make([...b, b[0]])];
    expect(Math.abs(p.fprop() / q.fprop() - 1)).toBeLessThan(1e-6);
    a[0].trainable = false;
    const before = p.fprop();
    p.bprop();
    q.bprop();
    expect(p.fprop()).toBe(before);
    expect(a[0].grad.data.every((g) => g === 0)).toBe(true);
    expect(distance(a[1].grad, b[1].grad)).toBeLessThan(1e-6);
  });
});

describe.each(optimizers.map((row) => [`${row.of} (${row.how})`, row] as const))("%s", (_, { make }) => {
  /** Σ (w − 1)² with its gradient. */
  const energy = ({ value, grad }: Parameter): number => {
    grad.data.set(Float32Array.from(value.data, (w) => 2 * (w - 1)));
    return value.data.reduce((E, w) => E + (w - 1) * (w - 1), 0);
  };
  const start = (): Parameter => new Parameter(Tensor.from([3, 2.5, -1, 0.5, 4]));
  /** Minimises it, and returns what came of it. */
  const descend = (steps: number, parameter = start(), optimizer = make([parameter])): Parameter => {
    for (let i = 0; i < steps; i++) optimizer.step(() => energy(parameter));
    return parameter;
  };

  it("goes downhill, with the same bits every time", () => {
    const p = descend(200);
    for (const w of p.value.data) expect(Math.abs(w - 1)).toBeLessThan(0.1);
    expect(bits(p.value)).toBe(bits(descend(200).value));
  });

  it("leaves frozen parameters alone, and allocates nothing once warm", () => {
    const [p, fresh] = [start(), start().value];
    const optimizer = make([p]);
    descend(6, p, optimizer);
    const { used } = heap;
    const after = bits(p.value);
    p.trainable = false;
    optimizer.step(() => energy(p));
    expect(bits(p.value)).toBe(after);
    p.trainable = true;
    for (let i = 0; i < 20; i++) {
      p.value.data.set(fresh.data);
      optimizer.step(() => energy(p));
    }
    expect(bits(p.value)).not.toBe(bits(fresh));
    expect(heap.used).toBe(used);
  });

  it("goes on with the same bits from its state dict, wherever that is loaded", () => {
    for (const before of [0, 1, 2, 5, 70]) {
      const p = start();
      const optimizer = make([p]);
      descend(before, p, optimizer);
      const state = optimizer.stateDict();
      // Into a new one, and into one that remembers another path.
      const others = [0, 3].map((steps) => {
        const q = start();
        const other = make([q]);
        descend(steps, q, other);
        q.value.data.set(p.value.data);
        other.groups[0].lr = 99;
        other.loadStateDict(state);
        expect(other.stateDict()).toEqual(state);
        return [q, other] as const;
      });
      descend(7, p, optimizer);
      for (const [q, other] of others)
        expect(bits(descend(7, q, other).value), `after ${before} steps`).toBe(bits(p.value));
    }
  });
});

describe.each(schedules.map((row) => [`${row.of} (${row.how})`, row] as const))("%s", (_, { make }) => {
  const optimizer = (): Adam =>
    new Adam([
      { params: [new Parameter(drawn([1], () => 0))] },
      { params: [new Parameter(drawn([2], () => 0))], lr: 0.3 },
    ]);
  /** Rates and betas. */
  const seen = ({ groups }: Scheduled): string =>
    JSON.stringify(groups.map(({ params: _params, ...options }) => options));

  it("says any epoch's rates beforehand, and gives them to the groups", () => {
    const o = optimizer();
    const schedule = make(o);
    const said = Array.from({ length: 40 }, (_v, epoch) => schedule.lrs(epoch));
    for (const [epoch, lrs] of said.entries()) {
      expect(schedule.lastEpoch).toBe(epoch);
      expect(o.groups.map((group) => group.lr)).toEqual(lrs);
      expect(schedule.lrs()).toEqual(lrs);
      schedule.step();
    }
    expect(new Set(said.map(([lr]) => lr)).size).toBeGreaterThan(1);
  });

  it("goes on from its state dict and the optimizer's", () => {
    for (const before of [0, 1, 6, 13]) {
      const [a, b] = [optimizer(), optimizer()];
      const [schedule, resumed] = [make(a), make(b)];
      for (let i = 0; i < before; i++) schedule.step();
      b.loadStateDict(a.stateDict());
      resumed.loadStateDict(schedule.stateDict());
      for (let i = 0; i < 12; i++) {
        expect(seen(b)).toBe(seen(a));
        schedule.step();
        resumed.step();
      }
    }
  });

  it("refuses a state that is none, changing nothing", () => {
    const o = optimizer();
    const schedule = make(o);
    schedule.step();
    const before = seen(o);
    for (const state of [
      null,
      {},
      { lastEpoch: 1.5 },
      { lastEpoch: -1 },
      { lastEpoch: "2" },
      { lastEpoch: 2, more: 1 },
    ])
      expect(refusal(() => schedule.loadStateDict(state as never)).code).toMatch(/^(STATE_DICT|ARGUMENT)$/);
    expect([seen(o), schedule.lastEpoch]).toEqual([before, 1]);
  });
});
