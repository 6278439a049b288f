import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors } from "fprop/io";
import { toPyTorch } from "fprop/torch";
import { Adam, CrossEntropyLoss, MSELoss, SGD, type AnyModule, type Tensor } from "../../../index.ts";
import { nets, problem } from "./nets.ts";

// PyTorch goes on where a net stops, and the net where PyTorch stops: with TORCH_PYTHON=/usr/bin/python3, or another Python
// that has PyTorch. Without one nothing here runs; .ci/run says so aloud.

const python = process.env.TORCH_PYTHON ?? "";
const folder = join(import.meta.dirname, "../../../.cache/torch");
const STEPS = 20;

/** The losses of so many steps here. */
function train(net: AnyModule, x: Tensor, t: Tensor, loss: string, optimizer: string, lr: number): number[] {
  const criterion = loss === "mse" ? new MSELoss() : new CrossEntropyLoss();
  const parameters = net.parameters();
  const steps = optimizer === "sgd" ? new SGD(parameters, { lr, momentum: 0.9 }) : new Adam(parameters, { lr });
  return Array.from({ length: STEPS }, () => {
    steps.zeroGrad();
    const E = criterion.fprop(net.fprop(x), t);
    net.bprop(criterion.bprop());
    steps.step();
    return E;
  });
}

describe.runIf(python !== "")("PyTorch goes on", { timeout: 300_000 }, () => {
  mkdirSync(folder, { recursive: true });
  const cases = nets.flatMap((row) =>
    (["float64", "float32"] as const).map((dtype, i) => [row.name, dtype, row, i === 0 ? 2 : 1] as const),
  );

  it.each(cases)("with %s in %s, has the same losses, and its weights come back", (_, dtype, row, ranks) => {
    const { net, x, t } = problem(row, dtype);
    const at = (name: string): string => join(folder, name);
    const file = toPyTorch(net);
    writeFileSync(at("net.py"), file.python);
    writeFileSync(at("net.safetensors"), file.weights);
    writeFileSync(at("data.safetensors"), writeSafetensors({ x, t }));
    // What goes where is said because 1.13 does not find its own default under Python 3.11.
    const launcher = ["-m", "torch.distributed.run", "--redirects", "0:2", "--tee", "0:2", "--nproc_per_node"];
    const run = ranks === 1 ? [] : [...launcher, `${ranks}`];
    const lr = 0.05;
    const printed = execFileSync(
      python,
      [
        ...[
          ...run,
          "net.py",
          "net.safetensors",
          "data.safetensors",
          "--out",
          "trained.safetensors",
          "--steps",
          `${STEPS}`,
        ],
        ...["--loss", row.loss, "--optimizer", row.optimizer, "--lr", `${lr}`, "--momentum", "0.9"],
      ],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, OMP_NUM_THREADS: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const theirs = printed
      .trim()
      .split("\n")
      .map((line) => Number(line.split("\t")[1]));
    const ours = train(net, x, t, row.loss, row.optimizer, lr);
    expect(theirs).toHaveLength(STEPS);
    for (const [k, E] of ours.entries())
      expect(Math.abs(theirs[k] - E) / Math.max(1, Math.abs(E)), `loss ${k}: ${theirs[k]} and ${E}`).toBeLessThan(1e-6);
    expect(ours[STEPS - 1]).toBeLessThan(ours[0]);

    const trained = readSafetensors(readFileSync(at("trained.safetensors"))).tensors;
    const again = problem(row, dtype).net;
    again.loadStateDict(trained);
    const [a, b] = [train(again, x, t, row.loss, "sgd", 1e-3), train(net, x, t, row.loss, "sgd", 1e-3)];
    for (const [k, E] of a.entries()) expect(Math.abs(E - b[k])).toBeLessThan(1e-5);
  });
});
