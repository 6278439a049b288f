// Whole training steps with products by the system's BLAS (useBlas), by the WebAssembly kernels, and in PyTorch on one
// thread (steps.py, where /usr/bin/python3 or TORCH_PYTHON has it), in turns of some hundred milliseconds. Times are processor
// times; ratios are medians of the rounds. Both sides leave out ∂E/∂x of the first layer.
//
// Bar: W4 with a BLAS at least 0.8 of PyTorch's speed.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { useBlas } from "fprop/node";
import { digits, printBar, printTable, ratio, spread, withQuartiles } from "./harness.ts";
import { stepOf } from "./relunet.ts";

const workloads = [
  { name: "W3", sizes: [784, 256, 128, 10], rows: 64, steps: 100 },
  { name: "W4", sizes: [1024, 1024, 1024, 10], rows: 256, steps: 6 },
];
const rounds = 15;

/** Processor time of a step, in nanoseconds. */
function timed(step: () => void, steps: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < steps; i++) step();
  const { user, system } = process.cpuUsage(start);
  return (1000 * (user + system)) / steps;
}

// Where PyTorch computes by an OpenBLAS of its own threads, torch.set_num_threads does not reach these.
const python = spawn(process.env.TORCH_PYTHON ?? "/usr/bin/python3", ["bench/steps.py"], {
  stdio: ["pipe", "pipe", "ignore"],
  env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
});
python.on("error", () => undefined);
python.stdin.on("error", () => undefined);
const answers = createInterface(python.stdout)[Symbol.asyncIterator]();
/** The same in PyTorch; undefined where there is none. */
async function inPyTorch(sizes: readonly number[], rows: number, steps: number): Promise<number | undefined> {
  python.stdin.write(`${sizes.join()} ${rows} ${steps}\n`);
  const { value } = (await answers.next()) as { value?: string };
  return value === undefined ? undefined : Number(value);
}

const found = await useBlas();
console.log(`\n${found.library}, threads: ${found.threads}\n${found.version}\n`);
found.stop();

const table: string[][] = [];
const overTorch: Record<string, number> = {};
for (const { name, sizes, rows, steps } of workloads) {
  const step = stepOf(sizes, rows);
  const withBlas = async (): Promise<number> => {
    const { stop } = await useBlas();
    const time = timed(step, steps);
    stop();
    return time;
  };
  const times: { blas: number; wasm: number; torch: number | undefined }[] = [];
  for (let round = -1; round < rounds; round++) {
    const all = { torch: await inPyTorch(sizes, rows, steps), blas: await withBlas(), wasm: timed(step, steps) };
    if (round >= 0) times.push(all);
  }
  const [blas, wasm] = [times.map((t) => t.blas), times.map((t) => t.wasm)];
  const torch = times.flatMap((t) => t.torch ?? []);
  const steady = (of: readonly number[]): string => (of.length === 0 ? "—" : digits(spread(of).median / 1000));
  if (torch.length > 0) overTorch[name] = ratio(torch, blas).median;
  table.push([
    `${name} ${sizes.join("-")} b${rows}`,
    ...[blas, wasm, torch].map(steady),
    withQuartiles(ratio(wasm, blas)),
    torch.length === 0 ? "no PyTorch" : withQuartiles(ratio(torch, blas)),
  ]);
}
python.stdin.end();

printTable(
  "Training steps in float32, processor time in µs; ratios of speeds are medians (quartiles)",
  ["", "BLAS", "WASM", "PyTorch", "BLAS / WASM", "BLAS / PyTorch"],
  table,
);
if (overTorch.W4 !== undefined) printBar("W4 with a BLAS, share of PyTorch's speed", overTorch.W4, "≥", 0.8);
