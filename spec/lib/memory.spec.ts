import { afterEach, describe, expect, it, vi } from "vitest";
import {
  BatchNorm1d,
  heap,
  Linear,
  Module,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type AnyModule,
  type Value,
} from "../../index.ts";
import { memoryOf, stepFormulas } from "../../lib/memory.ts";
import { mapValue } from "../../lib/value.ts";
import { inputOf, modules, type ModuleRow } from "../cases.ts";

const zerosLike = (v: Value): Value => mapValue(v, (t) => Tensor.zeros(t.shape, t.dtype));
afterEach(() => void vi.restoreAllMocks());

/** What a new net and a step of it take of the heap and of what stands in for it, byte by byte, as it is asked for. */
function allocated(row: ModuleRow, x: (net: AnyModule) => Value): number {
  const asked = vi.spyOn(heap, "allocate");
  const net = row.make(new Rng(1)).train();
  const input = x(net);
  net.bprop(zerosLike(net.fprop(input) as Value));
  const bytes = asked.mock.calls.reduce((n, [length]) => n + length, 0);
  asked.mockRestore();
  return bytes;
}

const rowsOf = (v: Value, rows: number): Value =>
  mapValue(v, (t) => {
    const y = Tensor.zeros([rows, ...t.shape.slice(1)], t.dtype);
    const width = y.size / rows;
    for (let i = 0; i < y.size; i++) y.data[i] = t.data[(Math.floor(i / width) % t.shape[0]) * width + (i % width)];
    return y;
  });

/** Constants of an expression, and tables, lie outside of the heap; a weight that is made into another is let go of. */
const constants = /^(Lambda|WeightNorm|MultiheadAttention of three sizes, rotary)/;

describe("the formula of a step's memory", () => {
  it.each(modules.map((row) => [`${row.of} ${row.how}`, row] as const))("is what is allocated for %s", (name, row) => {
    const net = row.make(new Rng(1));
    const x = inputOf(row, net);
    const formulas = stepFormulas(net, x);
    const elsewhere = net.modules().some((m) => (m as { batchFirst?: boolean }).batchFirst === false);
    if (elsewhere || /EmbeddingBag .*offsets/.test(name)) return expect(formulas).toBeUndefined();
    expect(formulas).toHaveLength(net.modules().length);
    const more = [7, 9].map((batch) => {
      const bytes = formulas!.reduce((n, f) => n + f!.fixed + batch * f!.perRow, 0);
      return bytes - allocated(row, () => rowsOf(x, batch));
    });
    if (!constants.test(name)) return expect(more).toEqual([0, 0]);
    expect(more[0]).toBe(more[1]);
    expect(Math.abs(more[0])).toBeLessThanOrEqual(64);
  });
});

describe("the formula", () => {
  /** Keeps a number for each pair of rows, and some more. */
  class Pairs extends Module {
    pairs?: Tensor;
    table?: Tensor;
    fprop(x: Tensor): Tensor {
      this.table = Tensor.reuse(this.table, x.dtype, [100]);
      this.pairs = Tensor.reuse(this.pairs, x.dtype, [x.shape[0], x.shape[0]]);
      return x;
    }
    bprop(dy: Tensor): Tensor {
      return dy;
    }
  }
  const net = (): Sequential<AnyModule[]> => {
    const rng = new Rng(1);
    return new Sequential<AnyModule[]>(new Linear(3, 2, { rng }), new Pairs(), new Tanh());
  };

  it("counts what a module makes, and not what it is given", () => {
    const [whole, linear, , tanh] = stepFormulas(net(), Tensor.zeros([1, 3]))!;
    expect(whole).toEqual({ fixed: 0, perRow: 0 });
    expect(linear).toEqual({ fixed: 2 * 4 * (6 + 2), perRow: 4 * (2 + 3) });
    expect(tanh).toEqual({ fixed: 0, perRow: 4 * (2 + 2) });
  });

  it("is not there for what is not linear in the batch, nor then for the net", () => {
    expect(stepFormulas(net(), Tensor.zeros([1, 3]))![2]).toBeUndefined();
    expect(net().summary([4, 3]).split("\n").slice(2)).toEqual([
      "net   Sequential     [4, 2]",
      "0     Linear(3 → 2)  [4, 2]           8  4·(16 + 5·batch)",
      "1     Pairs          [4, 2]              –",
      "2     Tanh           [4, 2]              4·4·batch",
      "8 parameters, float32",
    ]);
  });

  it("counts what two places share once", () => {
    const layer = new Linear(2, 2, { rng: new Rng(1) });
    const [, first, second] = stepFormulas(new Sequential(layer, layer.twin()), Tensor.zeros([1, 2]))!;
    expect([first!.fixed, second!.fixed]).toEqual([2 * 4 * 6, 0]);
    expect(second!.perRow).toBe(first!.perRow);
  });

  it("is found on clones, and leaves methods as they were, even where a step throws", () => {
    const own = new Sequential<AnyModule[]>(net(), new BatchNorm1d(2));
    const state = (): unknown => [
      own.modules().map((m) => Object.keys(m).join()),
      Object.entries(own.stateDict()).map(([name, t]) => [name, t.toArray()]),
      own.modules().map((m) => m.training),
    ];
    const before = state();
    expect(stepFormulas(own.eval(), Tensor.zeros([1, 3]))).toHaveLength(6);
    own.train();
    expect(state()).toEqual(before);
    expect(() => memoryOf(own, () => void own.fprop(Tensor.zeros([1, 4])))).toThrow(/x should be/);
    expect(state()).toEqual(before);
    own.checkFinite(true);
    const watched = Object.entries(own.layers[0]).find(([key]) => key === "fprop");
    memoryOf(own, () => own.bprop(own.fprop(Tensor.zeros([2, 3]))));
    expect(Object.entries(own.layers[0]).find(([key]) => key === "fprop")).toEqual(watched);
    expect(watched).toHaveLength(2);
  });
});
