import { GRU, GRUCell, LSTM, LSTMCell, RNN, RNNCell, Rng, Sequencer, Tensor, type AnyModule } from "../../index.ts";
import { noNumber, noObject, noSize, noTensor, pick, shapeOf, tensor, type Anything } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

const Layers = [RNN, LSTM, GRU] as const;
const Cells = [RNNCell, LSTMCell, GRUCell] as const;
const int = (values: readonly number[]): Tensor => Tensor.from(values, [values.length], "int32");

/** A recurrent layer of three sequences of four steps with states and lengths, and a right input for it. */
function layer(rng: Rng): { module: AnyModule; input: Tensor[] } {
  const batchFirst = rng.next() < 0.5;
  const options = { rng, batchFirst, numLayers: 2, states: true, lengths: true } as const;
  const Class: Anything = pick(rng, Layers);
  const state = tensor(rng, batchFirst ? [3, 2, 5] : [2, 3, 5]);
  const states = Class === LSTM ? [state, state] : [state];
  const x = tensor(rng, batchFirst ? [3, 4, 2] : [4, 3, 2]);
  return { module: new Class(2, 5, options) as AnyModule, input: [x, ...states, int([4, 1, 0])] };
}

const doors: readonly Door[] = [
  {
    name: "sizes and options of recurrent layers and cells",
    draw: (rng) => {
      const Class: Anything = pick(rng, [...Layers, ...Cells]);
      const Layer: Anything = pick(rng, Layers);
      const dropout = pick<Anything>(rng, [1, 1 + rng.next(), -rng.next() - 1e-9, noNumber(rng)]);
      return pick<() => unknown>(rng, [
        () => new Class(noSize(rng), 3),
        () => new Class(3, noSize(rng)),
        () => new Class(2 ** 16, 2 ** 16),
        () => new Layer(2, 3, { numLayers: pick<Anything>(rng, [0, -1, 1.5, NaN, "2", null, {}, []]) }),
        () => new Layer(2, 3, { dropout }),
        () => new Layer(2, 3, { remember: true, states: true }),
        () => new RNN(2, 3, { nonlinearity: pick<Anything>(rng, ["sigmoid", "", null, 3, {}]) }),
        () => new RNNCell(2, 3, { nonlinearity: pick<Anything>(rng, ["sigmoid", "", null, 3, {}]) }),
      ]);
    },
  },
  {
    name: "sequences, states and lengths",
    draw: (rng) => {
      const { module, input } = layer(rng);
      const last = input.length - 1;
      const k = rng.integer(last);
      const bad = pick<Anything>(rng, [
        noTensor(rng),
        input[k].to("float64"),
        input[k].to("int32"),
        Tensor.zeros([...input[k].shape, 1]),
        Tensor.zeros([...input[k].shape.slice(0, -1), 6]),
        [input[k]],
      ]);
      const lengths = pick<Anything>(rng, [
        noTensor(rng),
        int([4, 1]),
        int([4, 1, 0, 2]),
        int([4, 1, 5]),
        int([-1, 1, 2]),
        int([4, 1, 0]).to("float32"),
      ]);
      const wrong = pick<Anything>(rng, [
        input.with(k, bad),
        input.with(last, lengths),
        input.slice(0, -1),
        [...input, input[0]],
        input[0],
        [],
      ]);
      return () => module.fprop(wrong);
    },
  },
  {
    name: "gradients of sequences and last states",
    draw: (rng) => {
      const { module, input } = layer(rng);
      if (rng.next() < 0.2) return () => module.bprop(input);
      const y = module.fprop(input) as Tensor[];
      const k = rng.integer(y.length);
      const bad = pick<Anything>(rng, [noTensor(rng), y[k].to("float64"), Tensor.zeros([...y[k].shape, 1]), [y[k]]]);
      const dy = pick<Anything>(rng, [y.with(k, bad), y.slice(0, -1), [...y, y[0]], y[0], []]);
      return () => module.bprop(dy);
    },
  },
  {
    name: "steps of cells",
    draw: (rng) => {
      const Class: Anything = pick(rng, Cells);
      const cell = new Class(2, 5, { rng }) as AnyModule;
      const state = tensor(rng, [3, 5]);
      const input = Class === LSTMCell ? [tensor(rng, [3, 2]), state, state] : [tensor(rng, [3, 2]), state];
      const k = rng.integer(input.length);
      const bad = pick<Anything>(rng, [noTensor(rng), input[k].to("float64"), tensor(rng, [4, 5]), tensor(rng, [3])]);
      const wrong = pick<Anything>(rng, [input.with(k, bad), input.slice(1), [...input, state], state, []]);
      if (rng.next() < 0.6) return () => cell.fprop(wrong);
      const dy: Anything = pick<Anything>(rng, [
        noTensor(rng),
        tensor(rng, [3, 4]),
        [],
        tensor(rng, [3, 5]).to("float64"),
      ]);
      if (rng.next() < 0.8) cell.fprop(input);
      return () => cell.bprop(Class === LSTMCell && rng.next() < 0.5 ? [state, dy] : dy);
    },
  },
  {
    name: "what is remembered, and another batch",
    draw: (rng) => {
      const module: AnyModule = new (pick(rng, Layers))(2, 3, { rng, remember: true });
      module.fprop(tensor(rng, [3, 2, 2]));
      return () => module.fprop(tensor(rng, [pick(rng, [1, 2, 4]), 2, 2]));
    },
  },
  {
    name: "Sequencer",
    draw: (rng) => {
      const module = new Sequencer(new LSTMCell(2, 3, { rng }));
      const dy: Anything = pick<Anything>(rng, [noTensor(rng), tensor(rng, [3, 4, 2]), tensor(rng, [3, 4]), []]);
      return pick<() => unknown>(rng, [
        () => new Sequencer(noObject(rng)),
        () => new Sequencer(new RNNCell(2, 3), { states: pick<Anything>(rng, [3, "3", {}, [0], [1.5], ["3"], [-1]]) }),
        () => module.fprop(noTensor(rng)),
        () =>
          module.fprop(pick<Anything>(rng, [tensor(rng, [3]), tensor(rng, [3, 4, 5]), tensor(rng, shapeOf(rng, 2))])),
        () => module.fprop(tensor(rng, [3, 4, 2]).to("float64")),
        () => module.bprop(tensor(rng, [3, 4, 3])),
        () => {
          module.fprop(tensor(rng, [3, 4, 2]));
          return module.bprop(dy);
        },
      ]);
    },
  },
];

misuse("recurrent layers", doors);
