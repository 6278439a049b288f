// Compiles lib/kernels/wasm/*.ts (AssemblyScript) into lib/kernels/binary.ts, when that is missing or older than its sources.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "lib/kernels/wasm");
const target = join(root, "lib/kernels/binary.ts");

const hash = createHash("sha256");
for (const file of readdirSync(sources).sort()) hash.update(file).update(readFileSync(join(sources, file)));
hash.update(readFileSync(fileURLToPath(import.meta.url)));
hash.update(readFileSync(join(root, "node_modules/assemblyscript/package.json")));
const stamp = `// made by scripts/kernels.mjs from ${hash.digest("hex")}`;
if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) process.exit(0);

const asc = await import("assemblyscript/asc");
const written = new Map();
const { error, stderr } = await asc.main(
  [
    "index.ts",
    ...["--outFile", "kernels.wasm", "-O3", "--converge", "--noAssert", "--runtime", "stub"],
    ...["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536", "--memoryBase", "64"],
    ...["--enable", "simd", "--enable", "bulk-memory"],
  ],
  {
    readFile: (name) => (existsSync(join(sources, name)) ? readFileSync(join(sources, name), "utf8") : null),
    listFiles: () => [],
    writeFile: (name, contents) => void written.set(name, contents),
  },
);
if (error) {
  console.error(`${stderr}\n${error.message}`);
  process.exit(1);
}
const wasm = Buffer.from(written.get("kernels.wasm"));
const text = `${stamp}\n/** The kernels as WebAssembly, ${wasm.length} bytes, in base64. */\nexport const binary: string =\n  "${wasm.toString("base64")}";\n`;
// Renamed into place, so that two builds at once cannot leave half a file.
writeFileSync(`${target}.${process.pid}`, text);
renameSync(`${target}.${process.pid}`, target);
console.log(`kernels: ${wasm.length} bytes of WebAssembly`);
