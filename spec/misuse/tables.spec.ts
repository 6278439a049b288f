import {
  Bottle,
  Checkpoint,
  Concat,
  ConcatTable,
  Embedding,
  EmbeddingBag,
  Expand,
  Gather,
  JoinTable,
  Linear,
  LoRA,
  MapTable,
  MatMul,
  Max,
  MixtureOfExperts,
  Narrow,
  Parallel,
  ParallelTable,
  Permute,
  Reshape,
  Select,
  SelectTable,
  Softmax,
  SplitTable,
  Sum,
  Tanh,
  Tensor,
  TimeDistributed,
  Transpose,
  Unflatten,
  WeightNorm,
  type Rng,
} from "../../index.ts";
import { noNumber, noObject, noSize, noTensor, notLike, pick, tensor, type Anything } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

/** What is no axis: the batch is none to choose. */
const noAxis = (rng: Rng): Anything =>
  pick<unknown>(rng, [0, 1.5, NaN, Infinity, 2 ** 40, "1", null, {}, [], true, 1n]);
/** What is no list of sizes. */
const noSizes = (rng: Rng): Anything =>
  pick<unknown>(rng, [undefined, null, 3, "3", {}, [0], [1.5], [-2], ["3"], [-1, -1]]);
const int = (values: readonly number[], shape = [values.length]): Tensor => Tensor.from(values, shape, "int32");

const doors: readonly Door[] = [
  {
    name: "axes and sizes of tables and shapes",
    draw: (rng) => {
      const [axis, count] = [noAxis(rng), pick<Anything>(rng, [0, -1, 1.5, NaN, "2", null, {}])];
      const Axis = pick<new (...args: Anything) => unknown>(rng, [JoinTable, Gather, Sum, Max]);
      return pick<() => unknown>(rng, [
        () => new Axis(axis),
        () => new SplitTable(axis, 2),
        () => new SplitTable(1, count),
        () => new SelectTable(pick<Anything>(rng, [-1, 1.5, NaN, "0", null])),
        () => new Narrow(axis, 0, 1),
        () => new Narrow(1, pick<Anything>(rng, [-1, 1.5, "0", null]), 1),
        () => new Narrow(1, 0, count),
        () => new Select(axis, 0),
        () => new Select(1, pick<Anything>(rng, [1.5, NaN, "0", null])),
        () => new Reshape(noSizes(rng)),
        () => new Unflatten(axis, [2, 2]),
        () => new Unflatten(1, noSizes(rng)),
        () => new Expand(pick<Anything>(rng, [undefined, null, 3, {}, [0], [1.5], [-2], ["3"]])),
        () =>
          new Permute(pick<Anything>(rng, [undefined, null, 3, {}, [], [1, 0], [0, 2], [0, 1, 1], [0, 1.5], ["0"]])),
        () => new Transpose(axis, 1),
        () => new Bottle(new Tanh(), count),
        () => new Embedding(noSize(rng), 2),
        () => new Embedding(2, noSize(rng)),
        () => new Embedding(3, 2, { paddingIdx: pick<Anything>(rng, [3, -4, 1.5, "0"]) }),
        () => new EmbeddingBag(3, 2, { mode: pick<Anything>(rng, ["avg", "", 3, null]) }),
      ]);
    },
  },
  {
    name: "layers of containers",
    draw: (rng) => {
      const stray = noObject(rng);
      const layer = new Linear(2, 2, { rng });
      const Several = pick<new (...args: Anything) => unknown>(rng, [ConcatTable, ParallelTable]);
      const One = pick<new (...args: Anything) => unknown>(rng, [
        MapTable,
        Bottle,
        TimeDistributed,
        Checkpoint,
        WeightNorm,
      ]);
      return pick<() => unknown>(rng, [
        () => new Several(),
        () => new Several(stray),
        () => new Several(new Tanh(), stray),
        () => new Several(layer, new Tanh(), layer),
        () => new One(stray),
        () => new Concat(noAxis(rng), new Tanh()),
        () => new Concat(1, stray),
        () => new Concat(1),
        () => new Parallel(noAxis(rng), 1, new Tanh()),
        () => new Parallel(1, noAxis(rng), new Tanh()),
        () => new Parallel(1, 1, stray),
        () => new MixtureOfExperts(stray, new Tanh()),
        () => new MixtureOfExperts(new Tanh(), stray),
        () => new MixtureOfExperts(new Tanh()),
        () => new MixtureOfExperts(layer, new Tanh(), layer),
        () => new LoRA(rng.next() < 0.5 ? stray : (new Tanh() as Anything), 1),
        () => new LoRA(layer, noSize(rng)),
        () => new LoRA(layer, 1, { alpha: noNumber(rng) }),
        () => new WeightNorm(layer, { name: pick<Anything>(rng, ["weights", "", 3, null]) }),
        () => new WeightNorm(layer, { dim: pick<Anything>(rng, [2, -1, 0.5, NaN, "1", "length", {}, [0]]) }),
        () => new Checkpoint(layer, { sharing: pick<Anything>(rng, [3, {}, new Tanh(), new Checkpoint(new Tanh())]) }),
      ]);
    },
  },
  {
    name: "tuples into tables",
    draw: (rng) => {
      const [a, other] = [tensor(rng, [2, 3]), notLike(rng, [2, 3])];
      const few = pick<Anything>(rng, [a, [a], [], [a, a, a], noTensor(rng)]);
      return pick<() => unknown>(rng, [
        () => new JoinTable(1).fprop(pick<Anything>(rng, [a, [], [a, noTensor(rng)], [a, tensor(rng, [3, 3])]])),
        () => new SelectTable(1).fprop(pick<Anything>(rng, [a, [], [a], noTensor(rng)])),
        () => new ParallelTable(new Tanh(), new Tanh()).fprop(few),
        () => new ParallelTable(new Tanh(), new Linear(3, 2, { rng })).fprop([a, tensor(rng, [2, 4])]),
        () => new MapTable(new Tanh()).fprop(pick<Anything>(rng, [a, [], [a, other], [other ?? 3, a], noTensor(rng)])),
        () => new SplitTable(1, 2).fprop(pick<Anything>(rng, [a, a.reshape([6]), a.to("int32"), noTensor(rng)])),
        () => new MatMul().fprop(pick<Anything>(rng, [few, [a, a], [a, tensor(rng, [3, 3, 2])]])),
        () =>
          new Gather(1).fprop(
            pick<Anything>(rng, [few, [a, a], [a, int([0, 3], [2, 1])], [a, int([0, -1], [2, 1])], [a, int([0])]]),
          ),
        () => new Embedding(3, 2).fprop(pick<Anything>(rng, [noTensor(rng), a, int([3]), int([-1])])),
        () =>
          new EmbeddingBag(3, 2).fprop(
            pick<Anything>(rng, [
              noTensor(rng),
              a,
              int([0, 3], [1, 2]),
              int([0, 1]),
              [int([0, 1]), int([1])],
              [int([0])],
            ]),
          ),
      ]);
    },
  },
  {
    name: "inputs of containers and shapes, with the path of the one that refuses",
    draw: (rng) => {
      const wrong = pick<Anything>(rng, [noTensor(rng), tensor(rng, [2, 4]), tensor(rng, [2, 3]).to("float64")]);
      const a = tensor(rng, [2, 3]);
      const linear = new Linear(3, 2, { rng });
      return pick<() => unknown>(rng, [
        () => new ConcatTable(new Tanh(), linear).fprop(wrong),
        () => new Concat(1, new Tanh(), linear).fprop(wrong),
        () => new Concat(1, new Tanh(), linear).fprop(wrong),
        () => new Parallel(1, 1, new Tanh(), new Tanh()).fprop(a),
        () => new MixtureOfExperts(linear, new Tanh(), new Tanh()).fprop(wrong),
        () => new MixtureOfExperts(new Softmax(), new Tanh(), new Tanh()).fprop(a),
        () => new TimeDistributed(linear).fprop(pick<Anything>(rng, [wrong, tensor(rng, [2])])),
        () => new Bottle(linear, 3).fprop(a),
        () => new Checkpoint(linear).fprop(wrong),
        () => new LoRA(linear, 1).fprop(wrong),
        () => new WeightNorm(linear).fprop(wrong),
        () => new Reshape([2]).fprop(a),
        () => new Permute([0, 2, 1]).fprop(a),
        () => new Narrow(1, 2, 2).fprop(a),
        () => new Select(1, 3).fprop(a),
        () => new Expand([2]).fprop(a),
        () => new Unflatten(1, [2, 2]).fprop(a),
        () => new Max(2).fprop(a),
      ]);
    },
  },
];

misuse("tables, shapes and containers", doors);
