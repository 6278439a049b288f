// The training kit on the digits: npm run kit. Stop it with Ctrl+C, and start it again: it goes on where it was.
import { mkdirSync, writeFileSync } from "node:fs";
import {
  Accuracy,
  AdamW,
  AveragedModel,
  BatchNorm1d,
  ConfusionMatrix,
  CosineAnnealingLR,
  CrossEntropyLoss,
  DataLoader,
  Dropout,
  EarlyStopping,
  fit,
  History,
  Linear,
  Progress,
  ReLU,
  Rng,
  Sequential,
  Tensor,
  TensorDataset,
  trainTestSplit,
  validate,
} from "fprop";
import { Checkpoint, ProgressBar } from "fprop/node";
import bytes from "./data/digits.bin";

const epochs = 60;
const rng = new Rng(1);

// 64 grey values from 0 to 16, and the digit, for each of them.
const count = bytes.length / 65;
const x = Tensor.zeros([count, 64]);
const t = Tensor.zeros([count], "int32");
for (let i = 0; i < count; i++) {
  for (let k = 0; k < 64; k++) x.data[64 * i + k] = bytes[65 * i + k] / 16;
  t.data[i] = bytes[65 * i + 64];
}
const [training, test] = trainTestSplit(new TensorDataset(x, t), { testSize: 0.2, stratify: t, rng });

const net = new Sequential(
  new Linear(64, 64, { rng }),
  new BatchNorm1d(64),
  new ReLU(),
  new Dropout(0.3, { rng }),
  new Linear(64, 10, { rng }),
);
const optimizer = new AdamW(net.parameters(), { lr: 0.01 });
const schedule = new CosineAnnealingLR(optimizer, epochs);
const loader = new DataLoader(training, { batchSize: 64, shuffle: true, rng });
const validation = new DataLoader(test, { batchSize: 256 });
const [progress, average] = [new Progress(), new AveragedModel(net, { decay: 0.98 })];
const earlyStopping = new EarlyStopping({ patience: 25 });
const metrics = { accuracy: new Accuracy() };

mkdirSync(".cache", { recursive: true });
const parts = { net, optimizer, schedule, loader, progress, average, earlyStopping };
const checkpoint = new Checkpoint(".cache/kit.safetensors", parts);
if ((await checkpoint.load()) !== undefined) console.log(`goes on after epoch ${progress.epoch}`);
if (progress.epoch >= epochs) console.log("is done already: remove .cache/kit.safetensors to start anew");

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const bar = new ProgressBar({ epochs, lines: true });
const history = new History();
const options = { epochs, validation, metrics, schedule, progress, average, earlyStopping, signal: stop.signal };
try {
  for await (const epoch of fit(net, new CrossEntropyLoss(), optimizer, loader, { ...options, onStep: bar.step })) {
    bar.epoch(epoch);
    history.add(epoch);
    await checkpoint.save();
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
  await checkpoint.save();
  console.log(`\nstopped after step ${progress.step}; the same command goes on from there`);
  process.exit();
}

const matrix = new ConfusionMatrix(10);
for (const [name, model] of [
  ["the best weights", net],
  ["their average", average.module],
] as const) {
  const { metrics: found } = await validate(model, new CrossEntropyLoss(), validation, { metrics: { matrix } });
  console.log(`${name}: ${(100 * found.matrix).toFixed(1)} % of the test digits right`);
}
console.log("\nright, in rows, and said, in columns, by the average:");
for (const row of matrix.counts.toArray() as number[][]) console.log(row.map((n) => String(n).padStart(4)).join(""));
if (history.epochs.length > 0) writeFileSync(".cache/kit.svg", history.svg());
