import * as f from "../../../index.ts";
import { join, Rng, Tensor, type AnyModule, type Module, type Node } from "../../../index.ts";
import { drawn } from "../../values.ts";

/** Random nets: chains of layers that go with each other, with skips, branches and drawn graphs among them. */

export interface RandomNet {
  readonly net: AnyModule;
  readonly shape: readonly number[];
}
type Maker = (shape: readonly number[], rng: Rng) => Module | undefined;

const activations: readonly (() => Module)[] = [
  () => new f.ReLU(),
  () => new f.Tanh(),
  () => new f.Sigmoid(),
  () => new f.GELU(),
  () => new f.SiLU(),
  () => new f.ELU(),
  () => new f.SELU(),
  () => new f.CELU(),
  () => new f.LeakyReLU(),
  () => new f.Softplus(),
  () => new f.Softsign(),
  () => new f.Hardtanh(),
  () => new f.Hardswish(),
  () => new f.Hardsigmoid(),
  () => new f.ReLU6(),
  () => new f.Mish(),
  () => new f.LogSigmoid(),
  () => new f.Softshrink(),
  () => new f.Tanhshrink(),
  () => new f.PReLU(),
  () => new f.Dropout(0.5),
  () => new f.Identity(),
];
const pick = <T>(rng: Rng, of: readonly T[]): T => of[rng.integer(of.length)];
const least = (shape: readonly number[], n: number): boolean => shape.slice(2).every((size) => size >= n);

/** Layers for [batch, n]. */
const rows: readonly Maker[] = [
  ([, n], rng) => new f.Linear(n, 1 + rng.integer(8), { rng, bias: rng.integer(3) > 0 }),
  ([, n], rng) => new f.Linear(n, 2 + rng.integer(8), { rng }),
  ([, n], rng) => new f.Maxout(n, 1 + rng.integer(4), 2, { rng }),
  ([, n]) => new f.LayerNorm(n),
  ([, n]) => new f.BatchNorm1d(n),
  ([, n]) => new f.RMSNorm(n),
  ([, n], rng) => new f.Residual(new f.Linear(n, n, { rng })),
  ([, n], rng) => new f.Residual(new f.Sequential(new f.Linear(n, n, { rng }), pick(rng, activations)())) as Module,
  ([, n], rng) =>
    new f.RadialBasis(
      drawn([3, n], () => rng.normal()),
      1.5,
    ),
  ([, n], rng) => new f.Euclidean(n, 3, { rng }),
  ([, n], rng) => (n <= 4 ? new f.PolynomialFeatures(1 + rng.integer(2)) : undefined),
  () => new f.Softmax(),
  () => new f.LogSoftmax(),
  () => new f.Normalize(),
  ([, n], rng) => branches(n, rng),
  ([, n], rng) => drawing(n, rng),
  ([, n], rng) =>
    new f.MixtureOfExperts(new f.Linear(n, 2, { rng }), new f.Linear(n, 3, { rng }), new f.Linear(n, 3, { rng })),
  ([, n], rng) => new f.LoRA(new f.Linear(n, 3, { rng }), 2, { rng }),
  ([, n]) => (n % 2 === 0 ? new f.GLU() : undefined),
];

/** Layers for [batch, channels, height, width]. */
const images: readonly Maker[] = [
  ([, c, ...s], rng) =>
    least([0, 0, ...s], 3)
      ? new f.Conv2d(c, 1 + rng.integer(4), 1 + rng.integer(3), { padding: rng.integer(2), rng })
      : undefined,
  ([, c, ...s], rng) =>
    least([0, 0, ...s], 5)
      ? new f.Conv2d(c, 2 * c, 3, { groups: c, stride: 2, padding: 1, rng, bias: false })
      : undefined,
  ([, c, ...s], rng) =>
    least([0, 0, ...s], 3)
      ? new f.Conv2d(c, 2, 3, {
          padding: 1,
          paddingMode: pick(rng, ["reflect", "replicate", "circular"] as const),
          rng,
        })
      : undefined,
  ([, c, ...s], rng) =>
    least([0, 0, ...s], 5) ? new f.Conv2d(c, 2, 2, { dilation: 2, padding: "same", rng }) : undefined,
  ([, c, h], rng) =>
    h <= 6 ? new f.ConvTranspose2d(c, 2, 3, { stride: 2, padding: 1, outputPadding: rng.integer(2), rng }) : undefined,
  (s, rng) =>
    least(s, 3)
      ? new f.MaxPool2d(2 + rng.integer(2), { stride: 1 + rng.integer(2), padding: rng.integer(2) })
      : undefined,
  (s, rng) => (least(s, 3) ? new f.MaxPool2d(3, { stride: 2, ceilMode: rng.integer(2) === 1 }) : undefined),
  (s, rng) =>
    least(s, 3)
      ? new f.AvgPool2d(2 + rng.integer(2), {
          padding: rng.integer(2),
          countIncludePad: rng.integer(2) === 1,
          ceilMode: rng.integer(2) === 1,
        })
      : undefined,
  () => new f.AdaptiveAvgPool2d([2, 3]),
  () => new f.AdaptiveMaxPool2d(2),
  ([, c]) => new f.BatchNorm2d(c),
  ([, c]) => new f.BatchNorm2d(c, { affine: false }),
  ([, c]) => new f.GroupNorm(1, c),
  (s) => (least(s, 2) ? new f.InstanceNorm2d(s[1], { affine: true }) : undefined),
  ([, c, ...s]) => new f.LayerNorm([c, ...s]),
  () => new f.LocalResponseNorm(3),
  (s) => (s[2] <= 4 ? new f.Upsample({ scaleFactor: 2 }) : undefined),
  (s) => (s[2] <= 4 ? new f.Upsample({ size: [5, 7], mode: "bilinear" }) : undefined),
  () => new f.ZeroPad2d(1),
  (s) => (least(s, 2) ? new f.ReflectionPad2d(1) : undefined),
  (s) => (s[1] % 4 === 0 ? new f.PixelShuffle(2) : undefined),
  (s) => (least(s, 2) ? new f.LPPool2d(2, 2) : undefined),
  ([, c], rng) => new f.Residual(new f.Conv2d(c, c, 3, { padding: 1, rng })),
  () => new f.Flatten(),
  () => new f.GlobalAvgPool(),
  () => new f.Dropout2d(0.5),
];

/** Layers for [batch, time, size]. */
const sequences: readonly Maker[] = [
  ([, , n], rng) => new f.Linear(n, 2 * (1 + rng.integer(3)), { rng }),
  ([, , n], rng) => new f.LSTM(n, 3, { rng, bidirectional: rng.integer(2) === 1 }),
  ([, , n], rng) => new f.LSTM(n, 2, { rng, numLayers: 2, bias: rng.integer(2) === 1 }),
  ([, , n], rng) => new f.GRU(n, 3, { rng, bidirectional: rng.integer(2) === 1, numLayers: 1 + rng.integer(2) }),
  ([, , n], rng) => new f.RNN(n, 4, { rng, nonlinearity: pick(rng, ["tanh", "relu"] as const) }),
  ([, , n]) => new f.LayerNorm(n),
  ([, , n], rng) =>
    n % 2 === 0
      ? (new f.MultiheadAttention(n, 2, { rng, causal: rng.integer(2) === 1 } as never) as unknown as Module)
      : undefined,
  ([, , n], rng) =>
    n % 2 === 0 ? (new f.TransformerEncoderLayer(n, 2, { dimFeedforward: 5, rng }) as unknown as Module) : undefined,
  ([, , n]) => (n % 2 === 0 ? new f.PositionalEncoding(n) : undefined),
  ([, , n]) => (n % 2 === 0 ? new f.RotaryPositionalEmbeddings(n) : undefined),
  () => new f.Transpose(1, 2),
  ([, , n], rng) => new f.TimeDistributed(new f.Linear(n, 3, { rng })),
  ([, t], rng) => new f.Conv1d(t, 2, 1, { rng }),
  () => new f.Mean(1),
  () => new f.Select(1, -1),
  () => new f.Flatten(),
];

function branches(n: number, rng: Rng): Module {
  const two = [0, 1].map(() => new f.Sequential(new f.Linear(n, 3, { rng }), pick(rng, activations)()) as Module);
  const end = pick<() => AnyModule>(rng, [
    () => new f.JoinTable(1),
    () => new f.Add(),
    () => new f.Mul(),
    () => new f.Maximum(),
  ]);
  return new f.Sequential<AnyModule[]>(new f.ConcatTable(...two), end()) as unknown as Module;
}

function drawing(n: number, rng: Rng): Module {
  const act = pick(rng, activations);
  return new f.Graph((x: Node) => {
    const h = x.into(new f.Linear(n, n, { rng })).into(act());
    const k = join(h, x).into(new f.Add());
    return join(k, h).into(new f.Sub());
  });
}

/** The k-th net, and the shape of its input. */
export function randomNet(k: number): RandomNet {
  const rng = new Rng(k);
  const start = pick(rng, [
    [3, 2 + rng.integer(6)],
    [3, 1 + rng.integer(4), 4 + rng.integer(5), 4 + rng.integer(5)],
    [3, 2 + rng.integer(4), 2 * (1 + rng.integer(3))],
  ]);
  const layers: AnyModule[] = [];
  let x: Tensor = Tensor.zeros(start);
  for (let tries = 0; tries < 40 && layers.length < 3 + (k % 4); tries++) {
    const table = [rows, sequences, images][x.shape.length - 2];
    const layer = rng.integer(3) === 0 ? pick(rng, activations)() : pick(rng, table)(x.shape, rng);
    if (layer === undefined) continue;
    // A pool may find no window, or a statistic one number.
    try {
      const y = layer.predict(x);
      if (y.shape.length > 4 || y.size / y.shape[0] > 400) continue;
      x = y;
      layers.push(layer);
    } catch (error) {
      if (!(error instanceof f.FpropError)) throw error;
    }
  }
  return { net: scattered(new f.Sequential<AnyModule[]>(...layers), rng), shape: start };
}

/** The net with parameters and statistics that are not what they start as. */
function scattered(net: AnyModule, rng: Rng): AnyModule {
  for (const [, p] of net.namedParameters())
    for (let i = 0; i < p.value.size; i++) p.value.data[i] += 0.1 * rng.normal();
  for (const [name, b] of net.namedBuffers())
    if (!name.endsWith("tracked")) for (let i = 0; i < b.value.size; i++) b.value.data[i] += 0.5 * rng.uniform(0, 1);
  return net;
}

export const inputFor = ({ shape }: RandomNet, batch: number): Tensor => {
  const rng = new Rng(batch).split(String(shape));
  return drawn([batch, ...shape.slice(1)], () => rng.normal());
};
