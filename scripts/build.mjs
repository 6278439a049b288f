// Builds dist/: the library file by file, with its declarations, and all of it in one file for a web page.
//
// The files are not bundled into one, because a bundler shakes whole files out of a package that says it has no side
// effects, but hardly anything out of a bundle: `import { Tensor }` costs a user 6 kB this way and 83 kB the other. It
// also leaves every class its name, which errors print.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

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

/** Gives each class its name, which errors print, whatever it is called in the end; those of functions nobody reads. */
const names = {
  name: "names",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      return { contents: text.replace(/^((?:export )?class (\w+)(?: extends \w+)? \{)$/gm, '$1 static name = "$2";') };
    });
  },
};

/** Binaries that share functions are neighbours: gzip, which looks back 32 kB, makes less of them than where they are used. */
const neighbours = [
  "elementwise activations smooth errors recurrent functions softmax pairs attention alignments erf random updates rules",
  "normalisation rows lookup convolution products fusedproducts copies pooling bases classes gather",
].flatMap((names) => names.split(" "));
const first = neighbours.map((family) => `import "./lib/kernels/binaries/${family}.js";`);

const { outputFiles, metafile } = await build({
  stdin: { contents: [...first, `export * from "./index.js";`].join("\n"), resolveDir: dist },
  bundle: true,
  minifySyntax: true,
  plugins: [names],
  write: false,
  metafile: true,
  charset: "utf8",
  format: "esm",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
  // Of `first` nothing is wanted but its order.
  logOverride: { "ignored-bare-import": "silent" },
});

// What is exported keeps its name and need not be told it, unless it speaks of itself: that is `Tensor = class _Tensor …`.
const exported = Object.values(metafile.outputs)[0].exports;
const bundled = outputFiles[0].text.replace(
  /^(.*\b(\w+) = class (?:extends \w+ )?\{)\n +static name = "\2";$/gm,
  (told, start, name) => (exported.includes(name) ? start : told),
);

/** Names of one case, the most frequent letters first: gzip makes half a kB less of them. */
const letters = "etnrisouaflchpdvmgybwxkjqz";
const nameOf = (n) => (n < 26 ? "" : nameOf(Math.floor(n / 26) - 1)) + letters[n % 26];

// Of what Terser makes gzip makes 5 kB less than of what esbuild does.
const { code } = await minify(bundled, {
  module: true,
  ecma: 2022,
  compress: { passes: 3, lhs_constants: false },
  mangle: { reserved: exported, nth_identifier: { get: nameOf } },
  format: { preamble: `/* fprop ${version}, MIT licence */` },
});
writeFileSync(join(dist, "fprop.min.js"), code);
