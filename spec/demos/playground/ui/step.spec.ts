import { Linear, Residual, Rng, Tanh, Tensor } from "fprop";
import { describe, expect, it } from "vitest";
import type { ModuleTrace, Numbers } from "../../../../demos/playground/model/trace.ts";
import { letter, relation } from "../../../../demos/playground/ui/step/relations.ts";
import { known, stopOf, stopsOf } from "../../../../demos/playground/ui/step/timeline.ts";

describe("the way through a net", () => {
  const step = (kind: string, depth = 0, opened = false) => ({ kind, depth, opened });
  /** Linear, a Residual of a Sequential of two, Linear. */
  const modules = [
    step("Linear"),
    step("Residual", 0, true),
    step("Sequential", 1, true),
    step("Linear", 2),
    step("Tanh", 2),
    step("Linear"),
  ];
  const stops = stopsOf(modules);

  it("goes through each module forwards, the loss, and back; a container is through behind what it holds", () => {
    const names = stops.map(({ module, direction }) => `${module ?? "E"}${direction === "fprop" ? ">" : "<"}`);
    expect(names.join(" ")).toBe("0> 3> 4> 1> 5> E> E< 5< 4< 3< 1< 0<");
  });

  it("knows nothing of what is to come", () => {
    expect(stops.map((_, at) => known(stops, at, 3))).toEqual([
      "nothing",
      ...Array.from({ length: 8 }, () => "fprop"),
      "both",
      "both",
      "both",
    ]);
    expect(known(stops, 5, undefined)).toBe("fprop");
    expect(known(stops, 6, undefined)).toBe("both");
  });

  it("finds a module on the way that is being gone", () => {
    expect(stopOf(stops, 2, 5)).toBe(4);
    expect(stopOf(stops, 9, 5)).toBe(7);
  });
});

describe("what has to do with an entry", () => {
  const numbersOf = ({ shape, data }: Tensor): Numbers => ({ shape, data: Float64Array.from(data) });

  /** A real module in float64, and its trace as a worker makes it. */
  function traced(kind: "Linear" | "Tanh" | "Residual"): ModuleTrace {
    const rng = new Rng(3);
    const made = {
      Linear: () => new Linear(3, 2, { rng }),
      Tanh: () => new Tanh(),
      Residual: () => new Residual(new Tanh()),
    };
    const module = made[kind]().to("float64");
    const draw = (sizes: number[]) =>
      Tensor.from(
        Float64Array.from({ length: sizes[0] * sizes[1] }, () => rng.normal()),
        sizes,
      );
    const x = draw([4, 3]);
    const y = module.fprop(x);
    const dy = draw([...y.shape]);
    const dx = module.bprop(dy);
    const parameters = module.namedParameters().map(([name, p]) => ({
      name,
      path: `0.${name}`,
      value: numbersOf(p.value),
      gradient: numbersOf(p.grad),
      frozen: false,
    }));
    const formula = { y: "", dx: "", words: "", parameters: {} };
    const [xs, ys, dys, dxs] = [x, y, dy, dx].map((t) => [numbersOf(t)]);
    return {
      path: "0",
      place: [0],
      kind,
      name: kind,
      depth: 0,
      opened: false,
      x: xs,
      y: ys,
      dy: dys,
      dx: dxs,
      parameters,
      formula,
    };
  }

  const linear = traced("Linear");
  const tensor = (module: ModuleTrace, role: string): Numbers =>
    role.length <= 2
      ? module[role as "x" | "y" | "dx" | "dy"][0]
      : role.startsWith("d")
        ? module.parameters.find(({ name }) => `d${name}` === role)!.gradient
        : module.parameters.find(({ name }) => name === role)!.value;

  it.each(["y", "dx", "dweight", "dbias"])("says each number of a Linear's %s as the sum that it is", (role) => {
    const { data } = tensor(linear, role);
    for (let index = 0; index < data.length; index++) {
      const { sum } = relation(linear, { role, index })!;
      const total = sum!.terms.reduce((all, factors) => all + factors.reduce((p, { value }) => p * value, 1), 0);
      expect(sum!.value).toBe(data[index]);
      expect(total).toBeCloseTo(data[index], 12);
    }
  });

  it("names the factors as they stand on the page", () => {
    const { sum } = relation(linear, { role: "dweight", index: 4 })!;
    expect(sum!.terms[2].map(({ name }) => name)).toEqual(["dy[2, 1]", "x[2, 1]"]);
    expect(relation(linear, { role: "dx", index: 5 })!.sum!.terms[1].map(({ name }) => name)).toEqual([
      "dy[1, 1]",
      "W[1, 2]",
    ]);
  });

  it.each([
    ["dweight", 4, { dy: [1, 3, 5, 7], x: [1, 4, 7, 10], weight: [4] }],
    ["dx", 5, { dy: [2, 3], weight: [2, 5], x: [5] }],
    ["y", 3, { x: [3, 4, 5], weight: [3, 4, 5], bias: [1] }],
    ["dbias", 1, { dy: [1, 3, 5, 7] }],
    ["x", 5, { y: [2, 3], weight: [2, 5], dx: [5] }],
    ["dy", 3, { dx: [3, 4, 5], dweight: [3, 4, 5], dbias: [1] }],
  ] as const)("lights what takes part in %s[%i]", (role, index, expected) => {
    const { lit } = relation(linear, { role, index })!;
    for (const [other, indices] of Object.entries(expected)) {
      const all = [...tensor(linear, other).data.keys()];
      expect(
        all.filter((i) => lit[other](i)),
        other,
      ).toEqual(indices);
    }
  });

  it("says dx of an activation as dy times the slope", () => {
    const tanh = traced("Tanh");
    const { sum, lit } = relation(tanh, { role: "dx", index: 7 })!;
    const y = tanh.y[0].data[7];
    expect(sum!.terms[0][0]).toEqual({ name: "dy[2, 1]", value: tanh.dy[0].data[7] });
    expect(sum!.terms[0][1].value).toBeCloseTo(1 - y * y, 12);
    expect([lit.x(7), lit.x(6)]).toEqual([true, false]);
  });

  it("says a skip connection as what goes along it, and the rest", () => {
    const residual = traced("Residual");
    const [y, dx] = ["y", "dx"].map((role) => relation(residual, { role, index: 4 })!.sum!);
    expect(y.terms.map(([{ name }]) => name)).toEqual(["x[1, 1]", "f(x)[1, 1]"]);
    expect(dx.terms.map(([{ name }]) => name)).toEqual(["dy[1, 1]", "f′ᵀ dy[1, 1]"]);
    expect(dx.terms[0][0].value).toBe(residual.dy[0].data[4]);
    expect(dx.terms[0][0].value + dx.terms[1][0].value).toBeCloseTo(residual.dx[0].data[4], 12);
    expect(relation(residual, { role: "dy", index: 4 })!.sum).toBeUndefined();
  });

  it("has letters for parameters as their formulas have them", () => {
    const names = (name: string, ...shape: number[]): string =>
      letter({ name, value: { shape, data: new Float32Array(0) } });
    expect(names("weight", 2, 3)).toBe("W");
    expect(names("weight", 3)).toBe("w");
    expect(names("bias", 3)).toBe("b");
    expect(names("weight_ih_l0", 6, 2)).toBe("W_ih");
    expect(names("bias_hh_l1_reverse", 6)).toBe("b_hh_l1_reverse");
    expect(names("in_proj_weight", 6, 2)).toBe("in_proj_weight");
  });

  it("says nothing where it is not that plain", () => {
    expect(relation({ ...linear, kind: "Softmax" }, { role: "dx", index: 0 })).toBeUndefined();
    expect(relation({ ...linear, x: [...linear.x, ...linear.x] }, { role: "dx", index: 0 })).toBeUndefined();
  });
});
