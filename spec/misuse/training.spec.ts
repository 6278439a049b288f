import {
  Adam,
  AdamW,
  ChainedScheduler,
  clipGradNorm,
  clipGradValue,
  ConjugateGradient,
  CosineAnnealingLR,
  ExponentialLR,
  LambdaLR,
  LBFGS,
  Linear,
  Lion,
  MaxNorm,
  MultiStepLR,
  NonNegative,
  OneCycleLR,
  ReduceLROnPlateau,
  RMSprop,
  Rng,
  Rprop,
  Sequential,
  SequentialLR,
  SGD,
  StepLR,
  Tensor,
  type AnyModule,
  type Optimizer,
} from "../../index.ts";
import {
  type Anything,
  pick,
  noSize,
  noAmount,
  noNumber,
  noTensor,
  noObject,
  tensor,
  reshaped,
  notLike,
} from "./draws.ts";
import { misuse, type Door } from "./world.ts";

const optimizerClasses: readonly (new (params: Anything, options?: Anything) => Optimizer<Anything>)[] = [
  SGD,
  Adam,
  AdamW,
  RMSprop,
  Lion,
  LBFGS,
];

const doors: readonly Door[] = [
  {
    name: "the training net's input",
    breaks: true,
    draw: (rng, { net }) => {
      const x: Anything = pick(rng, [
        noTensor(rng),
        tensor(rng, [2, 4]),
        tensor(rng, [3]),
        tensor(rng, [2, 3]).to("float64"),
        [tensor(rng, [1, 3])],
      ]);
      return () => net.fprop(x);
    },
  },
  {
    name: "twins of the training net's layers, in a net that breaks off behind them",
    draw: (rng, { net, x }) => {
      const [first, second] = net.layers;
      const broken = new Sequential<AnyModule[]>(first.twin(), second.twin(), new Linear(5, 2, { rng }));
      return () => broken.fprop(x);
    },
  },
  {
    name: "the training loss's y and t",
    draw: (rng, { loss, t }) => {
      const [batch] = t.shape;
      const y = tensor(rng, [batch, 3]);
      const bad = pick<Anything>(rng, [noTensor(rng), tensor(rng, [batch]), tensor(rng, [batch, 2]), t.to("float64")]);
      const class3 = Tensor.from(new Int32Array(batch).fill(3));
      return pick(rng, [() => loss.fprop(y, bad), () => loss.fprop(bad, t), () => loss.fprop(y, class3)]);
    },
  },
  {
    name: "the training net's dy",
    draw: (rng, { net, x }) => {
      const dy: Anything = notLike(rng, [x.shape[0], 3]);
      return () => net.bprop(dy);
    },
  },
  {
    name: "dE of the training loss",
    draw: (rng, { loss }) => {
      const dE: Anything = pick<unknown>(rng, ["1", {}, [], true, Tensor.from([1]), 1n, () => 1]);
      return () => loss.bprop(dE);
    },
  },
  {
    name: "parameters and groups of optimizers",
    draw: (rng, { net }) => {
      const all = net.parameters();
      const Class = pick(rng, optimizerClasses);
      const stray = noObject(rng);
      const params = pick<unknown>(rng, [
        stray,
        [],
        [stray],
        [...all, stray],
        [{ params: all }, { params: all }],
        [{ params: all }, { params: [all[0]] }],
        [{ params: [] }],
        [{ params: stray }],
        [{ params: [stray] }],
        [{}],
        [{ params: all }, all[0]],
        [net],
        [{ params: all, lr: -1 }],
      ]);
      return () => new Class(params, { lr: 0.1 });
    },
  },
  {
    name: "options of optimizers",
    draw: (rng, { net }) => {
      const all = net.parameters();
      const bad = noAmount(rng);
      const [share, adam] = [rng.uniform(1.0001, 9), pick(rng, [Adam, AdamW])];
      const betas = pick<Anything>(rng, [
        [0.9],
        [0.9, 1],
        [1.5, 0.9],
        [-0.1, 0.9],
        [0.9, NaN],
        0.9,
        "0.9",
        null,
        [0.9, "0.9"],
        [],
      ]);
      return pick<() => unknown>(rng, [
        () => new SGD(all, { lr: bad }),
        () => new SGD(all, {} as { lr: number }),
        () => new SGD(all, undefined as Anything),
        () => new SGD(all, { lr: 0.1, momentum: bad }),
        () => new SGD(all, { lr: 0.1, dampening: rng.next() < 0.5 ? bad : share }),
        () => new SGD(all, { lr: 0.1, weightDecay: bad }),
        () => new SGD(all, { lr: 0.1, nesterov: true }),
        () => new SGD(all, { lr: 0.1, momentum: 0.9, dampening: 0.1, nesterov: true }),
        () => new adam(all, { lr: bad }),
        () => new adam(all, { betas }),
        () => new adam(all, { eps: bad }),
        () => new adam(all, { weightDecay: bad }),
        () => new RMSprop(all, { alpha: bad }),
        () => new Lion(all, { betas }),
        () => new Rprop(all, { etas: pick<Anything>(rng, [[0.5], [1, 1.2], [0.5, 0.9], 0.5, null, ["a", 2]]) }),
        () => new LBFGS(all, { maxIter: noSize(rng) }),
        () => new LBFGS(all, { lineSearch: pick<Anything>(rng, ["armijo", true, 3, null]) }),
        () => new ConjugateGradient(all, { toleranceGrad: bad }),
      ]);
    },
  },
  {
    name: "schedules, clipping and constraints",
    draw: (rng, { net, optimizer, schedule }) => {
      const all = net.parameters();
      const [bad, size, stray] = [noAmount(rng), noSize(rng), noObject(rng)];
      return pick<() => unknown>(rng, [
        () => new StepLR(stray, 3),
        () => new StepLR(optimizer, size),
        () => new ExponentialLR(optimizer, bad),
        () => new MultiStepLR(optimizer, pick<Anything>(rng, [[3, 2], [-1], [1.5], ["1"], 3, null])),
        () => new CosineAnnealingLR(optimizer, size),
        () => new LambdaLR(optimizer, pick<Anything>(rng, [undefined, 3, [], [() => 1, () => 1], "x"])),
        () => new OneCycleLR(optimizer, bad, { totalSteps: 9 }),
        () => new OneCycleLR(optimizer, 0.1, pick<Anything>(rng, [{}, { totalSteps: size }, { epochs: 3 }])),
        () => new SequentialLR(optimizer, [schedule, schedule], pick<Anything>(rng, [[], [1, 2], stray])),
        () => new ChainedScheduler(pick<Anything>(rng, [[], [stray], stray])),
        () => new ReduceLROnPlateau(optimizer, { factor: rng.uniform(1, 3) }),
        () => new ReduceLROnPlateau(optimizer).step(pick<Anything>(rng, ["1", null, undefined, {}, [1]])),
        () =>
          schedule.loadStateDict(pick<Anything>(rng, [null, {}, { lastEpoch: noNumber(rng) }, { lastEpoch: 1, x: 1 }])),
        () => clipGradNorm(all, bad),
        () => clipGradNorm(pick<Anything>(rng, [3, null, [stray], [...all, stray]]), 1),
        () => clipGradNorm(all, 1, { normType: pick<Anything>(rng, [0, -1, NaN, "2", null]) }),
        () => clipGradValue(all, bad),
        () => new MaxNorm(all, bad),
        () => new NonNegative(pick<Anything>(rng, [[], stray, [stray]])),
      ]);
    },
  },
  {
    name: "the state of an optimizer",
    draw: (rng, { optimizer }) => {
      const state: Record<string, Anything> = optimizer.stateDict();
      const names = Object.keys(state);
      const name = pick(rng, names);
      const value = state[name];
      const bad = pick(rng, [
        noTensor,
        (r: Rng) => (value instanceof Tensor ? reshaped(r, value.shape) : pick<Anything>(r, ["1", null, NaN, -1, {}])),
      ])(rng);
      const { [name]: _, ...rest } = state;
      const wrong = value instanceof Tensor || typeof bad !== "number" ? { ...state, [name]: bad } : rest;
      const call = pick<Anything>(rng, [
        noObject(rng) && null,
        rest,
        wrong,
        { ...state, "0.more": 1 },
        { ...state, x: value },
      ]);
      return () => optimizer.loadStateDict(call);
    },
  },
  {
    name: "an option changed for the worse between steps",
    draw: (rng, { net }) => {
      const sgd = new SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
      const adam = new Adam(net.parameters());
      const bad = noAmount(rng);
      const option = pick(rng, ["lr", "momentum", "weightDecay"] as const);
      sgd.groups[0][option] = bad;
      adam.groups[0].lr = bad;
      return pick(rng, [() => sgd.step(), () => adam.step()]);
    },
  },
  {
    name: "loadStateDict",
    draw: (rng, { net }) => {
      const state = net.stateDict();
      const names = Object.keys(state);
      const name = pick(rng, names);
      const { [name]: value, ...rest } = state;
      const bad = pick<Anything>(rng, [noTensor(rng), reshaped(rng, value.shape), value.to("int32")]);
      // What comes before the bad entry must not be taken over either.
      for (const t of Object.values(rest)) t.data.fill(rng.next());
      const options: Anything = rng.next() < 0.5 ? { strict: false } : undefined;
      return pick<() => unknown>(rng, [
        () => net.loadStateDict(rest),
        () => net.loadStateDict({ ...state, [`${name}x`]: value }),
        () => net.loadStateDict({ ...rest, [name]: bad }, options),
        () => net.loadStateDict(pick<Anything>(rng, [undefined, null, 3, "x", true])),
      ]);
    },
  },
  {
    name: "predict, summary, to",
    draw: (rng, { net, x }) =>
      pick<() => unknown>(rng, [
        () =>
          net.predict(x, {
            batchSize: noSize(rng) === undefined ? 0 : pick<Anything>(rng, [0, -1, 1.5, NaN, "2", null, 2 ** 40]),
          }),
        () => net.predict(noTensor(rng)),
        () => net.predict(tensor(rng, [2, 5])),
        () => net.predict(tensor(rng, [2, 3]).to("float64")),
        () => net.predict(Tensor.from(3)),
        () => net.summary([2, 5]),
        () => net.summary([2, noSize(rng)]),
        () => net.to(pick<Anything>(rng, ["int32", "float16", "", null, undefined, 3])),
      ]),
  },
];

misuse("a net in training", doors);
