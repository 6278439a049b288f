import {
  AveragedModel,
  BatchNorm1d,
  CosineAnnealingLR,
  CrossEntropyLoss,
  DataLoader,
  Dropout,
  EarlyStopping,
  fit,
  Linear,
  Progress,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  TensorDataset,
  type AnyModule,
  type Epoch,
  type Optimizer,
} from "../../index.ts";
import * as fprop from "../../index.ts";

/** All optimizers that go on by gradients alone. */
export const optimizers = [
  "SGD",
  "Adam",
  "AdamW",
  "RMSprop",
  "Adagrad",
  "Adadelta",
  "Adamax",
  "NAdam",
  "RAdam",
  "Lion",
  "Rprop",
  "ASGD",
] as const;

/** A training with everything in it that remembers something. */
export interface Training {
  readonly net: AnyModule;
  readonly parts: {
    readonly net: AnyModule;
    readonly optimizer: Optimizer<object>;
    readonly schedule: CosineAnnealingLR;
    readonly loader: DataLoader<Tensor, Tensor>;
    readonly progress: Progress;
    readonly average: AveragedModel;
    readonly earlyStopping: EarlyStopping;
  };
  /** Calls `after` after each step. */
  run(after: (step: number) => void, signal: AbortSignal): AsyncIterable<Epoch>;
}

type Make = new (params: unknown, options: object) => Optimizer<{ lr: number }>;

/** The training of this optimizer; what it starts from, but the data, depends on the seed. */
export function makeTraining(name: (typeof optimizers)[number], seed = 1): Training {
  const points = new Rng(20);
  const x = Tensor.from(Array.from({ length: 37 }, () => [points.normal(), points.normal(), points.normal()]));
  const t = Tensor.from(
    Array.from({ length: 37 }, (_, i) => (x.data[3 * i] * x.data[3 * i + 1] > 0 ? 1 : 0)),
    [37],
    "int32",
  );
  const rng = new Rng(seed);
  const net = new Sequential(
    new Linear(3, 8, { rng }),
    new BatchNorm1d(8),
    new Tanh(),
    new Dropout(0.3, { rng }),
    new Linear(8, 2, { rng }),
  );
  const optimizer = new (fprop[name] as unknown as Make)(
    net.parameters(),
    name === "SGD" ? { lr: 0.05, momentum: 0.9 } : {},
  );
  const schedule = new CosineAnnealingLR(optimizer, 3);
  const loader = new DataLoader(new TensorDataset(x, t), { batchSize: 8, shuffle: true, rng: new Rng(seed) });
  const [progress, average, earlyStopping] = [
    new Progress(),
    new AveragedModel(net, { decay: 0.9 }),
    new EarlyStopping(),
  ];
  return {
    net,
    parts: { net, optimizer, schedule, loader, progress, average, earlyStopping },
    run: (after, signal) =>
      fit(net, new CrossEntropyLoss(), optimizer, loader, {
        epochs: 3,
        schedule,
        progress,
        average,
        earlyStopping,
        signal,
        onStep: ({ step }) => after(step),
      }),
  };
}
