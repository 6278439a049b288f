// A GPT (Radford et al., 2018), as small as they come: every character looks at those before it, in several ways at
// once, and what it finds there is added to what it is. Their places enter by the angles of rotary embeddings.
import {
  AdamW,
  Bottle,
  Dropout,
  Embedding,
  GELU,
  init,
  LayerNorm,
  Linear,
  Rng,
  Sequential,
  Tensor,
  TransformerEncoderLayer,
  type Module,
} from "fprop";
import { all, alphabet, drawn, encode, perCharacter, stretches } from "./chapter.ts";
import { mean, type Watch } from "./program.ts";

const [batch, time, width] = [16, 32, 64];

function layer(rng: Rng): Module {
  return new TransformerEncoderLayer(width, 4, {
    dimFeedforward: 4 * width,
    dropout: 0.05,
    activation: new GELU(),
    normFirst: true,
    causal: true,
    rotary: true,
    rng,
  });
}

export function gpt(rng: Rng): Module {
  return new Sequential(
    new Embedding(alphabet.length, width, { init: init.normal(0, 0.25), rng }),
    new Dropout(0.05, { rng }),
    layer(rng),
    layer(rng),
    new LayerNorm(width),
    new Bottle(new Linear(width, alphabet.length, { rng })),
  );
}

/** Learns what character follows, from stretches drawn by lot; the learning rate rises for 100 steps and falls to 0. */
export function trainGPT(characters: Int32Array, seed: number, epochs: number, watch?: Watch): Module {
  const rng = new Rng(seed);
  const net = gpt(rng);
  const loss = perCharacter();
  const optimizer = new AdamW(net.parameters());
  const each = all(batch, time);
  const steps = Math.floor(characters.length / (batch * time));

  for (let epoch = 0; epoch < epochs; epoch++) {
    const errors: number[] = [];
    for (let step = epoch * steps; step < (epoch + 1) * steps; step++) {
      optimizer.groups[0].lr = 0.006 * Math.min(1, (step + 1) / 100) * (1 - step / (epochs * steps));
      const places = Array.from({ length: batch }, () => rng.integer(characters.length - time));
      const [x, t] = stretches(characters, places, time);
      optimizer.zeroGrad();
      errors.push(loss.fprop(net.fprop(x), [t, each]));
      net.bprop(loss.bprop());
      optimizer.step();
    }
    watch?.({ epoch: epoch + 1, loss: mean(errors), net });
  }
  return net;
}

/** Goes on with the words for `count` characters: of each it reads as many as it learned to read at once. */
export function writeGPT(net: Module, words: string, count: number, temperature: number, rng: Rng): Int32Array {
  const text = Array.from(encode(words));
  for (let i = 0; i < count; i++) {
    const read = text.slice(-time);
    text.push(drawn(net.predict(Tensor.from(read, [1, read.length], "int32")), temperature, rng));
  }
  return Int32Array.from(text.slice(-count));
}
