// Memory over a million steps of XOR (2-8-1, tanh, Adam, four cases a step), after a hundred thousand to warm up: neither
// the bytes in array buffers nor those handed out on the library's heap (shared memory, which the engine does not count
// among its buffers) may change, and the heap of the engine may grow by no more than 1 MB. Garbage is collected before
// they are read. These figures do not depend on the machine, so this bench fails where they are missed.
import { Adam, BCEWithLogitsLoss, heap, Linear, Rng, Sequential, Tanh, Tensor } from "fprop";
import { printBar } from "./harness.ts";

const rng = new Rng(1);
const net = new Sequential(new Linear(2, 8, { rng }), new Tanh(), new Linear(8, 1, { rng }));
const loss = new BCEWithLogitsLoss();
const optimizer = new Adam(net.parameters(), { lr: 0.01 });
const x = Tensor.from([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const t = Tensor.from([[0], [1], [1], [0]]);

function train(steps: number): number {
  let E = 0;
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    E = loss.fprop(net.fprop(x), t);
    net.bprop(loss.bprop());
    optimizer.step();
  }
  return E;
}

interface Bytes {
  readonly buffers: number;
  readonly library: number;
  readonly engine: number;
}

function memory(): Bytes {
  for (let i = 0; i < 4; i++) gc!();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return { buffers: arrayBuffers, library: heap.used, engine: heapUsed };
}

train(1e5);
const before = memory();
const start = performance.now();
const E = train(1e6);
const seconds = (performance.now() - start) / 1000;
const after = memory();

console.log(`A million steps of XOR in ${seconds.toFixed(1)} s, E = ${E.toExponential(2)}\n`);
const held = [
  printBar("change of the bytes in array buffers", Math.abs(after.buffers - before.buffers), "≤", 0),
  printBar("bytes more on the library's heap", after.library - before.library, "≤", 0),
  printBar("growth of the engine's heap in MB", (after.engine - before.engine) / 2 ** 20, "≤", 1),
];
if (held.includes(false)) process.exitCode = 1;
