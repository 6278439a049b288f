// Whole training steps with fused multiply-add in the products (useFusedMultiplyAdd) and without, and the innermost loop of the
// products alone, which no step can pass: factors that stay in the first-level cache and are not packed. Since each change
// has the other code compiled anew, a turn lasts some hundred milliseconds, the first of them not counted. Needs an engine
// with relaxed SIMD: Node 22 or later.
import { kernels, Tensor, useFusedMultiplyAdd } from "fprop";
import { digits, printTable, ratio, spread, withQuartiles } from "./harness.ts";
import { stepOf } from "./relunet.ts";

/** Products of which the factors stay in the first-level cache. */
function innermost(): () => void {
  const [m, k, n] = [24, 128, 16];
  const [a, b, c] = [m * k, k * n, m * n].map((size) => Tensor.reuse(undefined, "float32", [size]));
  return () => kernels.gemmNN(c, a, b, m, n, k);
}

/** Processor time of a call in nanoseconds, over `ms` milliseconds at least. */
function timed(program: () => void, ms: number): number {
  const start = process.cpuUsage();
  for (let calls = 1; ; calls++) {
    program();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= 1000 * ms) return (1000 * (user + system)) / calls;
  }
}

const series = (program: () => void) => () => {
  for (let i = 0; i < 1000; i++) program();
};
const programs = {
  "W3 784-256-128-10 b64": stepOf([784, 256, 128, 10], 64),
  "W4 1024-1024-1024-10 b256": stepOf([1024, 1024, 1024, 10], 256),
  "the innermost loop, 1000 times": series(innermost()),
};
const table = Object.entries(programs).map(([name, program]) => {
  const times: Record<"fused" | "separate", number[]> = { fused: [], separate: [] };
  for (let round = 0; round < 15; round++)
    for (const on of round % 2 === 0 ? [true, false] : [false, true]) {
      useFusedMultiplyAdd(on);
      timed(program, 150);
      times[on ? "fused" : "separate"].push(timed(program, 250));
    }
  const us = (of: readonly number[]): string => digits(spread(of).median / 1000);
  return [name, us(times.fused), us(times.separate), withQuartiles(ratio(times.separate, times.fused))];
});
printTable(
  `Fused multiply-add in Node ${process.versions.node}, processor time in µs; ratios of speeds are medians (quartiles)`,
  ["", "fused", "separate", "fused / separate"],
  table,
);
