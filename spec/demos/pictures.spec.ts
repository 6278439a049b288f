import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, sha256 } from "../../demos/run.ts";
import { picture } from "../../demos/show/picture.ts";
import { report } from "../../demos/show/report.ts";
import { tasks } from "../../demos/tasks.ts";
import { balanced, found } from "./markup.ts";

const root = join(import.meta.dirname, "../..");
const runs = [...tasks.xor, ...tasks.spirals].map((task) => run(task, 1));

describe("the runs shown", () => {
  it("are those whose bits are fixed for every engine", () => {
    const bits = JSON.parse(readFileSync(join(root, "spec/bits.json"), "utf8")) as Record<string, string>;
    expect(runs.map(sha256)).toEqual([bits.XOR, bits["two arms"], bits["three arms"]]);
  });
});

describe.each([
  ["picture", picture(runs)],
  ["report", report(runs)],
])("%s", (_, text) => {
  it("is well formed, with no number that is none", () => {
    expect(balanced(text)).toBe(true);
    expect(found(text, /NaN|Infinity|undefined|null|\[object|\d\.\d{7,}/g)).toEqual([]);
  });

  it("needs nothing from elsewhere and runs nothing", () => {
    expect(found(text, /<script|<link|<image|@import|\bsrc=|\bhref=|\son\w+=/gi)).toEqual([]);
    expect(found(text.replace('xmlns="http://www.w3.org/2000/svg"', ""), /https?:.{20}/g)).toEqual([]);
    for (const [, target] of text.matchAll(/url\(([^)]*)\)/g)) expect(target).toMatch(/^#/);
  });

  it("shows every point and every class", () => {
    for (const [i, { training }] of runs.entries()) {
      const dots = [...text.matchAll(/class="points\d"[^>]* d="([^"]*)"/g)].slice([0, 2, 4][i], [2, 4, 7][i]);
      expect(dots.reduce((n, [, d]) => n + d.split("M").length - 1, 0)).toBe(training.t.size);
    }
  });
});

describe("docs/spirals.svg", () => {
  it("is what `npm start -- --picture docs/spirals.svg` draws", () => {
    expect(readFileSync(join(root, "docs/spirals.svg"), "utf8") === picture(runs)).toBe(true);
  });

  it("is below 120 kB", () => {
    expect(picture(runs).length).toBeLessThan(120_000);
  });
});
