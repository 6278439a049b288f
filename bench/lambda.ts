// A Lambda against the hand-written modules of the same function, fprop and bprop, in turns (see harness.ts): tanh(x Wᵀ +
// b) as a Sequential of Linear and Tanh, and as an expression with the same weights. Both give the same y and dx, bit for
// bit, before they are timed.
//
// Bar: at most 3 times the modules.
import { add, Lambda, Linear, matmul, Rng, Sequential, Tanh, tanh, Tensor, transpose } from "fprop";
import { digits, printBar, printTable, ratio, spread, takeTurns, withQuartiles } from "./harness.ts";

const sizes = [
  [4, 2, 8],
  [32, 32, 32],
  [64, 784, 256],
] as const;

const rows = sizes.map(([batch, into, out]) => {
  const rng = new Rng(1);
  const linear = new Linear(into, out, { rng });
  const net = new Sequential(linear, new Tanh());
  const lambda = new Lambda((x, w, b) => tanh(add(matmul(x, transpose(w)), b)), {
    w: linear.weight.value,
    b: Tensor.zeros([out]),
  });
  linear.bias!.value.data.fill(0);
  const normal = (shape: readonly number[]): Tensor =>
    Tensor.from(
      Array.from({ length: shape[0] * shape[1] }, () => rng.normal()),
      shape,
    );
  const [x, dy] = [normal([batch, into]), normal([batch, out])];
  const step = (module: Lambda | typeof net) => (): Tensor => {
    module.fprop(x);
    return module.bprop(dy);
  };
  const programs = [step(lambda), step(net)];
  const [a, b] = programs.map((program) => program().data.join());
  if (a !== b) throw new Error(`${batch}×${into}×${out}: dx differs`);

  const times = takeTurns(programs, { rounds: 31, ms: 10, warm: 500 });
  const [us, byHand] = times.map((t) => spread(t).median / 1000);
  return { name: `[${batch}, ${into}] → ${out}`, us, byHand, over: ratio(times[0], times[1]) };
});

printTable(
  "tanh(x Wᵀ + b), fprop and bprop in float32, processor time; ratios are medians (quartiles)",
  ["", "Lambda µs", "modules µs", "Lambda / modules"],
  rows.map(({ name, us, byHand, over }) => [name, digits(us), digits(byHand), withQuartiles(over)]),
);
for (const { name, over } of rows) printBar(`Lambda ${name}, times the modules`, over.median, "≤", 3);
