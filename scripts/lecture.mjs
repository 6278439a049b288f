// Runs every program of the lecture, in the order of its slides; their pictures and what they print go to .cache/lecture/,
// and a page that gathers them.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const run = join(dirname(fileURLToPath(import.meta.url)), "run.mjs");
const topics = [
  "perceptron",
  "fourways",
  "batches",
  "beyond",
  "graphs",
  "nonlinearities",
  "losses",
  "saturation",
  "softmax",
];
mkdirSync(".cache/lecture", { recursive: true });
for (const topic of [...topics, "page"]) {
  const program = spawnSync(process.execPath, [run, `demos/lecture/${topic}.ts`], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  process.stdout.write(program.stdout);
  if (program.status !== 0) process.exit(program.status ?? 1);
  if (topic !== "page") writeFileSync(`.cache/lecture/${topic}.txt`, program.stdout.replace(/^Picture: .*\n/m, ""));
}
