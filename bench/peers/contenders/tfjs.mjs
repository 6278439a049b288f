// TensorFlow.js, its core with either backend. Stock gradients give the backend products of transposed matrices, which
// take its WebAssembly ten times as long, and some have no kernel there at all; so the gradients that matter are written
// anew here (`customGrad`): dense layers, convolutions, the LSTM with one product for the weights of all steps, LayerNorm,
// GELU. Weights lie as TensorFlow likes them, [in, out] and channels last.
import * as tf from "@tensorflow/tfjs-core";
// oxlint-disable-next-line import/no-unassigned-import -- they register themselves
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";

export const cannot = {};
export const other = {};

export function mlp({ activation, ...task }, data) {
  const names = Object.keys(data.weights);
  const w = names.map((name) => (name.endsWith("weight") ? matrix(data.weights[name]) : bias(data.weights[name])));
  return training(task, data, w, (x) => {
    for (let i = 0; i < w.length; i += 2) {
      const last = i === w.length - 2;
      x = dense(x, w[i], w[i + 1], { relu: activation === "relu" && !last, first: i === 0 });
      if (activation === "tanh" && !last) x = tf.tanh(x);
    }
    return x;
  });
}

export function lenet(task, { weights, batches }) {
  const [k1, k2] = ["0.weight", "3.weight"].map((name) => kernel(weights[name]));
  const [b1, b2] = ["0.bias", "3.bias"].map((name) => bias(weights[name]));
  // What the first dense layer sees lies as [height, width, channels].
  const flat = tf.tidy(() => {
    const { data, shape } = weights["7.weight"];
    const lying = tf.transpose(tf.tensor(data, [shape[0], 16, 5, 5]), [2, 3, 1, 0]);
    return tf.variable(tf.reshape(lying, [400, shape[0]]));
  });
  const w = [k1, b1, k2, b2, flat, bias(weights["7.bias"])];
  for (const layer of [9, 11]) w.push(matrix(weights[`${layer}.weight`]), bias(weights[`${layer}.bias`]));
  const last = batches.map(({ x, t }) => ({ x: { ...x, shape: [x.shape[0], 28, 28, 1] }, t }));
  return training(task, { batches: last }, w, (x) => {
    x = tf.pad(x, [[0, 0], [2, 2], [2, 2], [0, 0]]); // prettier-ignore
    x = tf.maxPool(tf.relu(convolution(x, k1, b1, { first: true })), 2, 2, "valid");
    x = tf.maxPool(tf.relu(convolution(x, k2, b2, {})), 2, 2, "valid");
    x = tf.reshape(x, [x.shape[0], 400]);
    x = dense(x, w[4], w[5], { relu: true });
    return dense(dense(x, w[6], w[7], { relu: true }), w[8], w[9], {});
  });
}

export function lstm(task, { weights, batches }) {
  const [W, U, b, V, c] = [
    matrix(weights["0.weight_ih_l0"]),
    matrix(weights["0.weight_hh_l0"]),
    [bias(weights["0.bias_ih_l0"]), bias(weights["0.bias_hh_l0"])],
    matrix(weights["2.weight"]),
    bias(weights["2.bias"]),
  ];
  // The steps first, so that one step's numbers lie side by side.
  const steps = batches.map(({ x, t }) => ({ x: swapped(x), t }));
  return training(task, { batches: steps }, [W, U, ...b, V, c], (x) => dense(lastState(x, W, U, b), V, c, {}));
}

export function transformer({ heads, ...task }, { weights, batches }) {
  const w = Object.fromEntries(
    Object.entries(weights).map(([name, n]) => [name.slice(2), n.shape.length === 2 ? matrix(n) : bias(n)]),
  );
  return training(task, { batches }, Object.values(w), (x) => {
    const [batch, time, n] = x.shape;
    const layer = (x, name, options = {}) => dense(x, w[`${name}weight`], w[`${name}bias`], options);
    x = tf.reshape(x, [batch * time, n]);
    const qkv = layer(normed(x, w["norm1.weight"], w["norm1.bias"]), "self_attn.in_proj_");
    const parts = tf.transpose(tf.reshape(qkv, [batch, time, 3 * heads, n / heads]), [0, 2, 1, 3]);
    const [q, k, v] = tf.split(parts, 3, 1).map((part) => tf.reshape(part, [batch * heads, time, n / heads]));
    const scores = products(q, tf.transpose(k, [0, 2, 1]));
    const seen = products(tf.softmax(tf.mul(scores, 1 / Math.sqrt(n / heads))), v);
    const merged = tf.transpose(tf.reshape(seen, [batch, heads, time, n / heads]), [0, 2, 1, 3]);
    x = tf.add(x, layer(tf.reshape(merged, [batch * time, n]), "self_attn.out_proj."));
    const inner = layer(normed(x, w["norm2.weight"], w["norm2.bias"]), "linear1.");
    x = tf.add(x, layer(gelu(inner), "linear2."));
    return layer(x, "");
  });
}

export function product(a, b) {
  const [A, B] = [a, b].map(({ data, shape }) => tf.tensor(data, shape));
  let C;
  return {
    run() {
      C?.dispose();
      C = tf.matMul(A, B);
    },
    result: () => C.dataSync(),
  };
}

function training({ loss: which, update, lr }, { batches }, w, net) {
  const loss = which === "binary" ? binaryLoss : classLoss;
  const optimizer = update === "adam" ? tf.train.adam(lr, 0.9, 0.999, 1e-8) : tf.train.sgd(lr);
  const ready = batches.map(({ x, t }) => {
    const hot = () => tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(t.data, "int32"), w.at(-1).size), "float32"));
    return { x: tf.tensor(x.data, x.shape), t: which === "binary" ? tf.tensor(t.data, t.shape) : hot() };
  });
  return (batch) =>
    tf.tidy(() => {
      const { x, t } = ready[batch];
      const { value, grads } = tf.variableGrads(() => loss(net(x), t), w);
      optimizer.applyGradients(grads);
      return value.dataSync()[0];
    });
}

/** Mean of −ln softmax(y) at the classes, with its derivative (softmax(y) − t) / rows. */
function classLoss(y, t) {
  return tf.customGrad((y, save) => {
    const p = tf.softmax(y);
    save([p]);
    const value = tf.neg(tf.mean(tf.log(tf.sum(tf.mul(p, t), 1))));
    return { value, gradFunc: (dy, [p]) => tf.mul(tf.sub(p, t), tf.div(dy, y.shape[0])) };
  })(y);
}

function binaryLoss(z, t) {
  return tf.mean(tf.add(tf.sub(tf.relu(z), tf.mul(z, t)), tf.log1p(tf.exp(tf.neg(tf.abs(z))))));
}

/** relu?(x W + b); the first layer's x is a constant. */
function dense(x, W, b, { relu = false, first = false }) {
  return tf.customGrad((...inputs) => {
    const save = inputs.at(-1);
    const y = tf.fused.matMul({ a: x, b: W, bias: b, activation: relu ? "relu" : "linear" });
    save([x, W, y]);
    const gradFunc = (dy, [x, W, y]) => {
      const dz = relu ? tf.mul(dy, tf.step(y)) : dy;
      const dw = [tf.matMul(tf.transpose(x), dz), columnSums(dz)];
      return first ? dw : [tf.matMul(dz, tf.transpose(W)), ...dw];
    };
    return { value: y, gradFunc };
  })(...(first ? [W, b] : [x, W, b]));
}

/** Batches of products, whose gradients are products of matrices that are transposed beforehand. */
function products(a, b) {
  return tf.customGrad((a, b, save) => {
    save([a, b]);
    const turned = (m) => tf.transpose(m, [0, 2, 1]);
    return { value: tf.matMul(a, b), gradFunc: (dy, [a, b]) => [tf.matMul(dy, turned(b)), tf.matMul(turned(a), dy)] };
  })(a, b);
}

/** Sums over the rows of a matrix: as a product they are quicker. */
function columnSums(m) {
  return tf.reshape(tf.matMul(tf.ones([1, m.shape[0]]), m), [m.shape[1]]);
}

/** The gradients of a convolution are convolutions: of x by dy, with the batch in the place of channels, and of dy by W. */
function convolution(x, W, b, { first = false }) {
  return tf.customGrad((...inputs) => {
    const save = inputs.at(-1);
    save([x, W]);
    const k = W.shape[0];
    const gradFunc = (dy, [x, W]) => {
      const dW = tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, "valid");
      const dw = [tf.transpose(dW, [1, 2, 0, 3]), columnSums(tf.reshape(dy, [dy.size / dy.shape[3], dy.shape[3]]))];
      if (first) return dw;
      const around = [[0, 0], [k - 1, k - 1], [k - 1, k - 1], [0, 0]]; // prettier-ignore
      const turned = tf.transpose(tf.reverse(W, [0, 1]), [0, 1, 3, 2]);
      return [tf.conv2d(tf.pad(dy, around), turned, 1, "valid"), ...dw];
    };
    return { value: tf.add(tf.conv2d(x, W, 1, "valid"), b), gradFunc };
  })(...(first ? [W, b] : [x, W, b]));
}

/** h of the last step of x [time, batch, n], whose derivatives go back through all steps. */
function lastState(x, W, U, [b1, b2]) {
  return tf.customGrad((W, U, b1, b2, save) => {
    const [time, batch, n] = x.shape;
    const size = U.shape[0];
    const rows = tf.reshape(x, [time * batch, n]);
    const b = tf.add(b1, b2);
    const inputs = tf.unstack(x);
    const states = [];
    let h = tf.zeros([batch, size]);
    let c = tf.zeros([batch, size]);
    for (let s = 0; s < time; s++) {
      const a = tf.add(tf.fused.matMul({ a: inputs[s], b: W, bias: b }), tf.matMul(h, U));
      const [ai, af, ag, ao] = tf.split(a, 4, 1);
      const [i, f, g, o] = [tf.sigmoid(ai), tf.sigmoid(af), tf.tanh(ag), tf.sigmoid(ao)];
      const next = tf.add(tf.mul(f, c), tf.mul(i, g));
      const y = tf.tanh(next);
      states.push([h, c, i, f, g, o, y]);
      [h, c] = [tf.mul(o, y), next];
    }
    save([rows, U, ...states.flat()]);
    const slope = (y) => tf.mul(y, tf.sub(1, y)); // of a sigmoid
    const gradFunc = (dy, [rows, U, ...saved]) => {
      const states = Array.from({ length: time }, (_, s) => saved.slice(7 * s, 7 * s + 7));
      const Ut = tf.transpose(U);
      const das = [];
      let [dh, dc] = [dy, tf.zerosLike(dy)];
      for (const [, c, i, f, g, o, y] of states.toReversed()) {
        dc = tf.add(dc, tf.mul(tf.mul(dh, o), tf.sub(1, tf.square(y))));
        const gates = [
          tf.mul(tf.mul(dc, g), slope(i)),
          tf.mul(tf.mul(dc, c), slope(f)),
          tf.mul(tf.mul(dc, i), tf.sub(1, tf.square(g))),
          tf.mul(tf.mul(dh, y), slope(o)),
        ];
        const da = tf.concat(gates, 1);
        das.unshift(da);
        dh = tf.matMul(da, Ut);
        dc = tf.mul(dc, f);
      }
      const da = tf.concat(das);
      const before = tf.concat(states.map(([h]) => h));
      const db = columnSums(da);
      return [tf.matMul(tf.transpose(rows), da), tf.matMul(tf.transpose(before), da), db, tf.clone(db)];
    };
    return { value: h, gradFunc };
  })(W, U, b1, b2);
}

function normed(x, weight, bias) {
  return tf.customGrad((x, weight, bias, save) => {
    const centred = tf.sub(x, tf.mean(x, 1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), 1e-5));
    const u = tf.mul(centred, scale);
    save([u, scale, weight]);
    const gradFunc = (dy, [u, scale, weight]) => {
      const du = tf.mul(dy, weight);
      const along = tf.mul(u, tf.mean(tf.mul(du, u), 1, true));
      const dx = tf.mul(scale, tf.sub(tf.sub(du, tf.mean(du, 1, true)), along));
      return [dx, columnSums(tf.mul(dy, u)), columnSums(dy)];
    };
    return { value: tf.add(tf.mul(u, weight), bias), gradFunc };
  })(x, weight, bias);
}

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) */
function gelu(x) {
  const a = Math.sqrt(2 / Math.PI);
  return tf.customGrad((x, save) => {
    const square = tf.square(x);
    const t = tf.tanh(tf.mul(x, tf.add(tf.mul(square, 0.044715 * a), a)));
    save([x, square, t]);
    const gradFunc = (dy, [x, square, t]) => {
      const inner = tf.mul(x, tf.add(tf.mul(square, 3 * 0.044715 * a), a));
      const slope = tf.add(tf.add(t, 1), tf.mul(inner, tf.sub(1, tf.square(t))));
      return tf.mul(dy, tf.mul(slope, 0.5));
    };
    return { value: tf.mul(tf.mul(x, 0.5), tf.add(t, 1)), gradFunc };
  })(x);
}

/** PyTorch's [out, in] as [in, out]. */
function matrix({ data, shape }) {
  return tf.tidy(() => tf.variable(tf.transpose(tf.tensor(data, shape))));
}

/** PyTorch's [out, in, height, width] as [height, width, in, out]. */
function kernel({ data, shape }) {
  return tf.tidy(() => tf.variable(tf.transpose(tf.tensor(data, shape), [2, 3, 1, 0])));
}

function bias({ data, shape }) {
  return tf.tidy(() => tf.variable(tf.tensor(data, shape)));
}

/** [batch, time, n] as [time, batch, n]. */
function swapped({ data, shape: [batch, time, n] }) {
  const to = new Float32Array(data.length);
  for (let b = 0; b < batch; b++)
    for (let s = 0; s < time; s++)
      to.set(data.subarray((b * time + s) * n, (b * time + s + 1) * n), (s * batch + b) * n);
  return { data: to, shape: [time, batch, n] };
}
