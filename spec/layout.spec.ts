import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** The rules of ARCHITECTURE.md that a reader of one file cannot see broken. */

const root = join(import.meta.dirname, "..");
const text = (path: string): string => readFileSync(join(root, path), "utf8");

/** The TypeScript files under a folder, but not those of the WebAssembly dialect. */
function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .filter((path) => !/^lib\/kernels\/(wasm|binaries)\//.test(path))
    .sort();
}

/** A file's text with its comments blanked out and its lines where they were. */
function code(path: string): string {
  return text(path).replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, (comment) => comment.replace(/[^\n]/g, " "));
}

/** What a file imports of ours when it runs; types are gone by then and may point upwards. */
function imports(path: string): string[] {
  const pattern = /^(?:import|export)\s(?!type\b)(?<names>[^;]*?)from\s+"(?<from>\.[^"]*)"/gms;
  return [...code(path).matchAll(pattern)]
    .filter(({ groups }) => !/^\{(?:\s*type\s[^,}]*,?)+\s*\}\s*$/.test(groups!.names))
    .map(({ groups }) => relative(root, resolve(root, dirname(path), groups!.from)));
}

const library = [...files("lib"), ...files("modules"), ...files("losses")];
const entries = [
  "csv.ts",
  "index.ts",
  "io.ts",
  "node.ts",
  "onnx.ts",
  "profile.ts",
  "testing.ts",
  "torch.ts",
  "web.ts",
  "worker.ts",
];
const layers = [...files("modules"), ...files("losses")];

/**
 * A Graph is a drawing, a plan and two ways through it, in one file; a Lambda the same over a Program; a Sequencer has a
 * way through time in either direction; a triplet has three distances, each with a gradient at both ends; attention has one input
 * or three, and masks behind them; a decoder's layer has five parts.
 */
const longer: Readonly<Record<string, number>> = {
  "losses/tripletmarginloss.ts": 110,
  "modules/containers/graph.ts": 240,
  "modules/attention/multiheadattention.ts": 156,
  "modules/attention/scaleddotproductattention.ts": 125,
  "modules/attention/transformerdecoderlayer.ts": 143,
  "modules/containers/lambda.ts": 125,
  "modules/recurrent/sequencer.ts": 125,
  "modules/linear/bilinear.ts": 108,
  "losses/infonceloss.ts": 101,
  "modules/linear/weightnorm.ts": 104,
  "modules/linear/embeddingbag.ts": 102,
};

/** From the ground up. A file may import from its own floor and from those before it. */
const floors: readonly (readonly RegExp[])[] = [
  [/^lib\/(errors|math|platform)\.ts$/],
  [/^lib\/rng\.ts$/],
  [/^lib\/(heap|tensor|value)\.ts$/],
  [/^lib\/kernels\//],
  [/^lib\/check\.ts$/],
  [/^lib\/(parameter|buffer|init|reduction|targets|classrows|advice|windows|filters)\.ts$/],
  [
    /^lib\/(module|around|elementwise|alongaxis|node|finite|memory|predict|summary|loss)\.ts$/,
    /^lib\/(constraints|optim|train|data)\//,
  ],
  [/^lib\/expressions\//],
  [
    /^lib\/(regularizers|layers|recurrent|spatial)\//,
    /^lib\/(elementwiseloss|normalisation|dropping|convolution|transposedconvolution)\.ts$/,
  ],
  [/^modules\//, /^losses\//],
  [/^lib\/(gradients|io|onnx|profile|torch)\//],
  [/^lib\/(nodejs|web|worker)\//],
  [/^(csv|index|io|node|onnx|profile|torch|onnx|testing|web|worker)\.ts$/],
];
const floorOf = (path: string): number => floors.findIndex((patterns) => patterns.some((p) => p.test(path)));

describe("the layout", () => {
  it("sees the files and their imports", () => {
    expect(library.length).toBeGreaterThan(40);
    expect(imports("modules/linear/maxout.ts").sort()).toEqual([
      "lib/check.ts",
      "lib/expressions/operations.ts",
      "lib/kernels/index.ts",
      "lib/module.ts",
      "lib/tensor.ts",
      "modules/linear/linear.ts",
    ]);
    expect(imports("index.ts")).toContain("losses/objective.ts");
    expect(code("modules/activations/softmax.ts")).not.toContain("lecture");
    expect(code("modules/activations/softmax.ts")).toContain("class Softmax");
  });

  it.each([...library, ...entries])("%s imports only downwards", (path) => {
    expect(floorOf(path), "the file has a floor").toBeGreaterThanOrEqual(0);
    for (const other of imports(path)) {
      expect(existsSync(join(root, other)), other).toBe(true);
      if (!other.startsWith("lib/kernels/wasm/")) expect(floorOf(other), other).toBeGreaterThanOrEqual(0);
      expect(floorOf(other), other).toBeLessThanOrEqual(floorOf(path));
    }
  });

  it("keeps lib free of modules and losses but where files name them all, and these of each other", () => {
    const naming = /^lib\/(io\/(architecture|drawing|kinds)|torch\/(classes|fromtorch7))\.ts$/;
    const crossing = library.flatMap((path) => {
      if (naming.test(path)) return [];
      const [home] = path.split("/");
      const foreign = { lib: /^(modules|losses)\//, modules: /^losses\//, losses: /^modules\// }[home]!;
      const said = [...code(path).matchAll(/"(?<from>\.[^"]*\.ts)"/g)];
      return said
        .map(({ groups }) => relative(root, resolve(root, dirname(path), groups!.from)))
        .filter((other) => foreign.test(other))
        .map((other) => `${path} imports ${other}`);
    });
    expect(crossing).toEqual([]);
  });

  it.each(layers)("%s holds one class, named after the file, in at most 100 lines, and has a spec", (path) => {
    const classes = [...code(path).matchAll(/^export (?:abstract )?class (\w+)/gm)].map(([, name]) => name);
    expect(classes.map((name) => `${name.toLowerCase()}.ts`)).toEqual([basename(path)]);
    expect(existsSync(join(root, "spec", path.replace(/\.ts$/, ".spec.ts"))), "its spec").toBe(true);
    const lines = text(path).trimEnd().split("\n").length;
    expect(lines).toBeLessThanOrEqual(longer[path] ?? 100);
    expect(text("index.ts")).toContain(`export { ${classes[0]} } from "./${path}";`);
  });

  it.each(library)("%s leaves numbers to our own kernels and our own generator", (path) => {
    const bare = code(path);
    const exact = "abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc";
    const others = [...bare.matchAll(/\bMath\.(\w+)/g)].filter(([, name]) => !new RegExp(`^(${exact})$`).test(name));
    expect(others.map(([call]) => call)).toEqual([]);
    // A power of two with a constant exponent is exact in every engine; other powers need not be.
    const powers = [...bare.matchAll(/([\w.)\]]+)\s*\*\*(?!=)\s*(-?[\w.(]+)/g)];
    expect(powers.filter(([, base]) => base !== "2").map(([call]) => call)).toEqual([]);
    // Files and databases are hashed by what the platform has; its clock says when a progress bar is drawn, when others
    // have a turn, and how long threads wait.
    if (!/^lib\/(nodejs|web|worker|kernels\/threads)\/|^lib\/(platform|train\/turns|profile\/profile)\.ts$/.test(path))
      expect(bare).not.toMatch(/\bDate\b|\bperformance\b|\bcrypto\b/);
  });

  it.each([...library, ...entries])("%s leaves nothing to do", (path) => {
    expect(text(path)).not.toMatch(/\b(TODO|FIXME|XXX)\b/);
  });

  it("has spec files for modules and losses that are there", () => {
    for (const spec of [...files("spec/modules"), ...files("spec/losses")])
      expect(existsSync(join(root, spec.slice(5).replace(/\.spec\.ts$/, ".ts"))), spec).toBe(true);
  });
});
