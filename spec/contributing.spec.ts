import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// The worked example of CONTRIBUTING.md, carried out in a copy of the library: it compiles, and the gradient check of
// its row in the table passes.

const root = join(import.meta.dirname, "..");
const copy = join(root, ".cache/contributing");

const check = `
import { load, save } from "fprop/io";
import { gradcheck } from "fprop/testing";
import { inputOf, modules } from "./spec/cases.ts";
import { Rng } from "./index.ts";

const rows = modules.filter((row) => row.of === "TeLU");
const reports = rows.map((row) => {
  const module = row.make(new Rng(1));
  return gradcheck(module, inputOf(row, module));
});
const loaded = load(save(rows[0].make(new Rng(1))));
console.log(reports.length, reports.every((report) => report.ok), String(loaded), String(reports[0]));
`;

const imported = `import { TeLU } from "../../modules/activations/telu.ts";\n`;

/** Puts `line` behind the one line of `file` that is `before`. */
function insert(file: string, before: string, line: string): void {
  const [head, tail, ...more] = readFileSync(join(copy, file), "utf8").split(before);
  expect([tail, more.length], `${file} has one "${before.trim()}"`).toEqual([expect.any(String), 0]);
  writeFileSync(join(copy, file), `${head}${before}${line}${tail}`);
}

it.runIf(process.env.SOAK === "1")(
  "CONTRIBUTING.md's new layer compiles and has the right gradients",
  { timeout: 60_000 },
  () => {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(join(copy, "spec"), { recursive: true });
    for (const name of [
      "index.ts",
      "io.ts",
      "testing.ts",
      "lib",
      "modules",
      "losses",
      "spec/cases.ts",
      "spec/cases",
      "spec/values.ts",
    ])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    for (const name of ["package.json", "tsconfig.json", "scripts"])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");

    const blocks = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").matchAll(/```ts\n(?<code>.*?)```\n/gs);
    const [layer, exported, row, kind, ...rest] = [...blocks].map(({ groups }) => groups!.code);
    expect(rest).toEqual([]);
    writeFileSync(join(copy, "modules/activations/telu.ts"), layer);
    insert("index.ts", `export { Tanhshrink } from "./modules/activations/tanhshrink.ts";\n`, exported);
    insert("spec/cases/activations.ts", "  Tanhshrink,\n", "  TeLU,\n");
    insert("spec/cases/activations.ts", `  ...elementwise("Tanhshrink", "", () => new Tanhshrink()),\n`, row);
    insert("lib/io/kinds.ts", `import { Tanhshrink } from "../../modules/activations/tanhshrink.ts";\n`, imported);
    insert("lib/io/kinds.ts", `    kind("Tanhshrink", Tanhshrink, [], () => []),\n`, kind);
    writeFileSync(join(copy, "check.ts"), check);

    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", copy], { encoding: "utf8" });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
    const found = execFileSync(process.execPath, ["scripts/run.mjs", "check.ts"], { cwd: copy, encoding: "utf8" });
    expect(found).toMatch(/^3 true TeLU /);
  },
);
