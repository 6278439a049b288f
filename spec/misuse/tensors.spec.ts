import { heap, init, manualSeed, Parameter, Rng, Tensor } from "../../index.ts";
import { type Anything, pick, noSize, noNumber, noAmount, noTensor, tensor } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

const doors: readonly Door[] = [
  {
    name: "values of Tensor.from",
    draw: (rng) => {
      const n = 2 + rng.integer(5);
      const numbers = Array.from({ length: n }, () => rng.normal());
      return pick<() => unknown>(rng, [
        () => Tensor.from([numbers, numbers.slice(1)]),
        () => Tensor.from([numbers, 3]),
        () => Tensor.from([[], []]),
        () => Tensor.from([]),
        () => Tensor.from([numbers, noTensor(rng)] as Anything),
        () =>
          Tensor.from(pick<Anything>(rng, [undefined, null, "12", {}, true, 3n, () => 1, new Date(0), new Set([1])])),
        () => Tensor.from(["1", "2"] as Anything),
        () => Tensor.from([0.5, ...numbers], undefined, "int32"),
        () => Tensor.from([2 ** 31], undefined, "int32"),
      ]);
    },
  },
  {
    name: "reshape, rows, to, item",
    draw: (rng) => {
      const t = tensor(rng, [2 + rng.integer(3), 3]);
      const [count] = t.shape;
      return pick<() => unknown>(rng, [
        () => t.reshape([t.size + 1 + rng.integer(5)]),
        () => t.reshape([noSize(rng), t.size]),
        () => t.reshape(noTensor(rng)),
        () => t.rows(count, count + 1),
        () => t.rows(rng.integer(count), -1),
        () => t.rows(1, 1),
        () => t.rows(0, noSize(rng)),
        () => t.rows(pick<Anything>(rng, [-1, 0.5, NaN, "0", null, undefined, {}]), count),
        () => Tensor.from(3).rows(0, 1),
        () => t.to(pick<Anything>(rng, ["float16", "", "int", 3, {}])),
        () => t.item(),
      ]);
    },
  },
  {
    name: "shapes and types of Tensor.from and Tensor.zeros",
    draw: (rng) => {
      const n = 2 + rng.integer(5);
      const numbers = Array.from({ length: n }, () => rng.normal());
      const dtype = pick<Anything>(rng, ["float16", "int8", "", "float", 3, "toString", {}]);
      const shape = pick<Anything>(rng, ["3", 3, {}, true, new Float32Array(2), () => 1]);
      const size = noSize(rng);
      return pick<() => unknown>(rng, [
        () => Tensor.from(numbers, [n + 1 + rng.integer(3)]),
        () => Tensor.from(numbers, [size]),
        () => Tensor.from(numbers, [n, size]),
        () => Tensor.from(numbers, shape),
        () => Tensor.from(numbers, [n], dtype),
        () => Tensor.zeros([2, size]),
        () => Tensor.zeros(shape),
        () => Tensor.zeros(undefined as Anything),
        () => Tensor.zeros([2 ** 16, 2 ** 15]),
        () => Tensor.zeros([2], dtype),
      ]);
    },
  },
  {
    name: "Parameter and init",
    draw: (rng) =>
      pick<() => unknown>(rng, [
        () => new Parameter(noTensor(rng)),
        () => new Parameter(Tensor.zeros([2], "int32")),
        () => init.constant(noNumber(rng)),
        () => init.uniform(rng.next(), rng.next() < 0.5 ? noNumber(rng) : -rng.next() - 1e-9),
        () => init.normal(0, noAmount(rng)),
        () => init.normal(noNumber(rng)),
        () => init.xavierUniform(noNumber(rng)),
        () => init.xavierNormal(noNumber(rng)),
        () => init.kaimingUniform(noNumber(rng)),
        () => init.kaimingNormal(noNumber(rng)),
      ]),
  },
  {
    name: "Rng and manualSeed",
    draw: (rng) => {
      const seed = pick<Anything>(rng, [-1, 1.5, NaN, Infinity, 2 ** 53, "1", null, undefined, {}, 1n]);
      return pick<() => unknown>(rng, [
        () => new Rng(seed),
        () => manualSeed(seed),
        () => new Rng(1).integer(pick<Anything>(rng, [0, -1, 1.5, NaN, 2 ** 32 + 1, "3", undefined])),
        () => new Rng(1).permutation(pick<Anything>(rng, [-1, 1.5, NaN, 2 ** 33, "3", undefined, null])),
        () => (new Rng(1).state = pick<Anything>(rng, [[], [0, 0, 0, 0], [1, 2, 3], [1, 2, 3, 0.5], [1, 2, 3, NaN]])),
      ]);
    },
  },
  {
    name: "heap.limit",
    draw: (rng) => () =>
      heap.limit(pick<Anything>(rng, [2 ** 22, 2 ** 28, 2 ** 33, 0, -1, NaN, 1.5, "1", undefined, null])),
  },
];

misuse("tensors, parameters and what draws them", doors);
