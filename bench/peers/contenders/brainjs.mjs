// brain.js learns online: it changes the weights after every sample, by the squared error of outputs that go through the
// activation, too. So its losses are none of the others', and what is compared is the time for as many samples.
import { NeuralNetwork } from "brain.js";

const online = "a change after every sample, squared error";
export const other = { W1: online, W2: online, W3: online, W4: online };
export const cannot = {
  product: "has no matrices",
  lenet: "no convolutions",
  lstm: "its LSTM learns tokens",
  transformer: "no attention",
};

export function start() {}

export function mlp({ activation, update, lr }, { weights, batches }) {
  const entries = Object.entries(weights);
  const matrices = entries.filter(([name]) => name.endsWith("weight")).map(([, numbers]) => numbers);
  const biases = entries.filter(([name]) => name.endsWith("bias")).map(([, numbers]) => numbers);
  const [inputs, outputs] = [matrices[0].shape[1], matrices.at(-1).shape[0]];
  const net = new NeuralNetwork({
    inputSize: inputs,
    outputSize: outputs,
    hiddenLayers: matrices.slice(0, -1).map(({ shape }) => shape[0]),
    activation,
    learningRate: lr,
    ...(update === "adam" ? { praxis: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } : {}),
  });
  net.initialize();
  matrices.forEach(({ data, shape }, l) => {
    net.weights[l + 1].forEach((row, i) => row.set(data.subarray(i * shape[1], (i + 1) * shape[1])));
    net.biases[l + 1].set(biases[l].data);
  });
  const samples = batches.map(({ x, t }) =>
    Array.from(t.data, (target, i) => ({
      input: x.data.slice(i * inputs, (i + 1) * inputs),
      output: Float32Array.from({ length: outputs }, (_, j) => (outputs === 1 ? target : Number(j === target))),
    })),
  );
  return (batch) => {
    let sum = 0;
    for (const sample of samples[batch]) sum += net.trainPattern(sample, true);
    return sum / samples[batch].length;
  };
}
