// A residual network (He et al., 2016; lecture slide 27): every block adds what it finds to what it was given, so that
// the gradient reaches the first layer as it is.
import {
  Adam,
  Add,
  BatchNorm2d,
  Conv2d,
  CrossEntropyLoss,
  GlobalAvgPool,
  Graph,
  join,
  Linear,
  ReLU,
  Residual,
  Rng,
  Sequential,
  type Module,
} from "fprop";
import { batches, type Digits } from "./digits.ts";
import { mean, type Watch } from "./program.ts";

/** A convolution that keeps the image's size, or with stride 2 halves it; normalisation has a bias for it. */
function conv(from: number, to: number, rng: Rng, stride = 1): Module {
  return new Sequential(new Conv2d(from, to, 3, { stride, padding: 1, bias: false, rng }), new BatchNorm2d(to));
}

/** y = ReLU(x + f(x)) */
function block(channels: number, rng: Rng): Module {
  const f = new Sequential(conv(channels, channels, rng), new ReLU(), conv(channels, channels, rng));
  return new Sequential(new Residual(f), new ReLU());
}

/** The same to twice the channels of half the size: x takes a shortcut through a convolution of 1 × 1. */
function narrowing(channels: number, rng: Rng): Module {
  const twice = 2 * channels;
  const f = new Sequential(conv(channels, twice, rng, 2), new ReLU(), conv(twice, twice, rng));
  const shortcut = new Sequential(
    new Conv2d(channels, twice, 1, { stride: 2, bias: false, rng }),
    new BatchNorm2d(twice),
  );
  return new Graph((x) => join(x.into(f), x.into(shortcut)).into(new Add()).into(new ReLU()));
}

export function residual(rng: Rng): Module {
  return new Sequential(
    conv(1, 12, rng),
    new ReLU(),
    block(12, rng),
    narrowing(12, rng),
    narrowing(24, rng),
    new GlobalAvgPool(),
    new Linear(48, 10, { rng }),
  );
}

/** Learns to read digits, each shown up to a pixel from its place; the learning rate falls to 0. */
export function trainResidual(examples: Digits, seed: number, epochs: number, watch?: Watch): Module {
  const rng = new Rng(seed);
  const net = residual(rng);
  const loss = new CrossEntropyLoss();
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
