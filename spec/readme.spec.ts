import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

// Every program in the README compiles, runs, and prints what the README says it prints. After a change of wording or of
// numbers, `UPDATE=1 npx vitest run spec/readme.spec.ts` writes the outputs anew, for a person to read before committing.

const root = join(import.meta.dirname, "..");
const readme = join(root, "README.md");
const folder = join(root, ".cache/readme");
const pattern = /```ts\n(?<code>.*?)```\n(?:\n```text\n(?<output>.*?)```\n)?/gs;

const programs = [...readFileSync(readme, "utf8").matchAll(pattern)].map((match, i) => ({
  name: `program ${i + 1}`,
  source: join(folder, `program${i + 1}.ts`),
  code: match.groups!.code,
  output: match.groups!.output,
}));

const compiled = (source: string): string => source.replace(/\.ts$/, ".mjs");

describe("README", () => {
  mkdirSync(folder, { recursive: true });
  for (const { source, code } of programs) writeFileSync(source, code);

  // All at once, so that the library is read once.
  beforeAll(async () => {
    await build({
      entryPoints: programs.map(({ source }) => source),
      outdir: folder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      alias: {
        fprop: join(root, "index.ts"),
        "fprop/csv": join(root, "csv.ts"),
        "fprop/io": join(root, "io.ts"),
        "fprop/node": join(root, "node.ts"),
        "fprop/onnx": join(root, "onnx.ts"),
        "fprop/torch": join(root, "torch.ts"),
        "fprop/profile": join(root, "profile.ts"),
        "fprop/worker": join(root, "worker.ts"),
        "fprop/testing": join(root, "testing.ts"),
      },
    });
  });

  it("has programs, and each is followed by its output", () => {
    expect(programs.length).toBeGreaterThanOrEqual(4);
    for (const { name, output } of programs) expect(output, name).toBeDefined();
  });

  it("has programs that compile", () => {
    const files = programs.map(({ source }) => source);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", files, include: [] }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  for (const { name, source, output } of programs)
    it(`${name} prints what stands under it`, () => {
      const printed = execFileSync(process.execPath, [compiled(source)], { encoding: "utf8" });
      if (process.env.UPDATE === "1" && printed !== output) {
        const text = readFileSync(readme, "utf8");
        const code = readFileSync(source, "utf8");
        writeFileSync(
          readme,
          text.replace(`${code}\`\`\`\n\n\`\`\`text\n${output}`, () => `${code}\`\`\`\n\n\`\`\`text\n${printed}`),
        );
      } else expect(printed).toBe(output);
    });

  it("lists every export of the catalogue", () => {
    const text = readFileSync(readme, "utf8");
    const index = readFileSync(join(root, "index.ts"), "utf8");
    const exported = [
      ...index.matchAll(
        /^export \{ (?!type)(\w+).*"\.\/(?:modules|losses|lib\/optim|lib\/train|lib\/data|lib\/regularizers|lib\/constraints)\//gm,
      ),
    ];
    expect(exported.length).toBeGreaterThan(25);
    for (const [, name] of exported)
      if (!/^(Optimizer|Regularizer|Rule|Scaler|LRScheduler|Constraint)$/.test(name))
        expect(text).toContain(`\`${name}`);
  });
});
