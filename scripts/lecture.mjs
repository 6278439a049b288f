// Runs every program of the lecture, in the order of its slides; their pictures go to .cache/lecture/.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const run = join(dirname(fileURLToPath(import.meta.url)), "run.mjs");
for (const topic of ["perceptron", "batches", "nonlinearities", "losses", "saturation", "softmax"]) {
  const { status } = spawnSync(process.execPath, [run, `demos/lecture/${topic}.ts`], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
