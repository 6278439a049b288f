import { describe, expect, it } from "vitest";
import {
  Add,
  add,
  evaluate,
  express,
  Graph,
  hvp,
  jvp,
  kernels,
  Lambda,
  Linear,
  matmul,
  mean,
  Module,
  mul,
  Parameter,
  parameter,
  reverse,
  Rng,
  Sequential,
  Tanh,
  tanh,
  Tensor,
  variable,
  type Value,
} from "../../../index.ts";
import { dot } from "../../../lib/gradients/differences.ts";
import { gradcheck } from "../../../testing.ts";
import { refusal } from "../../refusal.ts";
import { bits, cast, distance, drawn, kept, normalLike } from "../../values.ts";

/** y = w x² of two inputs, a and a scale in a parameter of its own: a layer with fprop and bprop alone. */
class Scaled extends Module<readonly [Tensor, Tensor], Tensor> {
  readonly w = new Parameter(Tensor.from([1.5, -2]));
  a: Tensor | undefined;
  b: Tensor | undefined;

  fprop([a, b]: readonly [Tensor, Tensor]): Tensor {
    [this.a, this.b] = [a, b];
    const y = Tensor.zeros(a.shape, a.dtype);
    for (let i = 0; i < y.size; i++) y.data[i] = this.w.value.data[i % 2] * a.data[i] * b.data[i];
    return y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor] {
    const [a, b] = [this.a!, this.b!];
    const [da, db] = [Tensor.zeros(a.shape, a.dtype), Tensor.zeros(a.shape, a.dtype)];
    for (let i = 0; i < dy.size; i++) {
      const w = this.w.value.data[i % 2];
      da.data[i] = dy.data[i] * w * b.data[i];
      db.data[i] = dy.data[i] * w * a.data[i];
      this.w.grad.data[i % 2] += dy.data[i] * a.data[i] * b.data[i];
    }
    return [da, db];
  }
}

class Pair extends Module<Tensor, readonly [Tensor, Tensor]> {
  fprop(x: Tensor): readonly [Tensor, Tensor] {
    return [x, x];
  }
  bprop(dy: readonly [Tensor, Tensor]): Tensor {
    return dy[0];
  }
}

const normal = (seed: number, ...shape: number[]): Tensor => {
  const rng = new Rng(seed);
  return drawn(shape, () => rng.normal());
};

describe("express", () => {
  it("puts modules into expressions, with their parameters as leaves", () => {
    const linear = new Linear(2, 3, { rng: new Rng(1) }).to("float64");
    const x = variable("x");
    const e = mean(mul(express(linear, x), express(new Tanh(), express(linear, x))));
    const at = { x: normal(1, 4, 2).to("float64") };
    const h = linear.fprop(at.x).clone();
    const expected = h.data.reduce((s, v) => s + v * Math.tanh(v), 0) / h.size;
    expect(evaluate(e, at).item()).toBeCloseTo(expected, 12);
    const [dW] = evaluate(reverse(e, [parameter(linear.weight)]), at);
    expect(dW.shape).toEqual([3, 2]);
    // Both uses of the layer count: the derivative is that of a module that does the same.
    const lambda = new Lambda((x) => mean(mul(express(linear, x), tanh(express(linear, x)))), { linear });
    lambda.fprop(at.x);
    lambda.bprop(Tensor.from(1, [], "float64"));
    expect(distance(linear.weight.grad, dW)).toBeLessThan(1e-14);
    linear.weight.value.data.fill(0);
    expect(evaluate(e, at).item()).not.toBeCloseTo(expected, 6);
  });

  it("takes a module that has fprop and bprop alone as a node, derived once in both modes", () => {
    const module = new Scaled().to("float64");
    const [a, b] = [normal(1, 3, 2).to("float64"), normal(2, 3, 2).to("float64")];
    const y = kept(module.fprop([a, b])) as Tensor;
    const dy = normalLike(y, new Rng(3)) as Tensor;
    const dx = kept(module.bprop(dy));
    const before = bits([module.w.value, module.w.grad, module.a!]);

    const [p, q] = [variable("a"), variable("b")];
    const e = express(module, [p, q]);
    expect(distance(evaluate(e, { a, b }), y)).toBe(0);
    const found = evaluate(reverse(e, [p, q, parameter(module.w)], dy), { a, b });
    expect(distance(found, [...(dx as readonly Tensor[]), module.w.grad])).toBe(0);

    const v = normalLike([a, b], new Rng(4)) as readonly [Tensor, Tensor];
    const dw = normal(5, 2).to("float64");
    const along = jvp(module, [a, b], v, { w: dw });
    const sum = dot(found[0], v[0]) + dot(found[1], v[1]) + dot(found[2], dw);
    expect(dot(along, dy)).toBeCloseTo(sum, 12);
    expect(bits([module.w.value, module.w.grad, module.a!])).toBe(before);
    const twice = refusal(() => hvp(mean(e), [p], [a]));
    expect(twice).toMatchObject({ code: "ARGUMENT", path: "Scaled", what: "express" });
  });

  it("works so inside of nets, and in float32", () => {
    const net = new Sequential(new Scaled(), new Linear(2, 1, { rng: new Rng(2) }));
    const x = [normal(1, 3, 2), normal(2, 3, 2)] as const;
    const v = [normal(3, 3, 2), normal(4, 3, 2)] as const;
    const single = jvp(net, x, v);
    expect(single.dtype).toBe("float32");
    const double = jvp(net.clone().to("float64"), cast(x, "float64") as never, cast(v, "float64") as never);
    expect(distance(single, double as Value)).toBeLessThan(1e-5);
  });

  it("refuses what is no module, and one without express that returns a tuple", () => {
    expect(refusal(() => express(3 as unknown as Linear, variable("x")))).toMatchObject({ code: "ARGUMENT" });
    const e = express(new Pair() as unknown as Linear, variable("x"));
    expect(refusal(() => evaluate(e, { x: 1 }))).toMatchObject({ code: "ARGUMENT", path: "Pair" });
  });
});

describe("a Lambda with modules in it", () => {
  const make = (rng: Rng): Lambda => {
    const [a, b] = [new Linear(2, 3, { rng }), new Scaled()];
    return new Lambda(
      (x, w) => {
        const h = tanh(express(a, x));
        return add(matmul(h, w), express(b, [matmul(h, w), matmul(express(a, x), w)]));
      },
      { w: [3, 2], a, b },
      { rng },
    );
  };

  it("has their parameters under its names, and the right gradients", () => {
    const lambda = make(new Rng(1));
    expect(Object.keys(lambda.stateDict())).toEqual(["w", "a.weight", "a.bias", "b.w"]);
    expect(String(lambda)).toBe("Lambda(w [3, 2], a Linear(2 → 3), b Scaled)");
    const report = gradcheck(lambda, normal(1, 4, 2));
    expect(report.ok, String(report)).toBe(true);
    expect(report.checked).toBe(8 + 6 + 6 + 3 + 2);
  });

  it("has clones with copies of them", () => {
    const lambda = make(new Rng(1));
    const x = normal(1, 4, 2);
    const clone = lambda.clone();
    const y = bits(lambda.fprop(x));
    expect(bits(clone.fprop(x))).toBe(y);
    for (const p of clone.parameters()) p.value.data.fill(0);
    expect(bits(lambda.fprop(x))).toBe(y);
    expect(clone.fprop(x).data.every((v) => v === 0)).toBe(true);
    const e = clone.express(variable("x"));
    expect(evaluate(e, { x }).data.every((v) => v === 0)).toBe(true);
  });

  it("refuses a module that it was not told of", () => {
    const linear = new Linear(2, 3);
    const error = refusal(() => new Lambda((x) => express(linear, x)));
    expect(error).toMatchObject({ code: "ARGUMENT", path: "Lambda", what: "parameters" });
  });

  it("may be a node of a Graph, beside what else there is", () => {
    const net = new Graph((x) => {
      const h = x.into(make(new Rng(1)));
      return [h, h.into(new Lambda((v) => mul(v, v)))] as const;
    });
    const sum = new Sequential(net, new Add());
    expect(gradcheck(sum, normal(2, 3, 2)).ok).toBe(true);
  });
});

it("kernels are what both ways compute with", () => {
  const x = normal(1, 5, 4);
  const y = Tensor.zeros([5, 4]);
  kernels.tanh(y, x);
  expect(bits(evaluate(express(new Tanh(), variable("x")), { x }))).toBe(bits(y));
});
