import {
  WeightNorm,
  TimeDistributed,
  ParallelTable,
  Parallel,
  Mul,
  MixtureOfExperts,
  MapTable,
  LoRA,
  Identity,
  ConcatTable,
  Concat,
  Checkpoint,
  Bottle,
  Add,
  add,
  Flatten,
  Graph,
  join,
  Lambda,
  Linear,
  LogSoftmax,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  Residual,
  Sequential,
  sigmoid,
  Sigmoid,
  sub,
  Tanh,
  tanh,
  Tensor,
  transpose,
  type Node,
  type Rng,
} from "../../index.ts";
import { drawn } from "../values.ts";
import type { ModuleRow, Shape } from "./row.ts";

const composed = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: readonly Shape[],
  wrong: readonly Shape[],
): ModuleRow => ({ of, how, torch: of === "Sequential" ? "torch.nn.Sequential" : null, make, x, wrong });

/** A correction that is one, all of it to be trained. */
function correction(lora: LoRA, rng: Rng): LoRA {
  lora.B.weight.value.data.set(drawn(lora.B.weight.value.shape, () => rng.normal()).data);
  return lora.freeze(false);
}

export const containers: readonly ModuleRow[] = [
  composed("Residual", "of Tanh", () => new Residual(new Tanh()), [[4, 3]], []),
  composed("Residual", "of Linear", (rng) => new Residual(new Linear(3, 3, { rng })), [[4, 3]], [[4, 2]]),

  composed(
    "Residual",
    "of a Sequential with another inside",
    (rng) => new Residual(new Sequential(new Linear(3, 3, { rng }), new Residual(new Sigmoid()))),
    [[2, 2, 3]],
    [[3]],
  ),

  composed(
    "Sequential",
    "three layers",
    (rng) => new Sequential(new Linear(3, 5, { rng }), new Tanh(), new Linear(5, 2, { rng })),
    [[6, 3]],
    [[6, 2]],
  ),
  composed("Sequential", "of one", (rng) => new Sequential(new Linear(2, 2, { rng })), [[1, 2]], [[2]]),

  composed(
    "Sequential",
    "nested, with a Flatten",
    (rng) => new Sequential(new Flatten(), new Sequential(new Linear(6, 3, { rng }), new Sigmoid()), new LogSoftmax()),
    [[4, 2, 3]],
    [[4, 3, 3]],
  ),

  composed(
    "Sequential",
    "ending in a Flatten",
    (rng) => new Sequential(new Linear(2, 3, { rng }), new Flatten()),
    [[3, 2, 2]],
    [[3, 2, 1]],
  ),

  composed(
    "Sequential",
    "a layer and its twin",
    (rng) => {
      const layer = new Linear(3, 3, { rng });
      return new Sequential(layer, new Tanh(), layer.twin());
    },
    [[4, 3]],
    [[4, 4]],
  ),

  composed(
    "Sequential",
    "of two inputs",
    (rng) => new Sequential(new Add(), new Linear(3, 2, { rng })),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),

  composed(
    "Graph",
    "fan-out: a skip connection",
    (rng) =>
      new Graph((x) => {
        const h = x.into(new Linear(3, 3, { rng })).into(new Tanh());
        return join(h, x)
          .into(new Add())
          .into(new Linear(3, 2, { rng }));
      }),
    [[4, 3]],
    [[4, 2]],
  ),

  composed(
    "Graph",
    "two inputs",
    (rng) =>
      new Graph((a: Node, b: Node) =>
        join(a.into(new Linear(3, 2, { rng })), b.into(new Linear(1, 2, { rng }))).into(new Add()),
      ),
    [
      [4, 3],
      [4, 1],
    ],
    [
      [4, 1],
      [4, 3],
    ],
  ),

  composed(
    "Graph",
    "two outputs of one value",
    (rng) =>
      new Graph((x) => {
        const h = x.into(new Linear(3, 4, { rng })).into(new Sigmoid());
        return [h.into(new Linear(4, 2, { rng })), h] as const;
      }),
    [[3, 3]],
    [[3, 2]],
  ),

  composed(
    "Graph",
    "one module in three places",
    (rng) => {
      const layer = new Linear(3, 3, { rng });
      return new Graph((x) => {
        const h = x.into(layer).into(new Tanh());
        return join(h.into(layer), x.into(layer)).into(new Add());
      });
    },
    [[4, 3]],
    [[4, 2]],
  ),

  composed(
    "Graph",
    "an input that nothing uses",
    (rng) => new Graph((a: Node, _: Node) => a.into(new Linear(3, 2, { rng }))),
    [
      [4, 3],
      [4, 2],
    ],
    [
      [4, 2],
      [4, 2],
    ],
  ),

  composed(
    "Graph",
    "positions of a tuple, one of them twice, one not at all",
    (rng) => {
      const split = new Graph(
        (x) => [x.into(new Tanh()), x.into(new Linear(3, 2, { rng })), x.into(new Sigmoid())] as const,
      );
      return new Graph((x) => {
        const parts = x.into(split);
        return join(parts.at(1), parts.at(1).into(new Tanh())).into(new Add());
      });
    },
    [[4, 3]],
    [[4, 2]],
  ),

  composed(
    "Graph",
    "inside a Sequential inside a Graph",
    (rng) => {
      const inner = new Graph((x) => join(x, x.into(new Linear(3, 3, { rng }))).into(new Add()));
      return new Graph((x) => x.into(new Sequential(inner, new Tanh())).into(new Linear(3, 1, { rng })));
    },
    [[3, 3]],
    [[3, 4]],
  ),

  composed(
    "Lambda",
    "tanh(x w)",
    (rng) => new Lambda((x, w) => tanh(matmul(x, w)), { w: [2, 3] }, { rng }),
    [[4, 2]],
    [[4, 3]],
  ),

  composed(
    "Lambda",
    "a Linear in PyTorch's layout, rank 3",
    (rng) => new Lambda((x, w, b) => add(matmul(x, transpose(w)), b), { w: [4, 3], b: [4] }, { rng }),
    [[2, 5, 3]],
    [[2, 3, 5]],
  ),

  composed(
    "Lambda",
    "two inputs, one used twice, a constant",
    () => new Lambda<readonly [Tensor, Tensor]>((a, b) => sub(mul(a, sigmoid(a)), mul(2, b))),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),

  composed(
    "Lambda",
    "an input that nothing uses, a parameter that nothing uses",
    (rng) =>
      new Lambda<readonly [Tensor, Tensor]>((a, _b, w, _v) => mul(a, w), { w: [3], v: Tensor.zeros([2]) }, { rng }),
    [
      [4, 3],
      [4, 2],
    ],
    [
      [4, 2],
      [4, 2],
    ],
  ),

  composed(
    "Lambda",
    "rows minus their mean, over one axis, under another shape",
    () => new Lambda((x) => reshape(relu(transpose(sub(transpose(x), mean(x, -1)))), x)),
    [[4, 3]],
    [[2, 2, 2]],
  ),
  composed(
    "ConcatTable",
    "Linear and Identity",
    (rng) => new ConcatTable(new Linear(3, 2, { rng }), new Tanh(), new Identity()),
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "ConcatTable",
    "of pairs",
    () => new ConcatTable(new Add(), new Mul()),
    [
      [3, 2],
      [3, 2],
    ],
    [
      [3, 2],
      [3, 1],
    ],
  ),
  composed("ConcatTable", "of one", (rng) => new ConcatTable(new Linear(2, 2, { rng })), [[3, 2]], [[3, 1]]),
  composed(
    "ParallelTable",
    "two",
    (rng) => new ParallelTable(new Linear(3, 2, { rng }), new Tanh()),
    [
      [4, 3],
      [4, 1],
    ],
    [
      [4, 2],
      [4, 1],
    ],
  ),
  composed(
    "MapTable",
    "of Linear",
    (rng) => new MapTable(new Linear(3, 2, { rng })),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),
  composed(
    "MapTable",
    "three of rank 3",
    () => new MapTable<readonly Tensor[]>(new Tanh()),
    [
      [2, 1, 3],
      [2, 1, 3],
      [2, 1, 3],
    ],
    [
      [2, 3],
      [2, 3],
      [2, 1],
    ],
  ),
  composed("Concat", "along 1", (rng) => new Concat(1, new Linear(3, 2, { rng }), new Tanh()), [[4, 3]], [[4, 2]]),
  composed(
    "Concat",
    "along the last of three",
    (rng) => new Concat(-1, new Linear(2, 1, { rng }), new Linear(2, 3, { rng })),
    [[2, 2, 2]],
    [[2, 2, 3]],
  ),
  composed(
    "Parallel",
    "1, 1",
    (rng) => new Parallel(1, 1, new Linear(3, 2, { rng }), new Linear(3, 1, { rng })),
    [[4, 2, 3]],
    [[4, 3, 3]],
  ),
  composed(
    "Parallel",
    "-1, 1",
    () => new Parallel(-1, 1, new Tanh(), new Sigmoid(), new Tanh()),
    [[2, 2, 3]],
    [[2, 2, 2]],
  ),
  composed("Bottle", "of a Linear", (rng) => new Bottle(new Linear(3, 2, { rng })), [[2, 3, 3]], [[2, 3, 2]]),
  composed("Bottle", "of a Flatten, 3 axes", () => new Bottle(new Flatten(), 3), [[2, 2, 3, 2]], [[2, 2]]),
  composed("TimeDistributed", "of a Flatten", () => new TimeDistributed(new Flatten()), [[3, 2, 2, 2]], [[3]]),
  composed(
    "TimeDistributed",
    "of layers",
    (rng) => new TimeDistributed(new Sequential(new Linear(2, 3, { rng }), new Tanh())),
    [[3, 2, 2]],
    [[3, 2, 3]],
  ),
  composed(
    "Checkpoint",
    "of layers",
    (rng) => new Checkpoint(new Sequential(new Linear(3, 3, { rng }), new Tanh(), new Linear(3, 2, { rng }))),
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "Checkpoint",
    "of a graph of two inputs",
    () =>
      new Checkpoint(
        new Graph((a: Node, b: Node) => [join(a, b.into(new Tanh())).into(new Add()), a.into(new Sigmoid())] as const),
      ),
    [
      [3, 2],
      [3, 2],
    ],
    [
      [3, 2],
      [3, 1],
    ],
  ),
  composed(
    "Sequential",
    "of checkpoints that share their buffers",
    (rng) => {
      const block = (): Sequential<[Linear, Tanh, Linear]> =>
        new Sequential(new Linear(2, 3, { rng }), new Tanh(), new Linear(3, 2, { rng }));
      const first = new Checkpoint(block());
      return new Sequential(
        first,
        new Checkpoint(block(), { sharing: first }),
        new Checkpoint(block(), { sharing: first }),
      );
    },
    [[3, 2]],
    [[3, 3]],
  ),
  composed(
    "MixtureOfExperts",
    "of three",
    (rng) =>
      new MixtureOfExperts(
        new Linear(3, 3, { rng }),
        new Linear(3, 2, { rng }),
        new Linear(3, 2, { rng }),
        new Sequential(new Linear(3, 2, { rng }), new Tanh()),
      ),
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "MixtureOfExperts",
    "rank 3",
    (rng) => new MixtureOfExperts(new Sequential(new Flatten(), new Linear(4, 2, { rng })), new Tanh(), new Sigmoid()),
    [[3, 2, 2]],
    [[3, 2, 3]],
  ),
  composed("WeightNorm", "of a Linear", (rng) => new WeightNorm(new Linear(3, 4, { rng })), [[5, 3]], [[5, 2]]),
  composed(
    "WeightNorm",
    "along 1",
    (rng) => new WeightNorm(new Linear(3, 2, { rng, bias: false }), { dim: 1 }),
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "WeightNorm",
    "of all",
    (rng) => new WeightNorm(new Linear(2, 2, { rng }), { dim: null }),
    [[3, 2]],
    [[3, 3]],
  ),
  composed(
    "LoRA",
    "r 2",
    (rng) => correction(new LoRA(new Linear(3, 4, { rng }), 2, { alpha: 3, rng }), rng),
    [[5, 3]],
    [[5, 2]],
  ),
  composed(
    "LoRA",
    "r 1, no bias, rank 3",
    (rng) => correction(new LoRA(new Linear(2, 2, { rng, bias: false }), 1, { rng }), rng),
    [[2, 3, 2]],
    [[2, 3, 3]],
  ),
  composed("Lambda", "the input itself", () => new Lambda((x) => x), [[4, 3]], []),
];
