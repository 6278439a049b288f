import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";

const root = import.meta.dirname;
const sharing = [
  "spec/modules/*/*.spec.ts",
  "spec/{losses,misuse,lib/{expressions,gradients,data,io,optim,train,onnx,torch}}/*.spec.ts",
  "spec/{laws,pytorch,checkpoints,resume}.spec.ts",
];

/** Files of data are imported, as esbuild's loaders have them in scripts/run.mjs. */
const data: Plugin = {
  name: "data",
  enforce: "pre",
  load(id) {
    if (id.endsWith(".txt")) return `export default ${JSON.stringify(readFileSync(id, "utf8"))}`;
    if (id.endsWith(".bin")) return `export default Uint8Array.from([${readFileSync(id).join()}])`;
    return undefined;
  },
};

export default defineConfig({
  plugins: [data],
  resolve: {
    alias: {
      "fprop/onnx": join(root, "onnx.ts"),
      "fprop/torch": join(root, "torch.ts"),
      "fprop/profile": join(root, "profile.ts"),
      "fprop/worker": join(root, "worker.ts"),
      "fprop/testing": join(root, "testing.ts"),
      "fprop/csv": join(root, "csv.ts"),
      "fprop/io": join(root, "io.ts"),
      "fprop/node": join(root, "node.ts"),
      "fprop/web": join(root, "web.ts"),
      fprop: join(root, "index.ts"),
    },
  },
  test: {
    // Specs that ask nothing of the library's own state share it, since it takes longer to load than most of them to run.
    // All others start from a library of their own.
    projects: [
      { extends: true, test: { name: "sharing", include: sharing, isolate: false } },
      { extends: true, test: { name: "library", include: ["spec/**/*.spec.ts"], exclude: sharing } },
    ],
    // All cores: of two, one would be left idle.
    maxWorkers: "100%",
    // A machine may be busy; no test is there to fail on time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ["default", join(root, "spec/reporter.ts")],
    coverage: { include: ["lib/**/*.ts", "modules/**/*.ts", "losses/**/*.ts"], exclude: ["lib/kernels/wasm/**"] },
  },
});
