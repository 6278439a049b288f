// Peers are no dependencies of the project: npm puts them into a folder of their own, outside of its package.json and its
// lock. Each contender is then one bundled file, for the steps and for the cold start.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import type { Peer } from "./peers.ts";

/** The commands that start a contender's process and its cold start, before their arguments; or why there are none. */
export type Installed =
  | { readonly version: string; readonly command: readonly string[]; readonly cold: readonly string[] }
  | { readonly missing: string };

/** PyTorch is not installed here, but taken where it is: from a distribution's packages, say. */
const pythons = ["python3", "/usr/bin/python3"];

export async function install({ file, packages, version }: Peer, root: string, folder: string): Promise<Installed> {
  const source = join(root, "bench/peers/contenders", file);
  if (file.endsWith(".py")) {
    for (const python of pythons) {
      const { status, stdout } = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], {
        encoding: "utf8",
      });
      const command = [python, source];
      if (status === 0) return { version: stdout.trim(), command, cold: command };
    }
    return { missing: `no torch in ${pythons.join(" or ")}` };
  }
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  if (wanted.length > 0) {
    // No scripts: they would compile bindings to graphics cards, which nobody uses here.
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", "--prefer-offline"];
    const { status, stderr } = spawnSync("npm", ["install", ...flags, ...wanted], { cwd: folder, encoding: "utf8" });
    if (status !== 0) return { missing: `npm install ${wanted.join(" ")} failed: ${stderr.trim().split("\n")[0]}` };
  }
  const name = file.replace(/\.\w+$/, "");
  const bundle = async (how: string, code: string): Promise<readonly string[]> => {
    const outfile = join(folder, "bundles", `${name}.${how}.mjs`);
    const stdin = { contents: code, resolveDir: join(root, "bench/peers/contenders") };
    await build({ ...options(root, folder), stdin, outfile });
    return [process.execPath, outfile];
  };
  const { version: own } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return {
    version: version ?? own,
    command: await bundle(
      "serve",
      `import * as peer from "./${file}"; import { serve } from "./serve.mjs"; serve(peer);`,
    ),
    cold: await bundle(
      "cold",
      `import { start, mlp, other } from "./${file}"; import { first } from "./cold.mjs"; first({ start, mlp, other });`,
    ),
  };
}

function options(root: string, folder: string): BuildOptions {
  return {
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Not minified: with names kept, closures in hot loops made ConvNetJS ten times slower.
    alias: { fprop: join(root, "dist/index.js"), "fprop/node": join(root, "dist/node.js") },
    nodePaths: [join(folder, "node_modules")],
    mainFields: ["module", "main"],
    external: ["gl"],
    // CommonJS modules and Emscripten's code ask for these, which ES modules do not have.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;',
    },
    logLevel: "error",
  };
}
