import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  AlphaDropout,
  Concat,
  GaussianNoise,
  Linear,
  LoRA,
  MixtureOfExperts,
  PReLU,
  RadialBasis,
  RReLU,
  Tanh,
  Tensor,
  WeightNorm,
} from "fprop";
import { chosen, optimizers, schedules } from "../../../../demos/playground/model/choices.ts";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import { newSource, scalerFor, sources } from "../../../../demos/playground/model/sources.ts";
import { exported } from "../../../../demos/playground/worker/exporting.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";

const root = join(import.meta.dirname, "../../../..");
const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;
const small = (more: Partial<Configuration> = {}): Configuration =>
  configurationOf(dataFor("moons", { samples: 40 }), [new Linear(2, 4), new Tanh(), new Linear(4, 2)], more);
const rows = Array.from({ length: 24 }, (_, i) => [i / 7, -i * i, Number((i / 3).toFixed(3)), i % 3]);

/** Every source, loss form, optimizer and schedule, penalties, and modules that draw or hold others. */
const configurations: Readonly<Record<string, Configuration>> = {
  ...Object.fromEntries(["bumps", "delta", "dropout", "batchnorm", "skip"].map((id) => [id, preset(id)])),
  ...Object.fromEntries(
    sources.flatMap(({ kind }) =>
      ["csv", "points", "plane", "digits"].includes(kind)
        ? []
        : [
            [
              kind,
              small({
                data: { source: newSource(kind as "xor"), testSize: 0.3, scaler: "minmax" },
                loss: chosen("loss", "MSELoss"),
                layers: configurationOf(dataFor("moons"), [new Linear(2, kind === "blobs" ? 3 : 1)]).layers,
              }),
            ],
          ],
    ),
  ),
  points: small({
    data: {
      source: { kind: "points", points: rows.map(([a, , b], i) => [a, b / 10, i % 2] as const) },
      testSize: 0.25,
      scaler: scalerFor("points"),
    },
  }),
  csv: small({
    data: {
      source: { kind: "csv", name: "a", features: ["a", "b", "c"], target: "t", classes: ["x", "y", "z"], rows },
      testSize: 0.25,
      scaler: "standard",
    },
    layers: configurationOf(dataFor("moons"), [new Linear(3, 3)]).layers,
    loss: chosen("loss", "HingeLoss"),
  }),
  "csv of numbers": small({
    data: {
      source: { kind: "csv", name: "a", features: ["a", "b", "c"], target: "t", classes: [], rows },
      testSize: 0.25,
      scaler: "none",
    },
    layers: configurationOf(dataFor("moons"), [new Linear(3, 1)]).layers,
    loss: chosen("loss", "HuberLoss", { delta: 0.5 }),
  }),
  ...Object.fromEntries(
    ["recurrence", "attention"].map((id) => [id, { ...preset(id), data: dataFor("digits", { samples: 120 }) }]),
  ),
  digits: { ...preset("convolution"), data: dataFor("digits", { samples: 120 }) },
  ...Object.fromEntries(optimizers.map(({ kind }) => [kind, small({ optimizer: chosen("optimizer", kind) })])),
  ...Object.fromEntries(schedules.map(({ kind }) => [kind, small({ schedule: chosen("schedule", kind) })])),
  L1: small({ regularizer: { kind: "L1", lambda: 0.01 }, loss: chosen("loss", "MSELoss", { signs: true }) }),
  L2: small({ regularizer: { kind: "L2", lambda: 0.01 } }),
  ElasticNet: small({ regularizer: { kind: "ElasticNet", lambda: 0.01 } }),
  drawing: configurationOf(dataFor("moons"), [
    new GaussianNoise(0.1),
    new RadialBasis(Tensor.zeros([5, 2]), 0.7),
    new Concat(1, new RadialBasis(Tensor.zeros([3, 5]), 1), new Linear(5, 3)),
    new RReLU(),
    new AlphaDropout(0.1),
    new MixtureOfExperts(new Linear(6, 2), new LoRA(new Linear(6, 4), 2), new WeightNorm(new Linear(6, 4))),
    new PReLU(),
    new Linear(4, 2),
  ]),
};

let folder: string;
const names = Object.keys(configurations);
const fileOf = (name: string): string => `program${names.indexOf(name)}`;

beforeAll(async () => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache/programs-"));
  for (const [name, configuration] of Object.entries(configurations)) {
    const text = new TextDecoder().decode(exported(new Session(configuration), "typescript").bytes);
    // So many steps need as many epochs as they take.
    writeFileSync(join(folder, `${fileOf(name)}.ts`), text.replace("const epochs = 50;", "const epochs = 3;"));
  }
  await build({
    entryPoints: names.map((name) => join(folder, `${fileOf(name)}.ts`)),
    outdir: join(folder, "out"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    alias: { fprop: join(root, "index.ts") },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the program of a configuration", () => {
  it.each(names)("of %s has the losses of the playground, bit for bit", async (name) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { losses } = (await import(pathToFileURL(join(folder, "out", `${fileOf(name)}.mjs`)).href)) as {
      losses: readonly number[];
    };
    expect(log).toHaveBeenCalledTimes(3);
    log.mockRestore();
    const session = new Session(configurations[name]);
    const seen: number[] = [];
    while (session.progress.epoch < 3) {
      session.step();
      seen.push(session.loss);
    }
    expect(session.stopped).toBeUndefined();
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(losses).toEqual(seen);
  });

  it.runIf(process.env.SOAK === "1")("has the types that the library wants", () => {
    const options = { extends: join(root, "tsconfig.json"), include: ["*.ts"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    let said = "";
    try {
      execFileSync(process.execPath, [tsc, "-p", join(folder, "tsconfig.json")], { encoding: "utf8" });
    } catch (error) {
      said = (error as { stdout: string }).stdout;
    }
    expect(said).toBe("");
  });
});
