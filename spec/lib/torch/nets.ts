import * as f from "../../../index.ts";
import { join, Rng, Tensor, type AnyModule, type Node } from "../../../index.ts";
import { drawn } from "../../values.ts";

/** Nets that train here and in PyTorch: one for each kind of what toPyTorch writes. */

export interface Trained {
  readonly name: string;
  readonly make: (rng: Rng) => AnyModule;
  readonly x: readonly number[];
  readonly loss: "mse" | "cross_entropy";
  readonly optimizer: "sgd" | "adam";
  /** Below this number are the entries of x, which are indices. */
  readonly below?: number;
}

export const nets: readonly Trained[] = [
  {
    name: "an MLP",
    make: (rng) => new f.Sequential(new f.Linear(4, 16, { rng }), new f.Tanh(), new f.Linear(16, 3, { rng })),
    x: [12, 4],
    loss: "cross_entropy",
    optimizer: "sgd",
  },
  {
    name: "a convolutional net",
    make: (rng) =>
      f.Sequential.named({
        conv1: new f.Conv2d(1, 4, 3, { padding: 1, rng }),
        relu: new f.ReLU(),
        pool: new f.MaxPool2d(2),
        skip: new f.Residual(new f.Conv2d(4, 4, 3, { padding: "same", bias: false, rng })),
        gelu: new f.GELU(),
        mean: new f.AvgPool2d(2, { stride: 1 }),
        flatten: new f.Flatten(),
        fc: new f.Linear(16, 3, { rng }),
      }),
    x: [8, 1, 6, 6],
    loss: "cross_entropy",
    optimizer: "adam",
  },
  {
    name: "a graph with a module in two places",
    make: (rng) => {
      const same = new f.Linear(4, 4, { rng });
      return new f.Graph((x: Node) => {
        const h = x.into(same).into(new f.Softplus());
        const k = h.into(same).into(new f.LayerNorm(4));
        return join(join(k, x).into(new f.Mul()), h)
          .into(new f.JoinTable(1))
          .into(new f.Linear(8, 2, { rng }));
      });
    },
    x: [8, 4],
    loss: "mse",
    optimizer: "adam",
  },
  {
    name: "an LSTM over words",
    make: (rng) =>
      new f.Sequential<AnyModule[]>(
        new f.Embedding(9, 4, { rng }),
        new f.LSTM(4, 5, { bidirectional: true, rng }),
        new f.Select(1, -1),
        new f.Linear(10, 3, { rng }),
      ),
    x: [8, 5],
    loss: "cross_entropy",
    optimizer: "adam",
    below: 9,
  },
  {
    name: "a Transformer",
    make: (rng) =>
      new f.Sequential<AnyModule[]>(
        new f.TransformerEncoder(
          () =>
            new f.TransformerEncoderLayer(8, 2, { dimFeedforward: 12, dropout: 0, causal: true, normFirst: true, rng }),
          2,
          { norm: new f.LayerNorm(8) },
        ),
        new f.Mean(1),
        new f.Linear(8, 2, { rng }),
      ),
    x: [6, 4, 8],
    loss: "mse",
    optimizer: "sgd",
  },
];

/** The net, x and t of one of them, in a type. */
export function problem(row: Trained, dtype: "float32" | "float64"): { net: AnyModule; x: Tensor; t: Tensor } {
  const rng = new Rng(3).split(row.name);
  const net = row.make(rng).to("float64");
  // Numbers that float32 has, too, so that both begin alike.
  for (const p of net.parameters()) p.value.data.set(Float32Array.from(p.value.data));
  net.to(dtype);
  const { below } = row;
  const x =
    below === undefined
      ? drawn(row.x, () => rng.normal()).to(dtype)
      : drawn(row.x, () => rng.integer(below)).to("int32");
  const y = net.predict(x) as Tensor;
  const t =
    row.loss === "mse"
      ? drawn(y.shape, () => rng.normal()).to(dtype)
      : drawn([row.x[0]], () => rng.integer(y.shape[1])).to("int32");
  return { net, x, t };
}
