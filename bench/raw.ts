import { Tensor, type Linear } from "fprop";
import { native as activationKernels } from "../lib/kernels/binaries/activations.ts";
import { native as classKernels } from "../lib/kernels/binaries/classes.ts";
import { native as elementwiseKernels } from "../lib/kernels/binaries/elementwise.ts";
import { native as errorKernels } from "../lib/kernels/binaries/errors.ts";
import { native as productKernels } from "../lib/kernels/binaries/products.ts";
import { native as rowKernels } from "../lib/kernels/binaries/rows.ts";
import { native as softmaxKernels } from "../lib/kernels/binaries/softmax.ts";
import { native as updateKernels } from "../lib/kernels/binaries/updates.ts";
import * as op from "../lib/kernels/wasm/ops.ts";
import { pow } from "../lib/math.ts";

/** A training step and its E. */
export type Step = (batch: number) => number;

/** The kernels of an activation. */
export const activations = {
  tanh: { forward: op.TANH, backward: op.TANH_BACKWARD },
  relu: { forward: op.RELU, backward: op.RELU_BACKWARD },
};

/** What a step is made of. */
export interface Recipe {
  readonly linears: readonly Linear[];
  readonly activation: keyof typeof activations;
  /** Inputs [rows, features] and targets: classes [rows], int32, or one probability a row. */
  readonly batches: readonly (readonly [x: Tensor, t: Tensor])[];
  readonly update: "sgd" | "adam";
  readonly lr: number;
  /** Whether ∂E/∂x is computed, which no weight needs but `bprop` returns. */
  readonly inputGradient: boolean;
}

/**
 * The kernels of a training step and nothing else: addresses worked out beforehand, numbers alone passed on, no checks,
 * inputs already on the heap, all gradients side by side and cleared at once. It starts from copies of the weights and
 * computes the same bits as modules, loss and optimizer do.
 */
export function rawStep({ linears, activation, batches, update, lr, inputGradient }: Recipe): Step {
  const [maps, errors] = [activationKernels.of("float32")!, errorKernels.of("float32")!];
  const wasm = {
    ...elementwiseKernels.of("float32")!,
    ...productKernels.of("float32")!,
    ...rowKernels.of("float32")!,
    ...softmaxKernels.of("float32")!,
    ...classKernels.of("float32")!,
    ...updateKernels.of("float32")!,
  };
  const { forward, backward } = activations[activation];
  const rows = batches[0][0].shape[0];
  const inputs = batches.map(([x, t]) => ({ x: onHeap(x).at, t: onHeap(t).at }));

  const parameters = linears.flatMap(({ weight, bias }) => [weight.value, bias!.value]);
  const total = parameters.reduce((n, p) => n + p.size, 0);
  const grads = space(total);
  let end = grads.at;
  const updates = parameters.map((p) => {
    const g = end;
    end += 4 * p.size;
    return { n: p.size, w: onHeap(p).at, g, m: space(p.size).at, v: space(p.size).at };
  });
  const layers = linears.map(({ inFeatures, outFeatures }, i) => ({
    n: inFeatures,
    m: outFeatures,
    w: updates[2 * i],
    b: updates[2 * i + 1],
    z: space(rows * outFeatures).at,
    y: space(rows * outFeatures).at,
    dz: space(rows * outFeatures).at,
    dx: space(rows * inFeatures).at,
  }));
  const last = layers[layers.length - 1];
  const terms = space(rows).at;
  const slopes = space(rows * last.m).at;
  const [beta1, beta2] = [0.9, 0.999];
  let step = 0;

  function classLoss(t: number): number {
    wasm.logSoftmax(rows, last.m, last.z, last.y);
    const count = wasm.nll(rows, last.m, last.y, t, 0, 0, -100, terms, 0);
    const E = wasm.reduce(op.SUM, rows, terms) / count;
    wasm.nllBackward(rows, last.m, t, 0, 0, -100, 1 / count, slopes);
    wasm.logSoftmaxBackward(rows, last.m, slopes, last.y, last.dz);
    return E;
  }
  function binaryLoss(t: number): number {
    errors.zip(op.BCE_WITH_LOGITS, rows, last.z, t, terms, 0, 0);
    const E = wasm.reduce(op.SUM, rows, terms) / rows;
    errors.zip(op.BCE_WITH_LOGITS_BACKWARD, rows, last.z, t, last.dz, 1 / rows, 0);
    return E;
  }
  const loss = batches[0][1].dtype === "int32" ? classLoss : binaryLoss;

  return (batch) => {
    const { x, t } = inputs[batch];
    wasm.clear(total, grads.at);
    for (let i = 0; i < layers.length; i++) {
      const { n, m, w, b, z, y } = layers[i];
      wasm.gemm(rows, m, n, i === 0 ? x : layers[i - 1].y, n, 1, w.w, 1, n, z, m, op.FROM_ROW, b.w);
      if (i < layers.length - 1) maps.map(forward, rows * m, z, y, 0, 0);
    }
    const E = loss(t);
    for (let i = layers.length - 1; i >= 0; i--) {
      const { n, m, w, b, dz, dx } = layers[i];
      const input = i === 0 ? x : layers[i - 1].y;
      wasm.addColumnSums(rows, m, dz, b.g);
      wasm.gemm(m, n, rows, dz, 1, m, input, n, 1, w.g, n, op.FROM_C, 0);
      if (i > 0 || inputGradient) wasm.gemm(rows, n, m, dz, m, 1, w.w, n, 1, dx, n, op.FROM_ZERO, 0);
      if (i > 0) maps.zip(backward, rows * n, dx, input, layers[i - 1].dz, 0, 0);
    }
    if (update === "sgd") {
      for (const { n, w, g } of updates) wasm.sgd(n, w, g, 0, lr, 0, 1, 0, 0, 0);
    } else {
      step++;
      const [alpha, rho] = [lr / (1 - pow(beta1, step)), Math.sqrt(1 - pow(beta2, step))];
      for (const { n, w, g, m, v } of updates) wasm.adam(n, w, g, m, v, 0, alpha, 0, beta1, beta2, rho, 1e-8, 0, 1);
    }
    return E;
  };
}

/** Zeros on the heap. */
function space(n: number): Tensor {
  const t = Tensor.reuse(undefined, "float32", [n]);
  t.data.fill(0);
  kept.push(t);
  return t;
}

function onHeap(t: Tensor): Tensor {
  const copy = Tensor.reuse(undefined, t.dtype, t.shape);
  copy.data.set(t.data);
  kept.push(copy);
  return copy;
}

/** A block goes back to the heap when its tensor is collected, and addresses alone do not hold it. */
const kept: Tensor[] = [];
