import { CrossEntropyLoss, Linear, ReLU, Rng, Sequential, SGD, Tensor } from "fprop";

/** A training step of a net of Linear and ReLU of these sizes by SGD, without ∂E/∂x of its first layer. */
export function stepOf(sizes: readonly number[], rows: number): () => void {
  const rng = new Rng(1);
  const linears = sizes.slice(1).map((n, i) => new Linear(sizes[i], n, { rng, inputGrad: i > 0 }));
  const net = new Sequential(...linears.flatMap((linear, i) => (i === 0 ? [linear] : [new ReLU(), linear])));
  const [loss, optimizer] = [new CrossEntropyLoss(), new SGD(net.parameters(), { lr: 0.01 })];
  const values = Array.from({ length: rows * sizes[0] }, () => rng.uniform(-1, 1));
  const classes = Array.from({ length: rows }, () => rng.integer(sizes.at(-1)!));
  const [x, t] = [Tensor.from(values, [rows, sizes[0]]), Tensor.from(classes, [rows], "int32")];
  return () => {
    optimizer.zeroGrad();
    loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
  };
}
