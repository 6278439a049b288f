import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: {
    alias: {
      "fprop/testing": join(root, "testing.ts"),
      "fprop/io": join(root, "io.ts"),
      fprop: join(root, "index.ts"),
    },
  },
  test: {
    include: ["spec/**/*.spec.ts"],
    reporters: ["default", join(root, "spec/reporter.ts")],
    coverage: { include: ["lib/**/*.ts", "modules/**/*.ts", "losses/**/*.ts"], exclude: ["lib/kernels/wasm/**"] },
  },
});
