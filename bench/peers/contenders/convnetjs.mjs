// ConvNetJS, in doubles and sample by sample; its trainer changes the weights after a whole batch, so the mathematics is
// everybody's.
import convnetjs from "convnetjs";

export const cannot = { product: "has no matrices", lstm: "no recurrent layers", transformer: "no attention" };
export const other = { W2: "two outputs with softmax, SGD" };

export function start() {}

export function mlp(task, { weights, batches }) {
  const matrices = Object.values(weights).filter(({ shape }) => shape.length === 2);
  const [inputs, outputs] = [matrices[0].shape[1], matrices.at(-1).shape[0]];
  const layers = [
    { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs },
    ...matrices.slice(0, -1).map(({ shape }) => ({ type: "fc", num_neurons: shape[0], activation: task.activation })),
    // A net of one output is one of two classes here, and keeps the weights that it begins with.
    { type: "softmax", num_classes: Math.max(2, outputs) },
  ];
  return training(layers, outputs === 1 ? undefined : weights, batches, task, ({ data }, i) => {
    const x = new convnetjs.Vol(1, 1, inputs, 0);
    x.w.set(data.subarray(i * inputs, (i + 1) * inputs));
    return x;
  });
}

export function lenet(task, { weights, batches }) {
  const layers = [
    { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
    { type: "conv", sx: 5, filters: 6, stride: 1, pad: 2, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
    { type: "conv", sx: 5, filters: 16, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
    { type: "fc", num_neurons: 120, activation: "relu" },
    { type: "fc", num_neurons: 84, activation: "relu" },
    { type: "softmax", num_classes: 10 },
  ];
  return training(layers, weights, batches, task, ({ data }, i) => {
    const x = new convnetjs.Vol(28, 28, 1, 0);
    x.w.set(data.subarray(i * 784, (i + 1) * 784));
    return x;
  });
}

function training(layers, weights, batches, { lr }, volume) {
  const net = new convnetjs.Net();
  net.makeLayers(layers);
  if (weights !== undefined) load(net, weights);
  const samples = batches.map(({ x, t }) => Array.from(t.data, (target, i) => ({ x: volume(x, i), target })));
  const options = { method: "sgd", learning_rate: lr, momentum: 0, batch_size: samples[0].length, l2_decay: 0 };
  const trainer = new convnetjs.Trainer(net, options);
  return (batch) => {
    let sum = 0;
    for (const { x, target } of samples[batch]) sum += trainer.train(x, target).loss;
    return sum / samples[batch].length;
  };
}

/** PyTorch's weights [out, in] and [out, in, height, width]; here filters are volumes with the channels last. */
function load(net, weights) {
  const [matrices, biases] = ["weight", "bias"].map((kind) =>
    Object.entries(weights)
      .filter(([name]) => name.endsWith(kind))
      .sort(([a], [b]) => parseInt(a) - parseInt(b))
      .map(([, numbers]) => numbers),
  );
  const layers = net.layers.filter(({ filters }) => filters !== undefined);
  layers.forEach((layer, l) => {
    const { data, shape } = matrices[l];
    // What a dense layer sees is a volume of the layer before it.
    const [depth, side] = shape.length === 4 ? [shape[1], shape[2]] : seen(net, layer);
    layer.filters.forEach(({ w }, filter) => {
      for (let d = 0; d < depth; d++)
        for (let p = 0; p < side * side; p++) w[p * depth + d] = data[(filter * depth + d) * side * side + p];
    });
    layer.biases.w.set(biases[l].data);
  });
}

function seen(net, layer) {
  const { out_depth: depth, out_sx: side } = net.layers[net.layers.indexOf(layer) - 1];
  return [depth, side];
}
