import { describe, expect, it } from "vitest";
import {
  Dropout,
  Linear,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type AnyModule,
  type Optimizer,
  type Value,
} from "../../../index.ts";
import * as library from "../../../index.ts";
import { saveTraining } from "../../../io.ts";
import { ClassRows } from "../../../lib/classrows.ts";
import { Memory } from "../../../lib/optim/parameterwise.ts";
import { cosine, linear } from "../../../lib/optim/schedules/phases.ts";
import { ClassWeights } from "../../../lib/targets.ts";
import { Packer, Unpacker, type Known } from "../../../lib/worker/parcel.ts";
import { losses, optimizers, schedules } from "../../cases.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

// What goes to another thread comes out there as it was: through a structured clone, as messages are.

const names = { ...library, ClassRows, ClassWeights, Memory, cosine, linear };
const known: Known = { kinds: [], names: new Map(Object.entries(names).filter(([, v]) => typeof v === "function")) };
const sent = <T>(value: T): T => new Unpacker(known).unpack(structuredClone(new Packer(known).pack(value, "it"))) as T;

const numbers = (seed: number, ...shape: number[]): Tensor => {
  const rng = new Rng(seed);
  return drawn(shape, () => rng.normal());
};
const make = (): AnyModule => {
  const rng = new Rng(1);
  return new Sequential<AnyModule[]>(new Linear(3, 4, { rng }), new Tanh(), new Dropout(0.5, { rng: new Rng(2) }));
};
/** Some steps, and all bits that are there then. */
function steps(net: AnyModule, optimizer: Optimizer<object>, between = (): void => undefined): string {
  for (let i = 0; i < 4; i++) {
    optimizer.step(() => {
      optimizer.zeroGrad();
      const y = net.fprop(numbers(3, 5, 3)) as Tensor;
      net.bprop(y);
      return y.data.reduce((sum, v) => sum + v * v, 0) / 2;
    });
    between();
  }
  return bits(net.parameters().flatMap((p) => [p.value, p.grad]));
}

describe("a parcel", () => {
  it.each(losses.map((row) => [`${row.of} ${row.how}`, row] as const))(
    "has %s, before its first step and after",
    (_, row) => {
      const loss = row.make();
      if (row.of === "Objective" && !row.how.startsWith("no penalty"))
        return expect(refusal(() => sent(loss)).expected).toMatch(/^of the net that is trained/);
      const step = (l: typeof loss): string => {
        const E = l.fprop(row.y, row.t) as number | Tensor;
        const dy = l.bprop(typeof E === "number" ? undefined : E) as Value;
        return typeof E === "number" ? `${E} ${bits(dy)}` : bits([E, dy]);
      };
      const first = step(sent(loss));
      expect(step(loss)).toBe(first);
      expect(step(sent(loss))).toBe(first);
    },
  );

  it.each(optimizers.map((row) => [`${row.of} ${row.how}`, row] as const))(
    "has %s, and its net's parameters",
    (_, row) => {
      const net = make();
      const optimizer = row.make(net.parameters());
      steps(net, optimizer);
      const there = sent({ net, optimizer });
      expect(there.optimizer.groups[0].params[0]).toBe(there.net.parameters()[0]);
      expect(steps(there.net, there.optimizer)).toBe(steps(net, optimizer));
      expect(bits(net.parameters().map((p) => p.value))).not.toBe(
        bits(
          make()
            .parameters()
            .map((p) => p.value),
        ),
      );
    },
  );

  it.each(schedules.filter(({ of }) => of !== "LambdaLR").map((row) => [`${row.of} ${row.how}`, row] as const))(
    "has %s, and its optimizer",
    (_, row) => {
      const net = make();
      const optimizer = new library.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
      const schedule = row.make(optimizer);
      const there = sent({ net, optimizer, schedule });
      const after = (s: typeof there): string => steps(s.net, s.optimizer, () => s.schedule.step());
      expect(after(there)).toBe(after({ net, optimizer, schedule }));
      expect(there.optimizer.groups[0].lr).toBe(optimizer.groups[0].lr);
    },
  );

  it("has what is one object in two places once, and the streams as they are shared", () => {
    const stream = new Rng(5);
    const net = new Sequential(new Dropout(0.5, { rng: stream }), new Dropout(0.5, { rng: stream }));
    const list = [1, NaN, -0, undefined];
    const there = sent({ net, stream, a: list, b: new Map([[list, new Set([1]).size]]) });
    expect(there.net.layers[0].rng).toBe(there.stream);
    expect(there.net.layers[1].rng).toBe(there.stream);
    expect([...there.b.keys()][0]).toBe(there.a);
    expect(there.a).toEqual(list);
    expect(there.stream.next()).toBe(stream.next());
  });

  it("has the weights that a penalty is on", () => {
    const net = make();
    const objective = new library.Objective(new library.MSELoss(), [new library.L2(net.parameters(), 0.1)]);
    const there = sent({ net, objective });
    const [y, t] = [numbers(1, 2, 4), numbers(2, 2, 4)];
    expect(there.objective.fprop(y, t)).toBe(objective.fprop(y, t));
    there.net.parameters()[0].value.data.fill(0);
    expect(there.objective.fprop(y, t)).toBeLessThan(objective.fprop(y, t));
  });

  it("copies tensors, those on the heap to a heap", () => {
    const t = Tensor.reuse(undefined, "float64", [2]);
    t.data.set([1, 2]);
    const { storage } = new Packer(known).pack(t, "t") as { storage: { data: { buffer: ArrayBufferLike } } };
    expect(storage.data.buffer).not.toBe(t.data.buffer);
    const there = sent(t);
    t.data[0] = 7;
    expect([...there.data]).toEqual([1, 2]);
    expect(there.at).toBeGreaterThan(0);
    expect(sent(Tensor.from([1])).at).toBe(0);
  });

  it.each(["on the heap", "elsewhere"])("has parts of one tensor as parts of one, %s", (where) => {
    const whole = where === "elsewhere" ? Tensor.zeros([4, 2]) : Tensor.reuse(undefined, "float32", [4, 2]);
    whole.data.set([0, 1, 2, 3, 4, 5, 6, 7]);
    const there = sent({ part: whole.rows(1, 3), whole, again: whole.reshape([8]) });
    expect([...there.part.data]).toEqual([2, 3, 4, 5]);
    there.whole.data[3] = 9;
    expect([there.part.data[1], there.again.data[3], there.again.shape]).toEqual([9, 9, [8]]);
  });

  it("has gradients, modes, what is frozen, watched and in float64", () => {
    const net = make().to("float64");
    net.parameters()[0].trainable = false;
    net.parameters()[0].grad.data.fill(3);
    net.checkFinite(true).eval();
    const there = sent(net);
    expect(there.parameters().map((p) => [p.trainable, p.value.dtype])).toEqual([
      [false, "float64"],
      [true, "float64"],
    ]);
    expect(there.parameters()[0].grad.data[0]).toBe(3);
    expect(there.training).toBe(false);
    expect(() => there.fprop(Tensor.from([[NaN, 0, 0]]).to("float64"))).toThrow(/input x should be finite/);
    expect(bits(Object.values(there.stateDict()))).toBe(bits(Object.values(net.stateDict())));
    expect(saveTraining({ net: there })).toEqual(saveTraining({ net }));
  });

  class Own extends library.History {}
  it.each([
    ["a function", { a: [() => 1] }, "it.a[0]"],
    ["a class that nobody knows", { a: new Own() }, "it.a"],
    ["a parameter of no net", [new Linear(1, 1).weight], "it[0]"],
    ["a module that is no data", { net: new library.Lambda((v) => v) }, "kind"],
  ])("refuses %s", (_, value, what) => {
    expect(refusal(() => sent<unknown>(value))).toMatchObject({ code: "ARGUMENT", what });
  });
});
