// A character LSTM (Hochreiter and Schmidhuber, 1997; Graves, 2013) reads Moby Dick letter by letter and says what comes
// next. Its state goes on from stretch to stretch while the gradient ends at each one's beginning: backpropagation
// through time, truncated.
import { AdamW, Bottle, Dropout, Embedding, Linear, LSTM, Rng, Sequential, Tensor, type Module } from "fprop";
import { all, alphabet, drawn, encode, perCharacter, strands } from "./chapter.ts";
import { mean, type Watch } from "./program.ts";

const [batch, time] = [16, 32];

export function lstm(rng: Rng): Module {
  return new Sequential(
    new Embedding(alphabet.length, 32, { rng }),
    new Dropout(0.15, { rng }),
    new LSTM(32, 128, { remember: true, rng }),
    new Dropout(0.3, { rng }),
    new Bottle(new Linear(128, alphabet.length, { rng })),
  );
}

/** Learns what character follows; the learning rate falls to 0. */
export function trainLSTM(characters: Int32Array, seed: number, epochs: number, watch?: Watch): Module {
  const rng = new Rng(seed);
  const net = lstm(rng);
  const loss = perCharacter();
  const optimizer = new AdamW(net.parameters());
  const each = all(batch, time);

  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.groups[0].lr = 0.006 * (1 - epoch / epochs);
    const errors: number[] = [];
    net.forget();
    for (const [x, t] of strands(characters, batch, time, rng)) {
      optimizer.zeroGrad();
      errors.push(loss.fprop(net.fprop(x), [t, each]));
      net.bprop(loss.bprop());
      optimizer.step();
    }
    watch?.({ epoch: epoch + 1, loss: mean(errors), net });
  }
  return net;
}

/** Goes on with the words for `count` characters: of each it reads, the net remembers what it needs. */
export function writeLSTM(net: Module, words: string, count: number, temperature: number, rng: Rng): Int32Array {
  const reader = net.twin().eval();
  let read = encode(words);
  return new Int32Array(count).map(() => {
    const next = drawn(reader.fprop(Tensor.from(read, [1, read.length])), temperature, rng);
    read = Int32Array.of(next);
    return next;
  });
}
