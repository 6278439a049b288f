import { Adam, BCEWithLogitsLoss, Linear, Rng, Sequential, Tanh, Tensor } from "fprop";
import type { Net, Step } from "./training.ts";

export { weightsBytes } from "./training.ts";

const steps = 500;

/** Exclusive or: true where exactly one of two inputs is. No straight line parts the two answers. */
export const x = Tensor.from([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
export const t = Tensor.from([[0], [1], [1], [0]]);

/** Learns XOR, all four cases at every step; one seed gives the same bits in every engine. */
export function trainXor(seed: number, onStep?: (step: Step) => void): Net {
  const rng = new Rng(seed);
  const net = new Sequential(new Linear(2, 8, { rng }), new Tanh(), new Linear(8, 1, { rng }));
  const loss = new BCEWithLogitsLoss();
  const optimizer = new Adam(net.parameters(), { lr: 0.1 });

  for (let step = 1; step <= steps; step++) {
    optimizer.zeroGrad();
    const E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
    onStep?.({ step, steps, loss: E, net });
  }
  return net;
}
