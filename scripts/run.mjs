// Bundles a TypeScript program into .cache/ and runs it: node scripts/run.mjs demos/start.ts [its arguments].
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [program, ...args] = process.argv.slice(2);
const outfile = join(root, ".cache", program.replace(/\.ts$/, ".mjs"));
await build({
  entryPoints: [join(root, program)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  alias: {
    fprop: join(root, "index.ts"),
    "fprop/csv": join(root, "csv.ts"),
    "fprop/io": join(root, "io.ts"),
    "fprop/node": join(root, "node.ts"),
    "fprop/web": join(root, "web.ts"),
    "fprop/onnx": join(root, "onnx.ts"),
    "fprop/torch": join(root, "torch.ts"),
    "fprop/profile": join(root, "profile.ts"),
    "fprop/worker": join(root, "worker.ts"),
    "fprop/testing": join(root, "testing.ts"),
  },
  loader: { ".bin": "binary", ".txt": "text" },
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, ["--expose-gc", outfile, ...args], { stdio: "inherit" });
process.exit(status ?? 1);
