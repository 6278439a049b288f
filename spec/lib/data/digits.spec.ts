import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  CrossEntropyLoss,
  DataLoader,
  kFold,
  Linear,
  MinMaxScaler,
  Rng,
  SGD,
  Tensor,
  TensorDataset,
  type Subset,
} from "../../../index.ts";

const counts = (part: Subset<Tensor, Tensor>, t: Tensor): number[] =>
  [...part.indices].reduce(
    (c, row) => c.with(t.data[row], c[t.data[row]] + 1),
    Array.from({ length: 10 }, () => 0),
  );

it("a linear layer learns 1,797 handwritten digits in two epochs, and says so of those it has not seen", () => {
  const bytes = readFileSync(join(import.meta.dirname, "../../../demos/data/digits.bin"));
  const records = Tensor.from(Int32Array.from(bytes), [1797, 65]);
  const pixels = Float32Array.from(records.data.filter((_, i) => i % 65 < 64));
  const t = Tensor.from(Int32Array.from(records.data.filter((_, i) => i % 65 === 64)));
  const x = new MinMaxScaler().fitTransform(Tensor.from(pixels, [1797, 64]));
  const rng = new Rng(1);
  const folds = kFold(new TensorDataset(x, t), 5, { shuffle: true, stratify: t, rng });
  for (const [, test] of folds) for (const count of counts(test, t)) expect(Math.abs(count - 35.9)).toBeLessThan(2);

  const [training, test] = folds[0];
  const net = new Linear(64, 10, { rng });
  const [loss, optimizer] = [new CrossEntropyLoss(), new SGD(net.parameters(), { lr: 0.5 })];
  const loader = new DataLoader(training, { batchSize: 32, shuffle: true, rng });
  for (let epoch = 0; epoch < 2; epoch++)
    for (const [bx, bt] of loader) {
      optimizer.zeroGrad();
      loss.fprop(net.fprop(bx), bt);
      net.bprop(loss.bprop());
      optimizer.step();
    }
  let right = 0;
  for (const [bx, bt] of new DataLoader(test, { batchSize: 100 })) {
    const y = net.predict(bx).toArray() as number[][];
    right += y.filter((row, i) => row.indexOf(Math.max(...row)) === bt.data[i]).length;
  }
  expect(right / test.length).toBeGreaterThan(0.9);
});
