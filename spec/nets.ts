import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Embedding,
  Flatten,
  GlobalAvgPool,
  LayerNorm,
  Linear,
  LSTM,
  MaxPool2d,
  Module,
  PositionalEncoding,
  ReLU,
  Sequential,
  Tanh,
  Tensor,
  TransformerEncoder,
  TransformerEncoderLayer,
  type AnyModule,
} from "../index.ts";

/** The nets of spec/fixtures/checkpoints.py, as one who has their checkpoints from PyTorch would write them. */

const mlp = (): AnyModule =>
  new Sequential(
    new Flatten(),
    new Linear(12, 32),
    new ReLU(),
    new Dropout(0.2),
    new Linear(32, 16),
    new Tanh(),
    new Linear(16, 3),
  );

const lenet = (): AnyModule =>
  Sequential.named({
    conv1: new Conv2d(1, 6, 5, { padding: 2 }),
    relu1: new ReLU(),
    pool1: new MaxPool2d(2),
    conv2: new Conv2d(6, 16, 5),
    relu2: new ReLU(),
    pool2: new MaxPool2d(2),
    flatten: new Flatten(),
    fc1: new Linear(400, 120),
    relu3: new ReLU(),
    fc2: new Linear(120, 84),
    relu4: new ReLU(),
    fc3: new Linear(84, 10),
  });

/** y = relu(bn2(conv2(relu1(bn1(conv1 x)))) + skip x), where skip is x or its downsample. */
export class BasicBlock extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly relu1 = new ReLU();
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly downsample: Sequential<[Conv2d, BatchNorm2d]> | undefined;
  readonly relu = new ReLU();

  constructor(n: number, m: number, stride: number) {
    super();
    this.conv1 = new Conv2d(n, m, 3, { stride, padding: 1, bias: false });
    this.bn1 = new BatchNorm2d(m);
    this.conv2 = new Conv2d(m, m, 3, { padding: 1, bias: false });
    this.bn2 = new BatchNorm2d(m);
    if (stride !== 1 || n !== m)
      this.downsample = new Sequential(new Conv2d(n, m, 1, { stride, bias: false }), new BatchNorm2d(m));
  }

  fprop(x: Tensor): Tensor {
    const h = this.relu1.fprop(this.bn1.fprop(this.conv1.fprop(x)));
    return this.relu.fprop(sum(this.bn2.fprop(this.conv2.fprop(h)), this.downsample?.fprop(x) ?? x));
  }

  bprop(dy: Tensor): Tensor {
    const d = this.relu.bprop(dy);
    const dh = this.conv2.bprop(this.bn2.bprop(d));
    return sum(this.conv1.bprop(this.bn1.bprop(this.relu1.bprop(dh))), this.downsample?.bprop(d) ?? d);
  }
}

function sum(a: Tensor, b: Tensor): Tensor {
  return Tensor.from(
    a.data.map((v, i) => v + b.data[i]),
    a.shape,
  );
}

const stage = (n: number, m: number, stride: number): AnyModule =>
  new Sequential(new BasicBlock(n, m, stride), new BasicBlock(m, m, 1));

const resnet18 = (w = 4): AnyModule =>
  Sequential.named({
    conv1: new Conv2d(3, w, 7, { stride: 2, padding: 3, bias: false }),
    bn1: new BatchNorm2d(w),
    relu: new ReLU(),
    maxpool: new MaxPool2d(3, { stride: 2, padding: 1 }),
    layer1: stage(w, w, 1),
    layer2: stage(w, 2 * w, 2),
    layer3: stage(2 * w, 4 * w, 2),
    layer4: stage(4 * w, 8 * w, 2),
    avgpool: new GlobalAvgPool(),
    fc: new Linear(8 * w, 10),
  });

const lstm = (): AnyModule =>
  Sequential.named({
    embedding: new Embedding(20, 8),
    lstm: new LSTM(8, 12, { numLayers: 2, bidirectional: true }),
    fc: new Linear(24, 5),
  });

const transformer = (): AnyModule =>
  Sequential.named({
    embedding: new Embedding(20, 16),
    positions: new PositionalEncoding(16),
    encoder: new TransformerEncoder(() => new TransformerEncoderLayer(16, 4, { dimFeedforward: 32 }), 2, {
      norm: new LayerNorm(16),
    }),
    fc: new Linear(16, 20),
  });

export const nets: Readonly<Record<string, () => AnyModule>> = { mlp, lenet, resnet18, lstm, transformer };
