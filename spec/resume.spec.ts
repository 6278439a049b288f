import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as fprop from "../index.ts";
import { loadTraining, saveTraining } from "../io.ts";
import { makeTraining, optimizers, type Training } from "./resume/training.ts";

// A training that is stopped anywhere, and goes on in a new process from what was saved, ends with the very weights that it
// would have had.

const weights = ({ net, parts }: Training): string =>
  createHash("sha256")
    .update(saveTraining({ net: parts.net, optimizer: parts.optimizer, average: parts.average }))
    .digest("hex")
    .concat(String(net.training));

/** Runs until `stop` steps are done, or to the end; returns what would be saved there. */
async function run(training: Training, stop = Infinity): Promise<Uint8Array> {
  let saved: Uint8Array | undefined;
  const controller = new AbortController();
  try {
    for await (const _ of training.run((step) => {
      if (step === stop) {
        saved = saveTraining(training.parts);
        controller.abort();
      }
    }, controller.signal));
  } catch (error) {
    if (!(error instanceof fprop.FpropError) || error.code !== "ABORTED") throw error;
  }
  return saved ?? saveTraining(training.parts);
}

describe.each(optimizers)("a training by %s", (name) => {
  it("ends with the same bits, wherever it was stopped", async () => {
    const straight = makeTraining(name);
    await run(straight);
    const wanted = weights(straight);
    const steps = straight.parts.progress.step;
    expect(steps).toBe(3 * 5);
    const rng = new fprop.Rng(7).split(name);
    for (let stop = 0; stop < 3; stop++) {
      const at = 1 + rng.integer(steps);
      const bytes = await run(makeTraining(name), at);
      const resumed = makeTraining(name, 99);
      loadTraining(bytes, resumed.parts);
      expect(resumed.parts.progress.step).toBe(at);
      await run(resumed);
      expect(weights(resumed), `stopped after step ${at}`).toBe(wanted);
    }
  });
});

describe("a training in processes", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fprop-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("that are stopped, twice, ends as in one", async () => {
    const program = join(folder, "train.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "resume/program.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
    });
    const run = (file: string, stop: string): string => {
      const { stdout, stderr } = spawnSync(process.execPath, [program, join(folder, file), stop], { encoding: "utf8" });
      expect(stderr).toBe("");
      return stdout.trim();
    };
    const wanted = run("straight", "none");
    expect(wanted).toMatch(/^[0-9a-f]{64}$/);
    expect(run("stopped", "4")).toBe("stopped after 4");
    expect(run("stopped", "11")).toBe("stopped after 11");
    expect(run("stopped", "none")).toBe(wanted);
  });
});
