import {
  Add,
  Graph,
  GRU,
  GRUCell,
  join,
  Linear,
  LSTM,
  LSTMCell,
  RNN,
  RNNCell,
  Sequencer,
  Sequential,
  Tanh,
  type Node,
} from "../../index.ts";
import type { ModuleRow, Shape } from "./row.ts";

const row = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: readonly Shape[],
  wrong: readonly Shape[],
  more: Pick<ModuleRow, "below"> = {},
): ModuleRow => ({
  of,
  how,
  torch: `torch.nn.${of}`,
  make,
  x,
  wrong,
  // Layers have a stream for their dropout, be it 0 or not.
  ...(of.endsWith("Cell") ? {} : { random: true }),
  ...more,
});

const sequencer = (how: string, make: ModuleRow["make"], x: Shape): ModuleRow => ({
  of: "Sequencer",
  how,
  torch: null,
  make,
  x: [x],
  wrong: [[3, 2, 5]],
});

const [x, h, c] = [
  [3, 2],
  [3, 4],
  [3, 4],
];

export const recurrents: readonly ModuleRow[] = [
  row("RNNCell", "2 → 4", (rng) => new RNNCell(2, 4, { rng }), [x, h], [x, [2, 4]]),
  row("RNNCell", "no bias", (rng) => new RNNCell(2, 4, { rng, bias: false }), [x, h], [h, h]),
  row("LSTMCell", "2 → 4", (rng) => new LSTMCell(2, 4, { rng }), [x, h, c], [x, h, x]),
  row("LSTMCell", "no bias", (rng) => new LSTMCell(2, 4, { rng, bias: false }), [x, h, c], [h, h, c]),
  row("GRUCell", "2 → 4", (rng) => new GRUCell(2, 4, { rng }), [x, h], [x, x]),
  row("GRUCell", "no bias", (rng) => new GRUCell(2, 4, { rng, bias: false }), [x, h], [h, h]),

  row("RNN", "2 → 3", (rng) => new RNN(2, 3, { rng }), [[3, 2, 2]], [[3, 2, 3]]),
  row("LSTM", "2 → 3", (rng) => new LSTM(2, 3, { rng }), [[3, 2, 2]], [[3, 2]]),
  row("GRU", "2 → 3", (rng) => new GRU(2, 3, { rng }), [[3, 2, 2]], [[3, 2, 3]]),
  row("LSTM", "no bias, 1 → 5, one step", (rng) => new LSTM(1, 5, { rng, bias: false }), [[2, 1, 1]], [[2, 1, 2]]),
  row("GRU", "no bias, 3 → 1", (rng) => new GRU(3, 1, { rng, bias: false }), [[2, 3, 3]], [[2, 3]]),

  // Every option, but few at a time: the second derivatives of a drawing take the square of the number of its operands.
  // All at once stand in spec/modules/recurrent/lstm.spec.ts, and in the comparison with PyTorch.
  row(
    "RNN",
    "two directions, states, lengths",
    (rng) => new RNN(1, 2, { rng, bias: false, bidirectional: true, states: true, lengths: true }),
    [[3, 2, 1], [3, 2, 2], [3]],
    [[3, 2, 1], [2, 3, 2], [3]],
    { below: [undefined, undefined, 3] },
  ),
  row(
    "LSTM",
    "states, lengths",
    (rng) => new LSTM(1, 2, { rng, bias: false, states: true, lengths: true }),
    [[3, 2, 1], [3, 1, 2], [3, 1, 2], [3]],
    [[3, 2, 1], [3, 1, 2], [3, 1, 2], [4]],
    { below: [undefined, undefined, undefined, 3] },
  ),
  row(
    "GRU",
    "states",
    (rng) => new GRU(1, 2, { rng, bias: false, states: true }),
    [
      [3, 2, 1],
      [3, 1, 2],
    ],
    [
      [3, 2, 1],
      [1, 3, 2],
    ],
  ),
  row(
    "RNN",
    "relu, two layers",
    (rng) => new RNN(2, 3, { rng, bias: false, numLayers: 2, nonlinearity: "relu" }),
    [[3, 2, 2]],
    [[3, 4, 3]],
  ),
  row(
    "LSTM",
    "two directions",
    (rng) => new LSTM(2, 2, { rng, bias: false, bidirectional: true }),
    [[3, 2, 2]],
    [[3, 2, 3]],
  ),
  row(
    "RNN",
    "two layers in two directions, dropout",
    (rng) => new RNN(1, 2, { rng, bias: false, bidirectional: true, numLayers: 2, dropout: 0.4 }),
    [[3, 2, 1]],
    [[3, 2, 2]],
  ),
  row(
    "LSTM",
    "three layers, dropout",
    (rng) => new LSTM(1, 2, { rng, bias: false, numLayers: 3, dropout: 0.4 }),
    [[3, 2, 1]],
    [[3, 2]],
  ),
  row(
    "GRU",
    "two directions, lengths",
    (rng) => new GRU(1, 2, { rng, bias: false, bidirectional: true, lengths: true }),
    [[4, 2, 1], [4]],
    [[4, 2, 1], [3]],
    { below: [undefined, 3] },
  ),

  sequencer("of a net", (rng) => new Sequencer(new Sequential(new Linear(2, 2, { rng }), new Tanh())), [3, 2, 2]),
  sequencer("of an RNNCell", (rng) => new Sequencer(new RNNCell(2, 3, { rng, bias: false })), [3, 3, 2]),
  sequencer("of an LSTMCell", (rng) => new Sequencer(new LSTMCell(2, 2, { rng, bias: false })), [3, 2, 2]),
  sequencer(
    "of a graph with a state",
    (rng) => {
      const net = new Graph((x: Node, h: Node) =>
        join(x.into(new Linear(2, 3, { rng })), h.into(new Linear(3, 3, { rng, bias: false })))
          .into(new Add())
          .into(new Tanh()),
      );
      return new Sequencer(net, { states: [3] });
    },
    [2, 3, 2],
  ),
];
