import { Adam, AdamW, Linear, Sequential, SGD, Tensor, type AnyModule, type Optimizer } from "../../index.ts";
import { type Anything, pick, noSize, noAmount, noTensor, noObject, tensor, reshaped, notLike } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

const optimizerClasses: readonly (new (params: Anything, options?: Anything) => Optimizer<Anything>)[] = [
  SGD,
  Adam,
  AdamW,
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
      ]);
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
