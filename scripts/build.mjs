// Builds dist/: the library file by file, with its declarations, and all of it in one file for a web page.
//
// The files are not bundled into one, because a bundler shakes whole files out of a package that says it has no side
// effects, but hardly anything out of a bundle: `import { Tensor }` costs a user 6 kB this way and 83 kB the other. It
// also leaves every class its name, which errors print.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

rmSync(dist, { recursive: true, force: true });
// First what runs anywhere, without the types of Node and the DOM, then what is for Node.
for (const config of ["tsconfig.lib.json", "tsconfig.node.json"]) {
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/typescript/bin/tsc"),
      ...["-p", join(root, config), "--noEmit", "false"],
      ...["--outDir", dist, "--rewriteRelativeImportExtensions"],
    ],
    { stdio: "inherit" },
  );
  if (status !== 0) process.exit(1);
}

await build({
  entryPoints: [join(dist, "index.js")],
  outfile: join(dist, "fprop.min.js"),
  bundle: true,
  minify: true,
  keepNames: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  banner: { js: `/* fprop ${version}, MIT licence */` },
  logLevel: "warning",
});
