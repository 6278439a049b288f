import { describe, expect, it } from "vitest";
import {
  add,
  Add,
  constant,
  Graph,
  join,
  jvp,
  Lambda,
  Linear,
  matmul,
  reshape,
  Residual,
  Rng,
  RNN,
  Sequencer,
  Sequential,
  tanh,
  Tanh,
  Tensor,
  transpose,
  type AnyModule,
  type Expression,
  type Node,
} from "../index.ts";
import { gradcheck } from "../testing.ts";
import { distance, drawn, normalLike } from "./values.ts";

// Beyond multi-layer perceptrons (lecture slide 27): skip connections, and recurrence unrolled in time. Each function is
// written down in several ways: as layers, as a drawing, as an expression. All must give the same y, dx and dw.

const rng = new Rng(1);
const input = (...shape: number[]): Tensor => drawn(shape, () => rng.normal()).to("float64");

/** y and dx of a module, and the gradients of its parameters, in their order. */
function gradients(module: AnyModule, x: Tensor, dy: Tensor): Tensor[] {
  module.zeroGrad();
  const y = (module.fprop(x) as Tensor).clone();
  const dx = (module.bprop(dy) as Tensor).clone();
  return [y, dx, ...module.parameters().map((p) => p.grad.clone())];
}

describe("a skip connection, y = x + tanh(x Wᵀ + b)", () => {
  const linear = new Linear(3, 3, { rng }).to("float64");
  const [w, b] = linear.parameters().map((p) => p.value);
  const ways: readonly (readonly [string, AnyModule])[] = [
    ["Residual", new Residual(new Sequential(linear.clone(), new Tanh()))],
    ["Graph", new Graph((x) => join(x, x.into(linear.clone()).into(new Tanh())).into(new Add()))],
    ["Lambda", new Lambda((x, w, b) => add(x, tanh(add(matmul(x, transpose(w)), b))), { w, b })],
  ];
  const [x, dy] = [input(4, 3), input(4, 3)];

  it.each(ways)("as a %s has the gradients of all others, which are the numeric ones", (_, module) => {
    expect(gradcheck(module, x).ok).toBe(true);
    for (const [name, other] of ways)
      expect(distance(gradients(module, x, dy), gradients(other, x, dy)), name).toBeLessThan(1e-14);
  });
});

describe("recurrence, h_t = tanh(x_t W + h_t₋₁ U)", () => {
  const [batch, time, n, hidden] = [2, 4, 3, 2];
  const rnn = new RNN(n, hidden, { rng, bias: false }).to("float64");
  const [w, u] = rnn.parameters().map((p) => p.value);

  /** A matrix with 1 at (i, j) of its blocks of size n, and 0 elsewhere. */
  const unit = (rows: number, cols: number, at: number, size: number): Expression => {
    const t = Tensor.zeros([rows * size, cols * size]);
    for (let i = 0; i < size; i++)
      t.data[(rows > 1 ? at * size + i : i) * cols * size + (cols > 1 ? at * size : 0) + i] = 1;
    return constant(t);
  };
  /** W and U are at every step the same, as the parameters of a module and its twins are. */
  const unrolled = new Lambda(
    (x, w, u) => {
      const line = reshape(x, [batch, time * n]);
      let h: Expression | undefined;
      let y: Expression | undefined;
      for (let t = 0; t < time; t++) {
        const a = matmul(matmul(line, unit(time, 1, t, n)), transpose(w));
        h = tanh(h === undefined ? a : add(a, matmul(h, transpose(u))));
        const placed = matmul(h, unit(1, time, t, hidden));
        y = y === undefined ? placed : add(y, placed);
      }
      return reshape(y!, [batch, time, hidden]);
    },
    { w, u },
  );
  const step = new Graph((x: Node, h: Node) => {
    const parts = [new Linear(n, hidden, { bias: false }), new Linear(hidden, hidden, { bias: false })].map((part) =>
      part.to("float64"),
    );
    parts.forEach(({ weight }, i) => weight.value.data.set([w, u][i].data));
    return join(x.into(parts[0]), h.into(parts[1])).into(new Add()).into(new Tanh());
  });
  const ways: readonly (readonly [string, AnyModule])[] = [
    ["RNN", rnn],
    ["Lambda, unrolled", unrolled],
    ["Sequencer of a Graph", new Sequencer(step, { states: [hidden] })],
  ];
  const [x, dy] = [input(batch, time, n), input(batch, time, hidden)];

  it.each(ways)("as %s has the gradients of all others, which are the numeric ones", (_, module) => {
    expect(gradcheck(module, x).ok).toBe(true);
    for (const [name, other] of ways)
      expect(distance(gradients(module, x, dy), gradients(other, x, dy)), name).toBeLessThan(1e-13);
  });

  it("has the same derivative forwards", () => {
    const v = normalLike(x, new Rng(5)) as Tensor;
    const [first, ...others] = ways.map(([, module]) => jvp(module, x, v) as Tensor);
    for (const other of others) expect(distance(other, first)).toBeLessThan(1e-13);
  });

  it("shares its weights: the gradient of one is the sum of those of the steps", () => {
    const apart = new Lambda(
      (x, a, b) => tanh(add(matmul(x, transpose(a)), matmul(tanh(matmul(x, transpose(b))), transpose(u)))),
      { a: w, b: w },
    );
    const shared = new Lambda(
      (x, w) => tanh(add(matmul(x, transpose(w)), matmul(tanh(matmul(x, transpose(w))), transpose(u)))),
      { w },
    );
    const [line, d] = [input(2, n), input(2, hidden)];
    const [, , a, b] = gradients(apart, line, d);
    const [, , both] = gradients(shared, line, d);
    expect(both.data.every((v, i) => Math.abs(v - a.data[i] - b.data[i]) < 1e-14)).toBe(true);
  });
});
