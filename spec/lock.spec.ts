import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// `npm ci` gives everybody the same tools, on every platform and from whatever registry they use.

interface Manifest {
  version: string;
  scripts: Record<string, string>;
  devDependencies: Record<string, string>;
  dependencies?: Record<string, string>;
}
interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, "..", name), "utf8"));
const manifest = read("package.json") as Manifest;
const { packages } = read("package-lock.json") as { packages: Record<string, Locked> };
const { "": own, ...others } = packages;
const entries = Object.entries(others);

/** Whether `name`, needed by the package in folder `from`, is locked where Node would look for it. */
function found(from: string, name: string): boolean {
  const inside = `${from}/node_modules/${name}`;
  if (Object.hasOwn(others, inside)) return true;
  const outer = from.lastIndexOf("/node_modules/");
  return outer >= 0 ? found(from.slice(0, outer), name) : Object.hasOwn(others, `node_modules/${name}`);
}

describe("package-lock.json", () => {
  it("is of this package.json", () => {
    expect(own).toMatchObject({ version: manifest.version, devDependencies: manifest.devDependencies });
    for (const [name, version] of Object.entries(manifest.devDependencies))
      expect(others[`node_modules/${name}`]?.version, name).toBe(version);
  });

  it("has the binaries for every platform", () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).flatMap((name) => (found(path, name) ? [] : [`${name} of ${path}`])),
    );
    expect(missing).toEqual([]);
    expect(entries.filter(([path]) => /@esbuild\/(linux|darwin|win32)-x64$/.test(path))).toHaveLength(3);
  });

  it("has the hash of every package, and the address of none", () => {
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});

describe("package.json", () => {
  it("names exact versions, and needs nothing at run time", () => {
    for (const [name, version] of Object.entries(manifest.devDependencies))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.dependencies).toBeUndefined();
  });

  it("runs nothing when it is installed", () => {
    const atInstall = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });
});
