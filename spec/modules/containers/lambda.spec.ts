import { describe, expect, it } from "vitest";
import {
  add,
  Expression,
  Lambda,
  Linear,
  matmul,
  mul,
  Rng,
  Sequential,
  Tanh,
  tanh,
  Tensor,
  transpose,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

describe("Lambda", () => {
  it("is the module of the same formula, bit for bit, there and back", () => {
    const rng = new Rng(1);
    const linear = new Linear(5, 3, { rng });
    const net = new Sequential(linear, new Tanh());
    const lambda = new Lambda((x, w, b) => tanh(add(matmul(x, transpose(w)), b)), {
      w: linear.weight.value,
      b: Tensor.zeros([3]),
    });
    linear.loadStateDict({ weight: linear.weight.value.clone(), bias: Tensor.zeros([3]) });
    const [x, dy] = [drawn([7, 5], () => rng.normal()), drawn([7, 3], () => rng.normal())];
    expect(bits(lambda.fprop(x))).toBe(bits(net.fprop(x)));
    expect(bits(lambda.bprop(dy))).toBe(bits(net.bprop(dy)));
    expect(bits(lambda.parameters().map((p) => p.grad))).toBe(bits(net.parameters().map((p) => p.grad)));
  });

  it("names its parameters, and starts them by shape or from a tensor", () => {
    const start = Tensor.from([1, 2]);
    const lambda = new Lambda((x, w, b) => add(matmul(x, w), b), { w: [3, 2], b: start }, { rng: new Rng(1) });
    expect(lambda.namedParameters().map(([name, p]) => `${name} ${p.value.shape.join("×")}`)).toEqual(["w 3×2", "b 2"]);
    expect(lambda.stateDict().b.toArray()).toEqual([1, 2]);
    const bound = Math.sqrt(6 / 5);
    const w = [...lambda.stateDict().w.data];
    expect(w.every((v) => Math.abs(v) < bound) && new Set(w).size === 6).toBe(true);
    expect(String(lambda)).toBe("Lambda(w [3, 2], b [2])");
  });

  it("works on where shapes come and go, and a refused fprop leaves the last one good", () => {
    const lambda = new Lambda((x, w) => mul(x, w), { w: [3] }, { rng: new Rng(1) });
    const y = bits(lambda.fprop(drawn([2, 3], () => 1)));
    const error = refusal(() => lambda.fprop(Tensor.zeros([2, 2])));
    expect(error).toMatchObject({ code: "SHAPE", path: "(x · w)", got: "[2, 2] and [3]" });
    expect(lambda.bprop(drawn([2, 3], () => 1)).shape).toEqual([2, 3]);
    expect(bits(lambda.fprop(drawn([2, 3], () => 1)))).toBe(y);
  });

  it("refuses drawings that are none", () => {
    const bad: (() => unknown)[] = [
      () => new Lambda(undefined as unknown as () => Expression),
      () => new Lambda(() => tanh(1)),
      () => new Lambda((w) => w, { w: [2] }),
      () => new Lambda(() => 3 as unknown as Expression, {}),
      () => new Lambda((_x) => 3 as unknown as Expression),
    ];
    for (const make of bad) expect(refusal(make)).toMatchObject({ code: "ARGUMENT", path: "Lambda" });
    expect(refusal(() => new Lambda((x, w) => mul(x, w), { w: [0] })).code).toBe("SHAPE");
  });
});
