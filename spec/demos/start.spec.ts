import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "fprop-start-"));
const program = join(folder, "start.mjs");

beforeAll(() =>
  build({
    entryPoints: [join(root, "demos/start.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    alias: { fprop: join(root, "index.ts") },
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

function start(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" });
}

describe("npm start", { timeout: 60_000 }, () => {
  it("trains the demo asked for, from the seed asked for, and writes what it says it writes", () => {
    const { status, stdout, stderr } = start("xor", "--seed", "7", "--out", "a/b.html", "--picture", "c.svg");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("XOR");
    expect(stdout).not.toContain("spirals");
    const [, page] = /Report: (.*)\n/.exec(stdout)!;
    expect(readFileSync(page, "utf8")).toMatch(/<dt>Seed<\/dt>\s*<dd>7<\/dd>/);
    expect(readFileSync(join(folder, "c.svg"), "utf8")).toMatch(/^<svg /);
    const hash = /sha256 \w{64}/.exec(stdout)![0];
    expect(start("xor", "--seed", "7").stdout).toContain(hash);
    expect(start("xor").stdout).not.toContain(hash);
    expect(existsSync(join(folder, ".cache/report.html"))).toBe(true);
  });

  it.each([
    [["--seed", "x"]],
    [["--seed=-1"]],
    [["--seed", "-1"]],
    [["--seed", "1.5"]],
    [["--seed", "9007199254740993"]],
    [["--seed"]],
    [["--epochs", "3"]],
    [["mnist"]],
    [["toString"]],
    [["xor", "spirals"]],
  ])("refuses %j with one line", (args) => {
    const { status, stdout, stderr } = start(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  it("says in one line which file it could not write", () => {
    const { status, stderr } = start("xor", "--out", join(program, "report.html"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^[^\n]*start\.mjs[^\n]*\n$/);
  });

  it("explains every option", () => {
    const { status, stdout } = start("--help");
    expect(status).toBe(0);
    for (const option of ["xor", "spirals", "--seed", "--out", "--picture", "--fast"]) expect(stdout).toContain(option);
  });
});
