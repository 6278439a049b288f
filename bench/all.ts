// Every bench in a process of its own, one after the other: what one has taught the compiler shall not slow the next.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url)); // from .cache/bench, where this runs
const benches = [
  ["products"],
  ["blas"],
  ["convolution"],
  ["steps"],
  ["passes"],
  ["threads"],
  ["lambda"],
  ["recurrent"],
  ["attention"],
  ["elementwise", "float32"],
  ["elementwise", "float64"],
  ["growth"],
  ["memory"],
];

for (const [name, ...args] of benches) {
  console.log("");
  const { status } = spawnSync(process.execPath, ["scripts/run.mjs", `bench/${name}.ts`, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
