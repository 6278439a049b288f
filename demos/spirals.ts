import { Adam, CrossEntropyLoss, Linear, Rng, Sequential, Tanh, Tensor } from "fprop";
import type { Net, Points, Step } from "./training.ts";

export { weightsBytes } from "./training.ts";

const perArm = 192;
const batch = 32;
const steps = 3600;

/** Points of two or three arms that wind around each other, each a little off its line, up to 3 from the middle. */
export function spirals(arms: 2 | 3, rng: Rng): Points {
  const turns = arms === 2 ? 1.75 : 1.5;
  const noise = 0.06;
  const x = Tensor.zeros([arms * perArm, 2]);
  const t = Tensor.zeros([arms * perArm], "int32");
  // Sine and cosine differ between engines in their last bits, the rational functions of u = tan(angle / 2) do not;
  // for so small an angle u is angle / 2 to three digits.
  const u = (Math.PI * turns) / perArm;
  const along = [(1 - u * u) / (1 + u * u), (2 * u) / (1 + u * u)] as const;
  const across = arms === 2 ? ([-1, 0] as const) : ([-1 / 2, Math.sqrt(3) / 2] as const);
  let direction: Direction = [1, 0];
  for (let i = 0, row = 0; i < perArm; i++) {
    const radius = 0.3 + (2.7 * i) / perArm;
    for (let arm = 0; arm < arms; arm++, row++) {
      x.data[2 * row] = radius * direction[0] + noise * rng.normal();
      x.data[2 * row + 1] = radius * direction[1] + noise * rng.normal();
      t.data[row] = arm;
      direction = turned(direction, across); // after the last arm, the first again
    }
    direction = turned(direction, along);
  }
  return { x, t };
}

type Direction = readonly [cosine: number, sine: number];

function turned([x, y]: Direction, [c, s]: Direction): Direction {
  return [x * c - y * s, x * s + y * c];
}

/** Batches of points for all steps, in a new order every time round: the same two tensors, filled anew. */
function* batches({ x, t }: Points, rng: Rng): Generator<readonly [x: Tensor, t: Tensor]> {
  const bx = Tensor.zeros([batch, 2]);
  const bt = Tensor.zeros([batch], "int32");
  let order = rng.permutation(t.size);
  for (let step = 0, first = 0; step < steps; step++, first += batch) {
    if (first === t.size) {
      order = rng.permutation(t.size);
      first = 0;
    }
    for (let i = 0; i < batch; i++) {
      const row = order[first + i];
      bx.data[2 * i] = x.data[2 * row];
      bx.data[2 * i + 1] = x.data[2 * row + 1];
      bt.data[i] = t.data[row];
    }
    yield [bx, bt];
  }
}

/** The points that `trainSpirals` learns from with this seed, and others of the same arms to test it with. */
export function spiralPoints(arms: 2 | 3, seed: number): { training: Points; test: Points } {
  const rng = new Rng(seed);
  return { training: spirals(arms, rng.split("training points")), test: spirals(arms, rng.split("test points")) };
}

/** Learns to tell the arms apart, in batches of 32 points; one seed gives the same bits in every engine. */
export function trainSpirals(arms: 2 | 3, seed: number, onStep?: (step: Step) => void): Net {
  const rng = new Rng(seed);
  const { training } = spiralPoints(arms, seed);
  const net = new Sequential(
    new Linear(2, 32, { rng }),
    new Tanh(),
    new Linear(32, 32, { rng }),
    new Tanh(),
    new Linear(32, arms, { rng }),
  );
  const loss = new CrossEntropyLoss();
  const optimizer = new Adam(net.parameters(), { lr: 0.01 });

  let step = 0;
  for (const [x, t] of batches(training, rng)) {
    optimizer.zeroGrad();
    const E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
    onStep?.({ step: ++step, steps, loss: E, net });
  }
  return net;
}
