// Compiles lib/kernels/wasm/*.ts (AssemblyScript) into lib/kernels/binaries/*.ts, where these are missing or older than
// their sources: a binary for each family of kernels, so that a page has only those that it uses.
//
// A family is a file that is in lib/kernels/, too. Its kernels are what stands there as `export function`: one that is
// generic is compiled for f32 (…32) and f64 (…64). Files that families import, each into its own binary, are the others.
//
// What a thread has for itself is imported: `work`, its work space, and `thread`, its number, are parameters of kernels that
// nobody passes; `tail` is in loops.ts.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "lib/kernels/wasm");
const target = join(root, "lib/kernels/binaries");

/** Bytes that a family's constants may take. They lie one family behind the other at the start of the heap. */
const ROOM = 4096;

/** What a thread has for itself. */
const threads = ["work", "thread"];

const own = Object.fromEntries(readdirSync(sources).map((file) => [file, readFileSync(join(sources, file), "utf8")]));
const kernelsOf = (file) => [
  ...own[file].matchAll(/^export function (?<name>\w+)(?<generic><T>)?\((?<list>[^)]*)\): (?<result>\w+) \{/gm),
];
/** Families that are compiled a second time, with fused multiply-add. */
const fused = ["products.ts"];
const families = readdirSync(join(root, "lib/kernels")).filter((file) => file in own && kernelsOf(file).length > 0);
const tools = [
  ...[fileURLToPath(import.meta.url), join(root, "lib/kernels/native.ts")],
  join(root, "node_modules/assemblyscript/package.json"),
];

mkdirSync(target, { recursive: true });
const outputs = [
  ...families.map((file) => ({ name: file, file, features: "simd,bulk-memory", moduleOf })),
  ...fused.map((file) => ({ name: `fused${file}`, file, features: "simd,bulk-memory,relaxed-simd", moduleOf: second })),
];
for (const file of readdirSync(target))
  if (file !== "worker.ts" && !outputs.some(({ name }) => name === file)) rmSync(join(target, file));
let total = 0;
for (const { name, file, features, moduleOf } of outputs) {
  const i = families.indexOf(file);
  const hash = createHash("sha256").update(`${i} ${features}`);
  for (const source of closure(file)) hash.update(source).update(own[source]);
  for (const tool of tools) hash.update(readFileSync(tool));
  const stamp = `// made by scripts/kernels.mjs from ${hash.digest("hex")}`;
  if (upToDate(name, stamp)) continue;
  const wasm = await compile(file, 64 + i * ROOM, features);
  total += wasm.length;
  write(name, stamp, moduleOf(file, wasm));
}
await worker();
if (total > 0) console.log(`kernels: ${total} bytes of WebAssembly`);

function upToDate(file, stamp) {
  const path = join(target, file);
  return existsSync(path) && readFileSync(path, "utf8").startsWith(stamp);
}

/** Renamed into place, so that two builds at once cannot leave half a file. */
function write(file, stamp, text) {
  const path = join(target, file);
  writeFileSync(`${path}.${process.pid}`, `${stamp}\n${text}`);
  renameSync(`${path}.${process.pid}`, path);
}

/** What threads run, as one text that needs no file. */
async function worker() {
  const folder = join(root, "lib/kernels/threads");
  const hash = createHash("sha256");
  for (const file of ["worker.ts", "control.ts"]) hash.update(readFileSync(join(folder, file)));
  for (const tool of [tools[0], join(root, "node_modules/esbuild/package.json")]) hash.update(readFileSync(tool));
  const stamp = `// made by scripts/kernels.mjs from ${hash.digest("hex")}`;
  if (upToDate("worker.ts", stamp)) return;
  const { build } = await import("esbuild");
  const options = { bundle: true, minify: true, write: false, format: "iife", target: "es2022" };
  const { outputFiles } = await build({ entryPoints: [join(folder, "worker.ts")], ...options });
  const text = JSON.stringify(outputFiles[0].text.trim());
  write("worker.ts", stamp, `/** threads/worker.ts, bundled. */\nexport const script: string = ${text};\n`);
}

/** A file and all that it imports. */
function closure(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of own[file].matchAll(/from "\.\/(\w+)";$/gm)) closure(`${name}.ts`, found);
  return found;
}

/** A kernel's parameters as [name, type]. */
function parameters({ list }) {
  const each = list.split(",").map((parameter) => parameter.trim());
  return each.filter((parameter) => parameter !== "").map((parameter) => parameter.split(": "));
}

/** Those that a caller passes. */
function passed(kernel) {
  return parameters(kernel).filter(([name]) => !threads.includes(name));
}

/** The exports: every kernel of a family, in both types where it has one. */
function entry(file) {
  const kernels = kernelsOf(file).map(({ groups }) => groups);
  const text = kernels.map(({ name, generic, list, result }) => {
    if (generic === undefined) return `export { ${name} } from "./${file.slice(0, -3)}";`;
    const names = parameters({ list }).map(([parameter]) => parameter);
    const from = passed({ list }).map((parameter) => parameter.join(": "));
    const back = result === "void" ? "" : "return ";
    return [32, 64].map(
      (bits) =>
        `export function ${name}${bits}(${from.join(", ")}): ${result} { ${back}${name}<f${bits}>(${names.join(", ")}); }`,
    );
  });
  const generic = kernels.filter((kernel) => kernel.generic !== undefined).map(({ name }) => name);
  const imports = `import { ${generic.join(", ")} } from "./${file.slice(0, -3)}";`;
  const globals = threads.map((name) => `@external("env", "${name}") declare const ${name}: usize;`);
  return [imports, ...globals, ...text.flat()].join("\n");
}

/** The binary of a family with its constants from byte `base` on. */
async function compile(file, base, features) {
  const asc = await import("assemblyscript/asc");
  const files = { ...own, "entry.ts": entry(file) };
  let wasm;
  const { error, stderr } = await asc.main(
    [
      ...["entry.ts", "--outFile", "entry.wasm", "-O3", "--noAssert", "--runtime", "stub"],
      ...[
        "--importMemory",
        "--noExportMemory",
        "--initialMemory",
        "2",
        "--maximumMemory",
        "65536",
        "--enable",
        features,
      ],
      ...["--memoryBase", String(base), "--lowMemoryLimit", String(base + ROOM)],
    ],
    {
      readFile: (name) => files[name] ?? null,
      listFiles: () => [],
      writeFile: (name, contents) => void (name.endsWith(".wasm") && (wasm = Buffer.from(contents))),
    },
  );
  if (!error) return wasm;
  console.error(`${file}: ${stderr}\n${error.message}`);
  return process.exit(1);
}

/** What lib/ imports: the kernels' types and, for the loader, their code. */
function moduleOf(file, wasm) {
  const kernels = kernelsOf(file).map(({ groups }) => {
    const list = passed(groups).map(([name]) => `${name}: number`);
    return `  ${groups.name}(${list.join(", ")}): ${groups.result === "void" ? "void" : "number"};`;
  });
  return `import { Binary } from "../native.ts";

/** The kernels of wasm/${file} in one precision: a pointer is a byte address, a count counts elements. */
export interface Native {
${kernels.join("\n")}
}

${binaryOf("native", wasm)}`;
}

/** The same kernels once more. */
function second(file, wasm) {
  return `import { Binary } from "../native.ts";
import type { Native } from "./${file}";

${binaryOf("fused", wasm)}`;
}

function binaryOf(name, wasm) {
  return `/** ${wasm.length} bytes of WebAssembly, as native.ts reads them. */
export const ${name}: Binary<Native> = /* @__PURE__ */ new Binary(
  "${encode(wasm)}",
);
`;
}

/**
 * Bytes as text, in a letter each if they are frequent: what a byte is to gzip it then is here. Gzip makes a seventh less
 * of it than of hexadecimal, of which it makes a quarter less than of base64.
 */
function encode(bytes) {
  const [, list] = /^const FREQUENT = \[(.*)\];$/m.exec(readFileSync(join(root, "lib/kernels/native.ts"), "utf8"));
  const order = [...new Set([...list.split(", ").map(Number), ...Array(256).keys()])];
  const digits = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'"<\\'.includes(c));
  const letters = order.map((_, i) =>
    i < 90 ? digits[i + 2] : digits[Math.floor((i - 90) / 92)] + digits[(i - 90) % 92],
  );
  return Array.from(bytes, (byte) => letters[order.indexOf(byte)]).join("");
}
