// jax-js on its WebAssembly backend: the whole step, gradients and updates included, is one compiled function (`jit`).
// Its arrays count their references: `.ref` is one more, and whoever is given an array uses one up.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

export const cannot = {};
export const other = {};

export async function start() {
  await init("wasm");
  defaultDevice("wasm");
}

export function mlp(task, data) {
  const count = Object.keys(data.weights).length / 2;
  const between = task.activation === "tanh" ? np.tanh : nn.relu;
  return training(task, data, (w, x) => {
    const names = Object.keys(w);
    for (let i = 0; i < count; i++) {
      x = linear(x, w[names[2 * i]], w[names[2 * i + 1]]);
      if (i < count - 1) x = between(x);
    }
    return x;
  });
}

/** y = x Wᵀ + b */
function linear(x, weight, bias) {
  return np.matmul(x, np.transpose(weight)).add(bias);
}

function classLoss(y, hot) {
  const rows = y.shape[0];
  return nn
    .logSoftmax(y)
    .mul(hot)
    .sum()
    .mul(-1 / rows);
}

/** Mean of max(z, 0) − z t + ln(1 + e^−|z|). */
function binaryLoss(z, t) {
  return np
    .maximum(z.ref, 0)
    .sub(z.ref.mul(t))
    .add(np.log1p(np.exp(np.abs(z).mul(-1))))
    .mean();
}

function training({ loss: which, update, lr }, { weights, batches }, net) {
  const loss = which === "binary" ? binaryLoss : classLoss;
  const E = (w, x, t) => loss(net(w, x), t);
  const sgd = jit((w, x, t) => {
    const [value, dw] = valueAndGrad(E)(tree.ref(w), x, t);
    return [value, tree.map((p, g) => p.sub(g.mul(lr)), w, dw)];
  });
  const adam = jit((w, m, v, x, t, alpha, rho) => {
    const [value, dw] = valueAndGrad(E)(tree.ref(w), x, t);
    const m2 = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(dw));
    const v2 = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), v, dw);
    const delta = tree.map(
      (m, v) => m.mul(alpha.ref).div(np.sqrt(v).div(rho.ref).add(1e-8)),
      tree.ref(m2),
      tree.ref(v2),
    );
    alpha.dispose();
    rho.dispose();
    return [value, tree.map((p, d) => p.sub(d), w, delta), m2, v2];
  });

  let w = tree.map((n) => n, Object.fromEntries(Object.entries(weights).map(([name, n]) => [name, array(n)])));
  const ready = batches.map(({ x, t }) => ({ x: array(x), t: which === "binary" ? array(t) : hot(t) }));
  if (update === "sgd")
    return (batch) => {
      const { x, t } = ready[batch];
      let value;
      [value, w] = sgd(w, x.ref, t.ref);
      return value.item();
    };
  let m = tree.map((p) => np.zerosLike(p), tree.ref(w));
  let v = tree.map((p) => np.zerosLike(p), tree.ref(w));
  let n = 0;
  return (batch) => {
    const { x, t } = ready[batch];
    n++;
    let value;
    [value, w, m, v] = adam(w, m, v, x.ref, t.ref, lr / (1 - 0.9 ** n), Math.sqrt(1 - 0.999 ** n));
    return value.item();
  };
}

function array({ shape, data }) {
  return np.array(data).reshape(shape);
}

/** Classes as rows of one 1 and zeros: ten of them, or as many as there are. */
function hot({ data }) {
  const classes = data.some((t) => t > 2) ? 10 : 3;
  const rows = new Float32Array(data.length * classes);
  data.forEach((t, i) => (rows[i * classes + t] = 1));
  return np.array(rows).reshape([data.length, classes]);
}

export function product(a, b) {
  const multiply = jit((a, b) => np.matmul(a, b));
  const [A, B] = [array(a), array(b)];
  let C;
  return {
    async run() {
      C?.dispose();
      C = multiply(A.ref, B.ref);
      await C.blockUntilReady();
    },
    result: () => C.ref.dataSync(),
  };
}

/** Convolutions by im2col, which its products make three times as quick as `lax.conv` with its gradients. */
export function lenet(task, data) {
  return training(task, data, (w, x) => {
    x = np.pad(x, [
      [0, 0],
      [0, 0],
      [2, 2],
      [2, 2],
    ]);
    x = pooled(nn.relu(convolved(x, w["0.weight"], w["0.bias"])));
    x = pooled(nn.relu(convolved(x, w["3.weight"], w["3.bias"])));
    x = x.reshape([x.shape[0], -1]);
    x = nn.relu(linear(x, w["7.weight"], w["7.bias"]));
    x = nn.relu(linear(x, w["9.weight"], w["9.bias"]));
    return linear(x, w["11.weight"], w["11.bias"]);
  });
}

function convolved(x, weight, bias) {
  const [filters, channels, k] = weight.shape;
  const [batch, , size] = x.shape;
  const n = size - k + 1;
  const offsets = Array.from({ length: k }, (_, i) => i);
  // First along the rows, then along the columns: k pieces each time are far quicker than k² at once.
  const across = np.stack(
    offsets.map((j) => x.ref.slice([], [], [], [j, j + n])),
    2,
  );
  x.dispose();
  const seen = np.stack(
    offsets.map((i) => across.ref.slice([], [], [], [i, i + n])),
    2,
  );
  across.dispose();
  const columns = seen.reshape([batch, channels * k * k, n * n]);
  const y = np.tensordot(weight.reshape([filters, channels * k * k]), columns, [[1], [1]]);
  return np
    .transpose(y, [1, 0, 2])
    .reshape([batch, filters, n, n])
    .add(bias.reshape([filters, 1, 1]));
}

function pooled(x) {
  const [batch, channels, height, width] = x.shape;
  return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

/** The inputs' part of the gates of all steps is one product, as in every quick LSTM. */
export function lstm(task, data) {
  return training(task, data, (w, x) => {
    const [batch, time] = x.shape;
    const size = w["0.weight_hh_l0"].shape[1];
    const gates = linear(x, w["0.weight_ih_l0"], w["0.bias_ih_l0"].add(w["0.bias_hh_l0"]));
    const U = np.transpose(w["0.weight_hh_l0"]);
    let h = np.zeros([batch, size]);
    let c = np.zeros([batch, size]);
    for (let s = 0; s < time; s++) {
      const a = gates.ref.slice([], s).add(np.matmul(h, U.ref));
      const part = (g) => a.ref.slice([], [g * size, (g + 1) * size]);
      const [i, f, g, o] = [nn.sigmoid(part(0)), nn.sigmoid(part(1)), np.tanh(part(2)), nn.sigmoid(part(3))];
      a.dispose();
      c = f.mul(c).add(i.mul(g));
      h = o.mul(np.tanh(c.ref));
    }
    gates.dispose();
    U.dispose();
    c.dispose();
    return linear(h, w["2.weight"], w["2.bias"]);
  });
}

export function transformer(task, data) {
  return training(task, data, (w, x) => {
    const [batch, time, n] = x.shape;
    const p = (name) => w[`0.${name}`];
    x = x.reshape([batch * time, n]);
    const qkv = linear(
      normed(x.ref, p("norm1.weight"), p("norm1.bias")),
      p("self_attn.in_proj_weight"),
      p("self_attn.in_proj_bias"),
    );
    const size = n / task.heads;
    const split = np.transpose(qkv.reshape([batch, time, 3, task.heads, size]), [2, 0, 3, 1, 4]);
    const [q, k, v] = [0, 1, 2].map((i) => split.ref.slice(i));
    split.dispose();
    // nn.dotProductAttention needs an iterator's map, which Node 20 has not.
    const scores = nn.softmax(np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(1 / Math.sqrt(size)));
    const heads = np.transpose(np.matmul(scores, v), [0, 2, 1, 3]).reshape([batch * time, n]);
    x = x.add(linear(heads, p("self_attn.out_proj.weight"), p("self_attn.out_proj.bias")));
    const inner = linear(normed(x.ref, p("norm2.weight"), p("norm2.bias")), p("linear1.weight"), p("linear1.bias"));
    x = x.add(linear(nn.gelu(inner), p("linear2.weight"), p("linear2.bias")));
    return linear(x, w["1.weight"], w["1.bias"]);
  });
}

function normed(x, weight, bias) {
  return nn.standardize(x).mul(weight).add(bias);
}
