// fprop, as its package is: what `npm run build` makes. The first layers take their inputs for constants where they can
// be told to (`inputGrad: false`), as every other contender does.
import {
  Adam,
  BCEWithLogitsLoss,
  Conv2d,
  CrossEntropyLoss,
  Flatten,
  GELU,
  kernels,
  Linear,
  LSTM,
  MaxPool2d,
} from "fprop";
import { ReLU, Select, Sequential, SGD, Tanh, Tensor, TransformerEncoderLayer, type Module } from "fprop";
import type { Data, Numbers, Product, Step, Task } from "./contract.ts";

export const cannot = {};
export const other = {};

export function start(): void {}

export function mlp(task: Task, data: Data): Step {
  return training(mlpOf(task.activation!, sizesOf(data)), task, data);
}

/** LeCun's net of 1998 as it is usually written now: ReLU, maxima, and no table of who sees whom. */
export function lenet(task: Task, data: Data): Step {
  return training(lenetOf(), task, data);
}

/** An LSTM's last state, and its class. */
export function lstm(task: Task, data: Data): Step {
  return training(lstmOf(), task, data);
}

/** A layer of an encoder, normalised first, with the tanh form of GELU, and a class for each place. */
export function transformer(task: Task, data: Data): Step {
  return training(transformerOf(task.heads!), task, data);
}

export function product({ shape, data }: Numbers, b: Numbers): Product {
  const n = shape[0];
  const [A, B, C] = [data, b.data, new Float32Array(n * n)].map((numbers) => {
    const t = Tensor.reuse(undefined, "float32", [n, n]); // on the heap, where modules compute
    t.data.set(numbers);
    return t;
  });
  return { run: () => kernels.gemmNN(C, A, B, n, n, n), result: () => C.data };
}

/** A net for each kind, with weights that the global generator draws. */
export function mlpOf(activation: "tanh" | "relu", sizes: readonly number[]): Module {
  const between = (): Module => (activation === "tanh" ? new Tanh() : new ReLU());
  const layers = sizes
    .slice(1)
    .flatMap((n, i) => [...(i > 0 ? [between()] : []), new Linear(sizes[i], n, { inputGrad: i > 0 })]);
  return new Sequential(...layers);
}
export function lenetOf(): Module {
  return new Sequential(
    ...[new Conv2d(1, 6, 5, { padding: 2, inputGrad: false }), new ReLU(), new MaxPool2d(2)],
    ...[new Conv2d(6, 16, 5), new ReLU(), new MaxPool2d(2), new Flatten()],
    ...[new Linear(400, 120), new ReLU(), new Linear(120, 84), new ReLU(), new Linear(84, 10)],
  );
}
export function lstmOf(): Module {
  return new Sequential(new LSTM(32, 128, { inputGrad: false }), new Select(1, -1), new Linear(128, 10));
}
export function transformerOf(heads: number): Module {
  const activation = new GELU({ approximate: "tanh" });
  const options = { dimFeedforward: 512, dropout: 0, activation, normFirst: true };
  return new Sequential(new TransformerEncoderLayer(128, heads, options), new Linear(128, 10));
}

function sizesOf({ weights }: Data): readonly number[] {
  const matrices = Object.values(weights).filter(({ shape }) => shape.length === 2);
  return [matrices[0].shape[1], ...matrices.map(({ shape }) => shape[0])];
}

function training(net: Module, { loss: which, update, lr }: Task, { weights, batches }: Data): Step {
  const tensor = ({ data, shape }: Numbers): Tensor =>
    Tensor.from(data, shape, data instanceof Int32Array ? "int32" : "float32");
  net.loadStateDict(Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, tensor(w)])));
  const loss = which === "binary" ? new BCEWithLogitsLoss() : new CrossEntropyLoss();
  const optimizer =
    update === "adam" ? new Adam(net.parameters(), { lr: lr! }) : new SGD(net.parameters(), { lr: lr! });
  const tensors = batches.map(({ x, t }) => ({
    x: tensor(x),
    t: which === "classes" ? tensor(t).reshape([t.data.length]) : tensor(t),
  }));
  return (batch) => {
    const { x, t } = tensors[batch];
    optimizer.zeroGrad();
    const y = net.fprop(x);
    const rows = y.shape.length === 2 ? y : y.reshape([t.size, y.shape[2]]); // each place is a case of its own
    const E = loss.fprop(rows, t);
    net.bprop(loss.bprop().reshape(y.shape));
    optimizer.step();
    return E;
  };
}
