// LeNet (LeCun et al., 1998): convolutions that look for strokes, pooling that minds less and less where they are, and
// linear layers that make a digit of them. ReLU, batch normalisation, dropout, smoothed labels and Adam are younger.
import {
  Adam,
  BatchNorm2d,
  Conv2d,
  CrossEntropyLoss,
  Dropout,
  Flatten,
  Linear,
  MaxPool2d,
  ReLU,
  Rng,
  Sequential,
  type Module,
} from "fprop";
import { batches, type Digits } from "./digits.ts";
import { mean, type Watch } from "./program.ts";

export function lenet(rng: Rng): Module {
  return new Sequential(
    new Conv2d(1, 16, 3, { padding: 1, inputGrad: false, rng }),
    new BatchNorm2d(16),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(16, 32, 3, { padding: 1, rng }),
    new BatchNorm2d(32),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(128, 120, { rng }),
    new ReLU(),
    new Dropout(0.5, { rng }),
    new Linear(120, 84, { rng }),
    new ReLU(),
    new Dropout(0.5, { rng }),
    new Linear(84, 10, { rng }),
  );
}

/** Learns to read digits, each shown up to a pixel from its place; the learning rate falls to 0. */
export function trainLeNet(examples: Digits, seed: number, epochs: number, watch?: Watch): Module {
  const rng = new Rng(seed);
  const net = lenet(rng);
  const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 });
  const optimizer = new Adam(net.parameters());

  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.groups[0].lr = 0.003 * (1 - epoch / epochs);
    const errors: number[] = [];
    for (const [x, t] of batches(examples, 32, rng, 1)) {
      optimizer.zeroGrad();
      errors.push(loss.fprop(net.fprop(x), t));
      net.bprop(loss.bprop());
      optimizer.step();
    }
    watch?.({ epoch: epoch + 1, loss: mean(errors), net });
  }
  return net;
}
