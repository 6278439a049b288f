// An autoencoder (Hinton and Salakhutdinov, 2006): images of 64 numbers go through a layer of two and are to come out as
// they were. What the net is never told is which digits they are; the two numbers tell them apart all the same.
import { Adam, Flatten, Linear, MSELoss, ReLU, Rng, Sequential, Sigmoid, Unflatten, type Module } from "fprop";
import { batches, type Digits } from "./digits.ts";
import { mean, type Watch } from "./program.ts";

/** Both halves; the code is what flows between them. */
export interface Autoencoder {
  readonly encoder: Module;
  readonly decoder: Module;
}

export function deep(rng: Rng): Autoencoder {
  const linear = (from: number, to: number): Linear => new Linear(from, to, { rng });
  return {
    encoder: new Sequential(new Flatten(), linear(64, 128), new ReLU(), linear(128, 64), new ReLU(), linear(64, 2)),
    decoder: new Sequential(
      linear(2, 64),
      new ReLU(),
      linear(64, 128),
      new ReLU(),
      linear(128, 64),
      new Sigmoid(),
      new Unflatten(1, [1, 8, 8]),
    ),
  };
}

/** The best that lines can do: it finds the plane of the first two principal components. */
export function flat(rng: Rng): Autoencoder {
  return {
    encoder: new Sequential(new Flatten(), new Linear(64, 2, { rng })),
    decoder: new Sequential(new Linear(2, 64, { rng }), new Unflatten(1, [1, 8, 8])),
  };
}

/** Learns to give back what it is given; the learning rate falls to 0. */
export function trainAutoencoder(
  { encoder, decoder }: Autoencoder,
  examples: Digits,
  rng: Rng,
  epochs: number,
  rate: number,
  watch?: Watch,
): Module {
  const net = new Sequential(encoder, decoder);
  const loss = new MSELoss();
  const optimizer = new Adam(net.parameters());

  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.groups[0].lr = rate * (1 - epoch / epochs);
    const errors: number[] = [];
    for (const [x] of batches(examples, 32, rng)) {
      optimizer.zeroGrad();
      errors.push(loss.fprop(net.fprop(x), x));
      net.bprop(loss.bprop());
      optimizer.step();
    }
    watch?.({ epoch: epoch + 1, loss: mean(errors), net });
  }
  return net;
}
