import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = import.meta.dirname;
/** Specs of what the library holds for the whole program: its heap, its threads, its kernels, what it has warned of. */
const own = [
  "spec/losses/{crossentropyloss,mseloss}.spec.ts",
  "spec/lib/{advice,fallback,heap,memory,module,native,tensor,tinyheap,train}.spec.ts",
  "spec/lib/{kernels,kernels/fused,kernels/threads/usethreads,nodejs/blas}.spec.ts",
];

/** Files of data are imported, as esbuild's loaders have them in scripts/run.mjs. */
const data: Plugin = {
  name: "data",
  enforce: "pre",
  load(id) {
    if (id.endsWith(".txt")) return `export default ${JSON.stringify(readFileSync(id, "utf8"))}`;
    if (id.endsWith(".bin"))
      return `export default new Uint8Array(Buffer.from("${readFileSync(id, "base64")}", "base64"))`;
    return undefined;
  },
};

/**
 * What takes long starts first, so that no worker is left with it in the end: of each project the files that start browsers or
 * programs, then the others, each kind as vitest has it (by what it took last time, or by size).
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = new Map(
      (await super.sort(files)).map((file) => {
        const isolated = file.project.config.isolate ? 0 : 2;
        const text = readFileSync(file.moduleId, "utf8");
        return [file, isolated + (/from "(?:node:child_process|.*\/chromium\.ts)"/.test(text) ? 0 : 1)];
      }),
    );
    return [...rank.keys()].sort((a, b) => rank.get(a)! - rank.get(b)!);
  }
}

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
    // A worker loads the library once for all specs that do not depend on what others have done with it, since it takes
    // longer to load than most of them to run. The others start from a library of their own.
    projects: [
      { extends: true, test: { name: "sharing", include: ["spec/**/*.spec.ts"], exclude: own, isolate: false } },
      { extends: true, test: { name: "library", include: own } },
    ],
    // One more than cores: specs that wait, for a browser or a program, leave theirs idle.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowFirst },
    // A machine may be busy; no test is there to fail on time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ["default", join(root, "spec/reporter.ts")],
    coverage: { include: ["lib/**/*.ts", "modules/**/*.ts", "losses/**/*.ts"], exclude: ["lib/kernels/wasm/**"] },
  },
});
