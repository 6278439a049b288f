import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { balanced, found } from "./markup.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "fprop-lecture-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the programs print is their own; these sentences of it are what a class is told. */
const told: Readonly<Record<string, readonly RegExp[]>> = {
  perceptron: [
    /mistakes 19, at most .* = 724\n {2}right 60 of 60/,
    /largest output right for 60 of 60\n/,
    /the same bits;/,
    /of 1000 passes 0 without a mistake/,
    /best line has 3 of 4/,
    /right 4 of 4\n/,
  ],
  fourways: [
    /path sums +172 +2,014 .* ms +\d+e-1\d\n/,
    /forward differences +26 +6,292 .*\n.*central differences +50 +12,100 .*\n.*five-point differences +100 +24,200 /,
    /backpropagation +2 +455 .* ms\n.*forward mode +26 +2,467 .*\n.*reverse mode +2 +455 .*e-1\d\n/,
    /ARGUMENT pathSums: paths from the parameters to E should be at most 1000000, the limit, got 243153309181138576012\n/,
    /230 changes tried, 72 kept\n.* 72 passes\n/,
    /sum over all paths +4 +8 +21 +57 .* 320,795\n.*2W passes +26 +50 +74 .* 290\n.*W \+ 1 passes +6 .* 44\n.*2 passes( +2){12}\n/,
  ],
  nonlinearities: [
    /Sigmoid +0\.0180 +0\.5000 +0\.9820 +0\.0177 +0\.2500 +0\.0177 +0\.2500\n/,
    /Tanh .* 1\.0000\n/,
    /ReLU +0\.0000 +0\.0000 +4\.0000 +0\.0000 +0\.0000 +1\.0000/,
  ],
  losses: [
    /squared, \(1 − z\)² +36\.000 +9\.000 +1\.000 +0\.000 +4\.000\n/,
    /hinge.* 6\.000 +3\.000 +1\.000 +0\.000 +0\.000\n/,
    /cross-entropy.* 7\.223 .*\n +derivative +−1\.433/,
    /squared on the sigmoid.*\n +derivative +−0\.053/,
  ],
  saturation: [/−8 .*−6\.70e−4 +step 1542 +−1\.00e\+0 +step 19\n/, /−12 .* not in 10000 .* step 23\n/],
  softmax: [
    / 0 +0\.665 +0\.245 +0\.090 +0\.090 +0\.245 +0\.665 +0\.090 +0\.245 +0\.665\n/,
    / 1000 +NaN +NaN +NaN +NaN +NaN +NaN +0\.090 +0\.245 +0\.665\n/,
    /CrossEntropyLoss 0 for class 0, 2e\+300 for class 1\n/,
  ],
  beyond: [
    /plain +first layer \d\.\de−(?:9|10|11) .*E 0\.\d+ → 0\.6\d+\n/,
    /skip connections +first layer .*→ 0\.000\n/,
    /80 derivatives agree/,
    /after 300 steps 100 %/,
  ],
  graphs: [
    /v3 = \(v1 · v2\) = 6 {4}∂e\/∂v3 = 1\n/,
    /b +1 +0 +1 +5\n/,
    /n = 50 .* 202 nodes +1125899906842624\n/,
    /forward over reverse: \(0, 1\)\n/,
  ],
  batches: [/(?: {2}batches of +\d+ +[\d,]+ examples\/s {2}× [\d.]+\n){10}/],
};

describe("npm run lecture", () => {
  let parts: string[];
  let said: string;

  // Pictures go to the folder where it is run.
  beforeAll(async () => {
    const program = promisify(execFile)(process.execPath, [join(root, "scripts/lecture.mjs")], { cwd: folder });
    const { stdout, stderr } = await program;
    parts = stdout.split(/(?<=\nPicture: .*\n)/);
    said = stderr;
  });

  it("runs the program of every topic", () => {
    const topics = readdirSync(join(root, "demos/lecture")).filter((name) => !/^(?:save|page)\.ts$/.test(name));
    expect(Object.keys(told).sort()).toEqual(topics.map((name) => name.replace(/\.ts$/, "")).sort());
    expect(parts).toHaveLength(topics.length + 1);
    // The library itself warns of the pair that one of them shows, and of nothing else.
    expect(said).toMatch(/^fprop: Sigmoid before MSELoss [^\n]*\n$/);
  });

  it("gathers them on a page: every topic with its picture, its numbers, and nothing from elsewhere", () => {
    const page = readFileSync(/Page: (.*)\n/.exec(parts.at(-1)!)![1], "utf8");
    expect([...page.matchAll(/<section id="(\w+)"/g)].map(([, name]) => name).sort()).toEqual(Object.keys(told).sort());
    for (const topic of Object.keys(told)) expect(page).toContain(`<img src="${topic}.svg"`);
    expect(page).toContain("of 1000 passes 0 without a mistake");
    expect(page).not.toMatch(/<script|https?:\/\/|Picture:/);
    expect(found(page, /undefined|null|\[object/g)).toEqual([]);
  });

  it.each(Object.keys(told))("%s prints its numbers and writes its picture", (topic) => {
    const printed = parts.find((part) => part.includes(`/${topic}.svg\n`));
    for (const sentence of told[topic]) expect(printed).toMatch(sentence);
    const svg = readFileSync(/Picture: (.*)\n/.exec(printed!)![1], "utf8");
    expect(balanced(svg)).toBe(true);
    expect(found(svg, /="[^"]*(?:NaN|Infinity)|undefined|null|\[object|\d\.\d{7,}/g)).toEqual([]);
    expect(found(svg, /<script|<image|@import|\bhref=|\son\w+=/gi)).toEqual([]);
    expect(svg.length).toBeLessThan(120_000);
  });
});
