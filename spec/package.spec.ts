import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

// The package as a user gets it: built, packed, installed into an empty project without a registry, run, compiled
// against, bundled.

const root = join(import.meta.dirname, "..");
const user = join(root, ".cache/package");
const installed = join(user, "node_modules/fprop");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name: string; version: string };

// An npm that runs this test says so to its children in npm_… variables, which would take them for its own; and what
// they print is compared as plain text.
const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^FORCE_COLOR$/.test(name));
const env = { ...Object.fromEntries(inherited), NO_COLOR: "1" };
function npm(cwd: string, ...args: string[]): string {
  const shell = process.platform === "win32";
  const { stdout, stderr, status } = spawnSync("npm", args, { cwd, env, encoding: "utf8", shell });
  expect(status, `npm ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}
const node = (cwd: string, ...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd, env, encoding: "utf8" });
const tool = (path: string): string => join(root, "node_modules", path);

/** A user's program: learns XOR, checks gradients, and returns what it found. */
const program = `
import { Adam, BCEWithLogitsLoss, Linear, Rng, Sequential, Tanh, Tensor } from "fprop";
import { gradcheck } from "fprop/testing";

const rng = new Rng(1);
const net = new Sequential(new Linear(2, 8, { rng }), new Tanh(), new Linear(8, 1, { rng }));
const loss = new BCEWithLogitsLoss();
const optimizer = new Adam(net.parameters(), { lr: 0.05 });
const x = Tensor.from([[0, 0], [0, 1], [1, 0], [1, 1]]);
const t = Tensor.from([[0], [1], [1], [0]]);
let E = Infinity;
for (let step = 0; step < 300; step++) {
  optimizer.zeroGrad();
  E = loss.fprop(net.fprop(x), t);
  net.bprop(loss.bprop());
  optimizer.step();
}
const answers = [...net.predict(x).data].map((logit) => (logit > 0 ? 1 : 0)).join("");
const { ok } = gradcheck(net, x);
const weights = net.parameters().flatMap((p) => [...p.value.data]);
`;

/** What is asked of the library file by file and of all of it in one. */
const everyday = `
import * as fprop from "FPROP";
const { BatchNorm1d, Buffer, Checkpoint, Conv1d, CrossEntropyLoss, Dropout, GELU, GRU, LayerNorm, Linear, Module, Rng } = fprop;
const { AdamW, Sequential, Tensor, heap, kernels } = fprop;
const rng = new Rng(5);
const net = new Sequential(new Linear(3, 6, { rng }), new GELU(), new BatchNorm1d(6), new Dropout(0.25, { rng: new Rng(6) }), new Linear(6, 3, { rng }));
const x = Tensor.from(Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => rng.normal())));
const t = Tensor.from([0, 2, 1, 1], [4], "int32");
const loss = new CrossEntropyLoss();
const optimizer = new AdamW(net.parameters(), { lr: 0.01 });
const train = (m) => {
  m.zeroGrad();
  const E = loss.fprop(m.fprop(x), t);
  m.bprop(loss.bprop());
  return E;
};
const energies = Array.from({ length: 5 }, () => [train(net), optimizer.step()][0]);
const copy = net.clone();
const other = new Sequential(new Linear(3, 6), new GELU(), new BatchNorm1d(6), new Dropout(0.25), new Linear(6, 3));
other.loadStateDict(net.stateDict());
class Mine extends Module {
  inner = new Linear(3, 2, { rng: new Rng(1) });
  mean = new Buffer(Tensor.zeros([2]));
  fprop(x) { return this.inner.fprop(x); }
  bprop(dy) { return this.inner.bprop(dy); }
}
const mine = new Mine();
const thrown = (f) => {
  try {
    return f();
  } catch (error) {
    return [error.name, error.code, error.message].slice(error.code === "SHAPE" ? 2 : 0).join();
  }
};
const sequence = Tensor.from(Array.from({ length: 2 * 5 * 3 }, () => rng.normal()), [2, 5, 3]);
const told = {
  energies,
  keys: Object.keys(net.stateDict()),
  streams: [...net.namedStreams(), ...mine.namedStreams()].map(([path]) => path),
  fields: [net.modules(), new GRU(3, 4), new Conv1d(3, 4, 3)].flat().map((m) => Object.keys(m).join()),
  mine: [Object.keys(mine.stateDict()), [...mine.twin().predict(x).data], String(mine)],
  again: [train(net) === train(copy), [...other.predict(x).data], [...net.twin().predict(x).data]],
  checkpoint: [...new Checkpoint(new Linear(3, 3, { rng: new Rng(2) }), new LayerNorm(3)).fprop(x).data],
  recurrent: [...new GRU(3, 4, { rng: new Rng(3) }).predict(sequence).data],
  optimizer: JSON.stringify(optimizer.stateDict()),
  summary: net.summary([4, 3]),
  express: String(fprop.express(net.eval(), fprop.variable("x"))),
  errors: [
    () => net.fprop(Tensor.zeros([4, 2])),
    () => new Linear(0, 1),
    () => new Linear(2, heap),
    () => net.bprop(rng),
    () => net.loadStateDict({ ...net.stateDict(), wrong: x }),
    () => new AdamW(net.parameters(), { lr: -1 }),
    () => new AdamW([net]),
    () => mine.fprop(Buffer),
  ].map(thrown),
  kernels: Object.entries(kernels).map(([key, kernel]) => key + " " + kernel.length),
  classes: Object.entries(fprop).map(([key, f]) => key + " " + (typeof f === "function" && String(f).startsWith("class") ? f.name : typeof f)),
};
`;

/** What the types must say, to a user without skipLibCheck. */
const typed = `${program}
export const gradients: boolean = ok;
export const found: readonly number[] = weights;
export const doubled: Float64Array = Tensor.from(new Float64Array(2)).data;
// @ts-expect-error an input is a tensor
net.fprop("x");
// @ts-expect-error a learning rate is a number
new Adam(net.parameters(), { lr: answers });
// @ts-expect-error the heap's addresses are not for users
x.at.toFixed(E);
`;

/** A program of this text as one minified file, and how many bytes that is. */
async function bundle(contents: string): Promise<{ text: string; bytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: user },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    external: ["papaparse"],
  });
  return { text: outputFiles[0].text, bytes: outputFiles[0].contents.length };
}

/** How many WebAssembly binaries are in a text: each begins with the same 8 bytes, which are 11 letters. */
function binaries(text: string): number {
  const family = readFileSync(join(installed, "dist/lib/kernels/binaries/products.js"), "utf8");
  return text.split(/Binary\("(?<start>.{11})/.exec(family)!.groups!.start).length - 1;
}

describe("the package", { timeout: 60_000 }, () => {
  let packed: { filename: string; files: { path: string }[] };

  beforeAll(() => {
    rmSync(user, { recursive: true, force: true });
    mkdirSync(user, { recursive: true });
    npm(root, "run", "build");
    [packed] = JSON.parse(npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", user)) as [
      typeof packed,
    ];
    writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    npm(user, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", `./${packed.filename}`);
  }, 120_000);

  it("has the library, its declarations and four documents in it, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const [code, rest] = [
      paths.filter((path) => path.startsWith("dist/")),
      paths.filter((path) => !path.startsWith("dist/")),
    ];
    expect(rest.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    expect(code).toEqual(expect.arrayContaining(["dist/index.js", "dist/testing.js", "dist/fprop.min.js"]));
    for (const path of code) {
      expect(path).toMatch(
        /^dist\/((lib|modules|losses)\/[a-z0-9/]+|csv|index|io|node|onnx|profile|torch|testing|web|worker|fprop\.min)(\.d\.ts|\.js)$/,
      );
      const source = path.replace(/^dist\//, "").replace(/\.d\.ts$|\.js$/, ".ts");
      if (path !== "dist/fprop.min.js") expect(existsSync(join(root, source)), source).toBe(true);
    }
  });

  it("learns XOR in Node, and does the same in an empty context and from the one file for pages", async () => {
    writeFileSync(join(user, "train.js"), `${program}console.log(JSON.stringify({ E, answers, ok, weights }));`);
    const inNode = JSON.parse(node(user, "train.js")) as { E: number; answers: string; ok: boolean; weights: number[] };
    expect(inNode).toMatchObject({ answers: "0110", ok: true });
    expect(inNode.E).toBeLessThan(0.01);

    // Of all that is not ECMAScript: WebAssembly, which a context has, and the console's warnings. No process, no Buffer,
    // no require, no window.
    const said: string[] = [];
    const context = createContext({ console: { warn: (message: string) => said.push(message) } });
    runInContext((await bundle(`${program}globalThis.found = { E, answers, ok, weights };`)).text, context);
    expect(JSON.parse(JSON.stringify(context.found))).toEqual(inNode);
    expect(said).toEqual([]);

    const page = program.replace('"fprop"', '"./node_modules/fprop/dist/fprop.min.js"');
    const withoutCheck = page.replace(/.*(fprop\/testing|gradcheck).*/g, "");
    writeFileSync(join(user, "page.js"), `${withoutCheck}console.log(JSON.stringify({ E, answers, weights }));`);
    const { E, answers, weights } = inNode;
    expect(JSON.parse(node(user, "page.js"))).toEqual({ E, answers, weights });
  });

  it("keeps the names of its classes in the one file for pages", () => {
    const names = `import * as fprop from "./node_modules/fprop/dist/fprop.min.js";
      const classes = Object.entries(fprop).filter(([, f]) => typeof f === "function" && String(f).startsWith("class"));
      if (classes.length < 200) console.log(classes.length);
      console.log(classes.filter(([key, f]) => f.name !== key).join());
      console.log(String(new fprop.Sequential(new fprop.Tanh())), String(new fprop.Linear(2, 3)));`;
    writeFileSync(join(user, "names.js"), names);
    expect(node(user, "names.js")).toBe("\nSequential Linear(2 → 3)\n");
  });

  it("does the same in the one file for pages: names, state, copies, errors, kernels, numbers", () => {
    const told = (from: string): unknown => {
      writeFileSync(join(user, "told.js"), `${everyday.replace("FPROP", from)}console.log(JSON.stringify(told));`);
      return JSON.parse(node(user, "told.js"));
    };
    const plain = told("fprop") as { keys: string[]; errors: string[]; again: [boolean] };
    expect(plain.keys).toContain("2.running_mean");
    expect(plain.again[0]).toBe(true);
    expect(plain.errors[0]).toBe("net.0.Linear(3 → 6): x should be [batch, 3], got [4, 2]");
    expect(told("./node_modules/fprop/dist/fprop.min.js")).toEqual(plain);
  });

  it.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("has types for module %s with resolution %s", (module, moduleResolution) => {
    writeFileSync(join(user, "typed.ts"), typed);
    const options = {
      module,
      moduleResolution,
      target: "es2023",
      lib: ["es2023"],
      types: [],
      strict: true,
      noEmit: true,
    };
    writeFileSync(join(user, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["typed.ts"] }));
    const { stdout, status } = spawnSync(process.execPath, [tool("typescript/bin/tsc"), "-p", user], {
      encoding: "utf8",
    });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });

  it.runIf(process.env.SOAK === "1")("is what publint and attw want", () => {
    const tarball = join(user, packed.filename);
    const judged = (...args: string[]): string => {
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: user, env, encoding: "utf8" });
      return `${stdout}${stderr}exit status ${status}`;
    };
    expect(judged(tool("publint/src/cli.js"), tarball, "--strict")).toMatch(/All good!\s+exit status 0$/);
    const attw = judged(
      tool("@arethetypeswrong/cli/dist/index.js"),
      tarball,
      "--profile",
      "esm-only",
      "--format",
      "ascii",
    );
    expect(attw).toMatch(
      /"fprop\/testing".*"fprop\/io".*"fprop\/csv".*"fprop\/onnx".*"fprop\/torch".*"fprop\/profile".*"fprop\/worker".*exit status 0$/s,
    );
  });

  it("does nothing when it is imported, so that a bundler takes only what is used", async () => {
    const errors = await bundle(`import { FpropError } from "fprop"; globalThis.found = FpropError;`);
    expect(errors.bytes).toBeLessThan(1_500);
    const tensor = await bundle(`import { Tensor } from "fprop"; globalThis.found = Tensor.zeros([2]);`);
    expect(tensor.bytes).toBeLessThan(12_000);
    expect(binaries(tensor.text)).toBe(0);
    const linear = await bundle(`import { Linear } from "fprop"; globalThis.found = Linear;`);
    expect(binaries(linear.text)).toBeGreaterThan(0);
    const everything = await bundle(`import * as fprop from "fprop"; globalThis.found = fprop;`);
    expect(binaries(linear.text)).toBeLessThan(binaries(everything.text) / 2);
    const fused = await bundle(`import { useFusedMultiplyAdd } from "fprop"; globalThis.found = useFusedMultiplyAdd;`);
    const both = await bundle(`import { Linear, useFusedMultiplyAdd } from "fprop";
      globalThis.found = [Linear, useFusedMultiplyAdd];`);
    expect([binaries(fused.text), binaries(both.text) - binaries(linear.text)]).toEqual([2, 1]);

    const quiet = `const before = Object.keys(globalThis).length;
      let made = 0;
      for (const name of ["Memory", "Module", "Instance"]) WebAssembly[name] = class { constructor() { made++; } };
      await import("fprop");
      await import("fprop/testing");
      await import("fprop/io");
      await import("fprop/csv");
      await import("fprop/onnx");
      await import("fprop/torch");
      await import("fprop/profile");
      await import("fprop/worker");
      console.log(Object.keys(globalThis).length - before, made);`;
    writeFileSync(join(user, "quiet.js"), quiet);
    expect(node(user, "quiet.js")).toBe("0 0\n");
  });

  it("is small, gzipped: all of it less than 158 kB, 185 as users bundle it, with files, a page that learns XOR or spirals at most 39 kB", async () => {
    const everything = await bundle(
      `export * from "fprop"; export * as testing from "fprop/testing"; export * as io from "fprop/io"; export * as csv from "fprop/csv";`,
    );
    const page = await bundle(
      `${program.replace(/.*(fprop\/testing|gradcheck).*/g, "")}globalThis.found = { E, answers };`,
    );
    const spirals = await bundle(`
      import { CrossEntropyLoss, Linear, makeSpirals, Sequential, SGD, Tanh } from "fprop";
      const [{ x, t }, loss] = [makeSpirals(32, { arms: 3 }), new CrossEntropyLoss()];
      const net = new Sequential(new Linear(2, 32), new Tanh(), new Linear(32, 32), new Tanh(), new Linear(32, 3));
      const optimizer = new SGD(net.parameters(), { lr: 0.1 });
      for (globalThis.step = 0; step < 1000; step++) {
        optimizer.zeroGrad();
        loss.fprop(net.fprop(x), t);
        net.bprop(loss.bprop());
        optimizer.step();
      }`);
    const sizes = {
      min: gzipSync(readFileSync(join(installed, "dist/fprop.min.js"))).length,
      everything: gzipSync(everything.text).length,
      page: gzipSync(page.text).length,
      spirals: gzipSync(spirals.text).length,
    };
    expect(sizes.min).toBeLessThan(158_000);
    expect(sizes.everything).toBeLessThan(185_000);
    expect(sizes.page).toBeLessThan(39_000);
    expect(sizes.spirals).toBeLessThan(39_000);
    for (const size of Object.values(sizes)) expect(size).toBeGreaterThan(10_000);
    expect(basename(packed.filename)).toBe(`${manifest.name}-${manifest.version}.tgz`);
  });
});
