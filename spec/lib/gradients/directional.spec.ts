import { describe, expect, it } from "vitest";
import {
  Add,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  Graph,
  hvp,
  join,
  jvp,
  L2,
  LeakyReLU,
  Linear,
  LogSoftmax,
  Loss,
  Maxout,
  Module,
  MSELoss,
  NLLLoss,
  Objective,
  Residual,
  Rng,
  Sequential,
  Sigmoid,
  Softmax,
  Tanh,
  Tensor,
  type AnyModule,
  type StateDict,
} from "../../../index.ts";
import { dot } from "../../../lib/gradients/differences.ts";
import type { Node } from "../../../lib/node.ts";
import { refusal } from "../../refusal.ts";
import { bits, distance, drawn, kept } from "../../values.ts";

const random = (rng: Rng, shape: readonly number[]): Tensor => drawn(shape, () => rng.normal()).to("float64");

/** A net of random depth, widths and kinds of layers, without kinks where differences are to be taken. */
function net(rng: Rng, smooth = false): { module: AnyModule; inputs: number; outputs: number } {
  const inputs = 1 + rng.integer(4);
  const layers: AnyModule[] = [];
  let width = inputs;
  const kinds: (() => AnyModule)[] = [
    () => new Tanh(),
    () => new Sigmoid(),
    () => (smooth ? new Tanh() : new LeakyReLU({ negativeSlope: 0.3 })),
    () => new LogSoftmax(),
    () => new Softmax(),
    () => new Residual(new Sequential(new Linear(width, width, { rng }), new Tanh())),
    () =>
      new Graph((x: Node) => join(x, x.into(new Linear(width, width, { rng })).into(new Sigmoid())).into(new Add())),
  ];
  for (let depth = 1 + rng.integer(4); depth > 0; depth--) {
    const out = 1 + rng.integer(5);
    layers.push(!smooth && rng.integer(3) === 0 ? new Maxout(width, out, 2, { rng }) : new Linear(width, out, { rng }));
    width = out;
    layers.push(kinds[rng.integer(kinds.length)]());
  }
  layers.push(new Linear(width, width, { rng }));
  return { module: new Sequential(...layers).to("float64"), inputs, outputs: width };
}

const directions = (module: AnyModule, rng: Rng): StateDict =>
  Object.fromEntries(module.namedParameters().map(([name, p]) => [name, random(rng, p.value.shape)]));

describe("jvp", () => {
  it("is the adjoint of bprop on 200 random nets: ⟨Jv, u⟩ = ⟨v, Jᵀu⟩", () => {
    const rng = new Rng(1);
    for (let i = 0; i < 200; i++) {
      const { module, inputs, outputs } = net(rng);
      const batch = 1 + rng.integer(4);
      const [x, v, u] = [inputs, inputs, outputs].map((n) => random(rng, [batch, n]));
      const dw = directions(module, rng);
      const along = jvp(module, x, v, dw) as Tensor;
      module.fprop(x);
      const back = dot(v, module.bprop(u) as Tensor);
      const sum = module.namedParameters().reduce((s, [name, p]) => s + dot(dw[name], p.grad), back);
      expect(Math.abs(dot(along, u) - sum), `net ${i}: ${module.summary([1, inputs])}`).toBeLessThan(
        1e-10 * (1 + Math.abs(sum)),
      );
    }
  });

  it("changes nothing, and gives fresh tensors", () => {
    const { module, inputs } = net(new Rng(5));
    const rng = new Rng(6);
    const [x, v] = [random(rng, [3, inputs]), random(rng, [3, inputs])];
    const y = module.fprop(x) as Tensor;
    const state = (): string => bits([x, v, y, ...module.parameters().flatMap((p) => [p.value, p.grad])]);
    const before = state();
    const first = jvp(module, x, v) as Tensor;
    const copy = bits(first);
    jvp(module, v, x);
    expect(bits(first)).toBe(copy);
    expect(state()).toBe(before);
    module.bprop(y);
  });

  it("refuses directions of another form or for no parameter", () => {
    const module = new Sequential(new Linear(2, 3), new Tanh());
    const [x, v] = [Tensor.zeros([4, 2]), Tensor.zeros([4, 2])];
    expect(refusal(() => jvp(module, x, Tensor.zeros([4, 3])))).toMatchObject({ code: "SHAPE", path: "jvp" });
    expect(refusal(() => jvp(module, x, v.to("float64")))).toMatchObject({ code: "DTYPE", path: "jvp" });
    expect(refusal(() => jvp(module, x, undefined as never))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => jvp(module, 3 as never, v))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => jvp("net" as never, x, v))).toMatchObject({ code: "ARGUMENT", path: "jvp" });
    const stray = refusal(() => jvp(module, x, v, { weight: v }));
    expect(stray).toMatchObject({ code: "STATE_DICT", expected: "one of [0.weight, 0.bias]" });
    expect(refusal(() => jvp(module, x, v, { "0.weight": v }))).toMatchObject({ code: "SHAPE" });
    expect(refusal(() => jvp(module, Tensor.zeros([4, 3]), Tensor.zeros([4, 3]))).code).toBe("SHAPE");
  });
});

describe("hvp", () => {
  const targets = (rng: Rng, batch: number, n: number): readonly (readonly [Loss<Tensor, Tensor>, Tensor])[] => {
    const classes = Tensor.from(Int32Array.from({ length: batch }, () => rng.integer(n)));
    return [
      [new MSELoss(), random(rng, [batch, n])],
      [new BCEWithLogitsLoss({ reduction: "sum" }), drawn([batch, n], () => rng.next()).to("float64")],
      [new CrossEntropyLoss({ labelSmoothing: 0.1 }), classes],
      [new NLLLoss(), classes],
    ];
  };

  it("is the change of bprop's gradients, by differences of these, on 100 random nets", () => {
    const rng = new Rng(2);
    for (let i = 0; i < 100; i++) {
      const { module, inputs, outputs } = net(rng, true);
      const batch = 1 + rng.integer(3);
      const x = random(rng, [batch, inputs]);
      const options = targets(rng, batch, outputs);
      const [plain, t] = options[i % options.length];
      const loss = i % 3 === 0 ? new Objective(plain, [new L2(module.parameters(), 0.1)]) : plain;
      const v = directions(module, rng);
      const found = hvp(module, loss, x, t, v);

      const start = module.stateDict();
      const gradient = (e: number): number[] => {
        for (const [name, p] of module.namedParameters())
          p.value.data.set(start[name].data.map((w, k) => w + e * v[name].data[k]));
        module.zeroGrad();
        loss.fprop(module.fprop(x) as Tensor, t);
        module.bprop(loss.bprop());
        return module.parameters().flatMap((p) => [...p.grad.data]);
      };
      const h = 1e-4;
      const [a, b, c, d] = [-2 * h, -h, h, 2 * h].map(gradient);
      const numeric = a.map((_, k) => (a[k] - 8 * b[k] + 8 * c[k] - d[k]) / (12 * h));
      const flat = module.namedParameters().flatMap(([name]) => [...found[name].data]);
      const scale = numeric.reduce((m, n) => Math.max(m, Math.abs(n)), 1);
      const worst = flat.reduce((m, n, k) => Math.max(m, Math.abs(n - numeric[k])), 0);
      expect(worst / scale, `net ${i}, ${loss}`).toBeLessThan(1e-6);
    }
  });

  it("is the Hessian of a quadratic: 2 xxᵀ for a Linear under squares", () => {
    const module = new Linear(2, 1, { bias: false }).to("float64");
    const x = Tensor.from([[3, -2]], undefined, "float64");
    const v = Tensor.from([[1, 10]], undefined, "float64");
    const t = Tensor.from([[0.3]], undefined, "float64");
    const { weight } = hvp(module, new MSELoss(), x, t, { weight: v });
    expect(weight.toArray()).toEqual([[2 * (3 - 20) * 3, 2 * (3 - 20) * -2]]);
    expect(hvp(module, new MSELoss(), x, t, {}).weight.toArray()).toEqual([[0, 0]]);
  });

  it("works in float32 to its digits, and changes nothing", () => {
    const module = new Sequential(
      new Linear(3, 4, { rng: new Rng(1) }),
      new Tanh(),
      new Linear(4, 2, { rng: new Rng(2) }),
    );
    const rng = new Rng(3);
    const [x, t] = [random(rng, [5, 3]), random(rng, [5, 2])];
    const v = directions(module, rng);
    const double = hvp(module.clone().to("float64"), new MSELoss(), x, t, v);
    const [xs, ts] = [x.to("float32"), t.to("float32")];
    const before = bits(kept([xs, ts, ...module.parameters().flatMap((p) => [p.value, p.grad])]));
    const single = hvp(module, new MSELoss(), xs, ts, v);
    expect(bits([xs, ts, ...module.parameters().flatMap((p) => [p.value, p.grad])])).toBe(before);
    for (const [name, d] of Object.entries(double)) {
      expect(single[name].dtype).toBe("float32");
      expect(distance(single[name], d), name).toBeLessThan(1e-5);
    }
  });

  it("refuses losses that are no number or cannot be derived, and what is no loss or module", () => {
    class Own extends Loss {
      fprop(): number {
        return 0;
      }
      bprop(): Tensor {
        return Tensor.zeros([1]);
      }
    }
    class Layer extends Module {
      fprop(x: Tensor): Tensor {
        return x;
      }
      bprop(dy: Tensor): Tensor {
        return dy;
      }
    }
    const module = new Linear(2, 2);
    const [x, t] = [Tensor.zeros([3, 2]), Tensor.zeros([3, 2])];
    const v = { weight: Tensor.zeros([2, 2]) };
    expect(refusal(() => hvp(module, new MSELoss({ reduction: "none" }), x, t, v))).toMatchObject({
      code: "SHAPE",
      what: "derivative",
    });
    expect(refusal(() => hvp(module, new Own(), x, t, v))).toMatchObject({ code: "ARGUMENT", path: "Own" });
    expect(refusal(() => hvp(module, "loss" as never, x, t, v))).toMatchObject({ code: "ARGUMENT", path: "hvp" });
    expect(refusal(() => hvp(3 as never, new MSELoss(), x, t, v))).toMatchObject({ code: "ARGUMENT", path: "hvp" });
    expect(refusal(() => hvp(module, new MSELoss(), undefined as never, t, v))).toMatchObject({ code: "SHAPE" });
    const own = new Sequential(module, new Layer());
    expect(refusal(() => hvp(own, new MSELoss(), x, t, { "0.weight": v.weight }))).toMatchObject({
      code: "ARGUMENT",
      path: "Layer",
    });
  });
});
