import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Module, Rng, Tensor } from "fprop";
import { describe, expect, it } from "vitest";
import {
  alphabet,
  bits,
  counted,
  decode,
  drawn,
  encode,
  heldOut,
  strands,
  training,
} from "../../demos/networks/chapter.ts";
import { batches, digits } from "../../demos/networks/digits.ts";
import { picture, programs } from "../../demos/networks/programs.ts";
import { sheet, type Chart } from "../../demos/show/chart.ts";
import { balanced, found } from "./markup.ts";

const root = join(import.meta.dirname, "../..");

describe("the digits", () => {
  const parts = digits(1);

  it("are 1,797 images, of which the test has a fifth of each digit, and no image of the training part", () => {
    const counts = Object.values(parts).map(({ t }) =>
      Array.from({ length: 10 }, (_, k) => t.data.reduce((n, v) => n + (v === k ? 1 : 0), 0)),
    );
    expect(counts[0].map((n, k) => n + counts[1][k])).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    for (const [k, n] of counts[1].entries()) expect(n).toBe(Math.ceil((n + counts[0][k]) / 5));
    const image = (x: Tensor, row: number): string => x.rows(row, row + 1).data.join();
    const seen = new Set(Array.from({ length: parts.training.t.size }, (_, row) => image(parts.training.x, row)));
    for (let row = 0; row < parts.test.t.size; row++) expect(seen.has(image(parts.test.x, row))).toBe(false);
    for (const { x } of Object.values(parts)) expect([...new Set(x.data)].sort((a, b) => a - b).at(-1)).toBe(1);
  });

  it("come all, once, in batches, and shifted by whole pixels that leave zeros behind", () => {
    const { x, t } = { x: parts.test.x.rows(0, 10), t: parts.test.t.rows(0, 10) };
    const plain = [...batches({ x, t }, 4, new Rng(1))];
    expect(plain.map(([, t]) => t.size)).toEqual([4, 4, 2]);
    const sorted = (digits: number[]) => digits.sort((a, b) => a - b);
    expect(sorted(plain.flatMap(([, t]) => [...t.data]))).toEqual(sorted([...t.data]));
    expect(sums(plain)).toEqual(sums([[x, t]]));

    const one = { x: Tensor.zeros([1, 1, 8, 8]), t: t.rows(0, 1) };
    one.x.data[3 * 8 + 7] = 1;
    const rng = new Rng(1);
    const places = new Set<number>();
    for (let i = 0; i < 200; i++) for (const [moved] of batches(one, 1, rng, 1)) places.add(moved.data.indexOf(1));
    // A pixel of the last column is gone where the image moves to the right.
    expect([...places].sort((a, b) => a - b)).toEqual([-1, 22, 23, 30, 31, 38, 39]);
  });

  function sums(some: readonly (readonly [Tensor, Tensor])[]): number[] {
    const each = some.flatMap(([x]) =>
      Array.from({ length: x.shape[0] }, (_, i) => x.rows(i, i + 1).data.reduce((a, b) => a + b, 0)),
    );
    return each.sort((a, b) => a - b);
  }
});

describe("the chapter", () => {
  it("is read as it stands, nine tenths of it to learn from", () => {
    const text = readFileSync(join(root, "demos/data/townho.txt"), "utf8");
    expect(decode(training) + decode(heldOut)).toBe(text);
    expect(alphabet).toHaveLength(66);
    expect(decode(encode("The Town-Ho"))).toBe("The Town-Ho");
    expect(training.length / text.length).toBeCloseTo(0.9, 4);
  });

  it("is read in strands, each of which goes on where it ended", () => {
    const all = [...strands(training, 4, 10, new Rng(1))];
    const strand = (s: number) => all.map(([x]) => decode(x.rows(s, s + 1).data)).join("");
    for (let s = 0; s < 4; s++) expect(decode(training)).toContain(strand(s));
    expect(strand(0)).toHaveLength(10 * all.length);
    for (const [x, t] of all) expect(t.data.slice(0, 9).join()).toBe(x.data.slice(1, 10).join());
  });

  /** Odds that do not depend on what is read. */
  class Constant extends Module {
    readonly logits: readonly number[];
    constructor(logits: readonly number[]) {
      super();
      this.logits = logits;
    }
    fprop({ shape, size }: Tensor): Tensor {
      return Tensor.from(Array.from({ length: size }, () => this.logits).flat(), [...shape, this.logits.length]);
    }
    bprop(dy: Tensor): Tensor {
      return dy;
    }
  }

  it("takes log₂ 66 bits per character of a net that knows nothing, however it is read", () => {
    const net = new Constant(alphabet.map(() => 0));
    for (const of of [bits(net), bits(net, 64), bits(net, 64, 32)]) expect(of).toBeCloseTo(Math.log2(66), 5);
  });

  it("takes as many by counting as a net of the same odds needs", () => {
    const counts = alphabet.map((_, k) => training.filter((v) => v === k).length);
    const kinds = counts.filter((n) => n > 0).length;
    const odds = counts.map((n) => (n + kinds / 66) / (training.length + kinds));
    expect(counted(0)).toBeCloseTo(bits(new Constant(odds.map((p) => Math.log(p)))), 3);
    expect([1, 2, 3].map((order) => Number(counted(order).toFixed(3)))).toEqual([3.5, 2.895, 2.589]);
  });

  it("is written by the odds, and by the best alone where it is cold", () => {
    const logits = Tensor.zeros([1, 2, 66]);
    logits.data.set([5, 4], 66 + 7);
    const rng = new Rng(1);
    const draw = (temperature: number) => Array.from({ length: 400 }, () => drawn(logits, temperature, rng));
    expect(new Set(draw(0.01))).toEqual(new Set([7]));
    const warm = draw(1).filter((k) => k === 7).length / 400;
    expect(warm).toBeCloseTo(Math.exp(5) / (Math.exp(5) + Math.exp(4) + 64), 1);
  });
});

/** Of the weights after so many epochs from seed 1, in every engine; an LSTM is to forget between two. */
const hashes: Readonly<Record<string, readonly [epochs: number, sha256: string]>> = {
  lenet: [1, "972723c4cfeba0898bc917050b8cd3157bd2981345f179d563c12e081b2db8e0"],
  residual: [1, "5d14f3049b7e7c631a9ec3bf3e0de3d1a3cdfba1f63ab80c9cf23673d873a21e"],
  autoencoder: [1, "8ae9fe738d5bca72b271584e103698724bd4ae0e67c1611a9b85342964d3e6eb"],
  lstm: [2, "20af2bc0190e80075b47e2ff6c321166e96dc13dd8293ccd81ae1450bc5869d2"],
  gpt: [1, "b686950385bae867748dee738b55e6e9ebb6550f21e4b01a962e1625e6df25e7"],
};

/** All of them in a soak test (SOAK=1); else the first. */
const some = programs.filter(({ name }) => process.env.SOAK === "1" || name === "lenet");

describe.each(some)("$name", ({ name, run }) => {
  it("gives its bits, prints lines of 80 columns, and draws", () => {
    const [epochs, sha256] = hashes[name];
    const lines: string[] = [];
    const charts = run((text) => lines.push(text), epochs);
    const text = lines.join("\n");
    expect(/sha256 (\w{64})/.exec(text)?.[1]).toBe(sha256);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(found(text, /NaN|Infinity|undefined|null|\[object/g)).toEqual([]);
    const svg = sheet(name, charts.length, { width: 380, height: 380 }, charts);
    expect(balanced(svg)).toBe(true);
    expect(found(svg, /="[^"]*(?:NaN|Infinity)|undefined|null|\[object|\d\.\d{7,}/g)).toEqual([]);
  });
});

/** What each is to reach by all its epochs, and where it is printed. */
const reached: readonly (readonly [name: string, what: RegExp, least: number, most: number])[] = [
  ["lenet", /([\d.]+) % of the test digits right/, 98.5, 100],
  ["residual", /([\d.]+) % of the test digits right/, 98, 100],
  ["autoencoder", /([\d.]+) % of the test digits’ variance/, 60, 100],
  ["lstm", /([\d.]+) bits per character held out/, 0, 2.55],
  ["gpt", /([\d.]+) bits per character held out/, 0, 2.55],
];

describe.runIf(process.env.SOAK === "1")("all epochs", { timeout: 600_000 }, () => {
  const drawn: Chart[] = [];

  it.each(reached)("of %s reach what the README says", (name, what, least, most) => {
    const lines: string[] = [];
    drawn.push(...programs.find((program) => program.name === name)!.run((text) => lines.push(text)));
    const number = Number(what.exec(lines.join("\n"))?.[1]);
    expect(number).toBeGreaterThanOrEqual(least);
    expect(number).toBeLessThanOrEqual(most);
  });

  it("draw docs/networks.svg, as `npm run networks -- --picture docs/networks.svg` does", () => {
    expect(readFileSync(join(root, "docs/networks.svg"), "utf8") === picture(drawn)).toBe(true);
  });
});

describe("npm run networks", () => {
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, "scripts/run.mjs"), "demos/networks/start.ts", ...args], {
      encoding: "utf8",
    });

  it("refuses with one line what it does not know", () => {
    for (const args of [
      ["lenet", "vgg"],
      ["--epochs", "3"],
    ]) {
      const { status, stdout, stderr } = start(...args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^[^\n]+\n$/);
    }
  });

  it("explains every option, and names every network", () => {
    const { status, stdout } = start("--help");
    expect(status).toBe(0);
    for (const word of [...programs.map(({ name }) => name), "--picture", "--help"]) expect(stdout).toContain(word);
  });
});
