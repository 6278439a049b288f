import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as realFiles from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { FpropError, Rng } from "../../../index.ts";
import { Checkpoint } from "../../../node.ts";
import type { Files } from "../../../lib/nodejs/checkpoint.ts";

const root = join(import.meta.dirname, "../../..");
const base = mkdtempSync(join(tmpdir(), "fprop-"));
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(base, "run-"));
  path = join(folder, "run.safetensors");
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A training whose whole state is one number from 0 up. */
const of = (n: number): { rng: Rng } => {
  const rng = new Rng(0);
  rng.state = [n + 1, 2, 3, 4];
  return { rng };
};
const read = ({ rng }: { rng: Rng }): number => rng.state[0] - 1;
async function latest(from = path): Promise<number | undefined> {
  const parts = of(1e6);
  return (await new Checkpoint(from, parts).load()) === undefined ? undefined : read(parts);
}
async function rejection(promise: Promise<unknown>): Promise<FpropError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(FpropError);
    return error as FpropError;
  }
  throw new Error("nothing was thrown");
}

describe("Checkpoint", () => {
  it("comes back, keeps the one before, and leaves nothing else", async () => {
    expect(await latest()).toBeUndefined();
    await new Checkpoint(path, of(1)).save();
    expect(await latest()).toBe(1);
    expect(readdirSync(folder)).toEqual(["run.safetensors"]);
    const parts = of(2);
    const checkpoint = new Checkpoint(path, parts);
    await checkpoint.save();
    parts.rng.state = [4, 2, 3, 4];
    await checkpoint.save();
    expect(await latest()).toBe(3);
    expect(await latest(checkpoint.previous)).toBe(2);
    expect(readdirSync(folder)).toEqual(["run.safetensors", "run.safetensors.previous"]);
  });

  it("passes over a file that is not whole, and says so", async () => {
    for (const n of [1, 2]) await new Checkpoint(path, of(n)).save();
    const whole = readFileSync(path);
    for (const wrong of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.from(whole).fill(7, whole.length - 3)]) {
      writeFileSync(path, wrong);
      const parts = of(1e6);
      const loaded = await new Checkpoint(path, parts).load();
      expect(read(parts)).toBe(1);
      expect(loaded).toMatchObject({ from: `${path}.previous`, warning: { code: "FORMAT", what: path } });
    }
    rmSync(path);
    expect(await latest()).toBe(1);
    writeFileSync(`${path}.previous`, "nothing");
    expect((await rejection(latest())).code).toBe("FORMAT");
  });

  it("removes what a process that is no more has left, and nothing of one that lives", async () => {
    const gone = spawn(process.execPath, ["-e", "0"]);
    await once(gone, "exit");
    const [left, own, other] = [gone.pid!, process.ppid, 0].map((pid) => `${path}.tmp-${pid}-3`);
    for (const name of [left, own, other]) writeFileSync(name, "part");
    await new Checkpoint(path, of(1)).save();
    expect([left, own, other].map((name) => existsSync(name))).toEqual([false, true, true]);
  });

  it("takes a copy where files have one name each", async () => {
    const files: Files = {
      ...realFiles,
      link: () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" })),
    };
    for (const n of [1, 2]) await new Checkpoint(path, of(n), { files }).save();
    expect([await latest(), await latest(`${path}.previous`)]).toEqual([2, 1]);
  });

  it("says what the system said where a folder is missing", async () => {
    const error = await rejection(new Checkpoint(join(folder, "none/run"), of(1)).save());
    expect(error).toMatchObject({ code: "IO", got: "ENOENT", cause: { code: "ENOENT" } });
    expect((await rejection(new Checkpoint(folder, of(1)).load())).code).toBe("IO");
  });
});

/** Files whose n-th operation fails so; counts them. */
function failing(n: number, fault: string): { files: Files; operations: () => number } {
  let count = 0;
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (++count === n && fault !== "short") throw Object.assign(new Error(`${fault}: made up`), { code: fault });
    return work();
  };
  const files = Object.fromEntries(
    (["link", "copyFile", "rename", "unlink", "readdir", "readFile"] as const).map((name) => [
      name,
      (...args: unknown[]) => turn(() => (realFiles[name] as (...a: unknown[]) => Promise<unknown>)(...args)),
    ]),
  ) as unknown as Files;
  const open: Files["open"] = async (...args) => {
    const handle = await turn(() => realFiles.open(...args));
    return new Proxy(handle, {
      get(target, key: keyof typeof handle) {
        if (key === "write")
          return (bytes: Uint8Array, at: number) =>
            // A system that takes one byte at a time for a while.
            turn(() => target.write(bytes, at, fault === "short" && count < n ? 1 : bytes.length - at));
        if (key === "sync") return () => turn(() => target.sync());
        // A close that fails has closed, too.
        if (key === "close") return async () => (await target.close(), turn(async () => undefined));
        return target[key];
      },
    });
  };
  return { files: { ...files, open }, operations: () => count };
}

describe("Checkpoint where the n-th operation fails", () => {
  it.each(["ENOSPC", "EIO", "EMFILE"])(
    "by %s: the error says so, the file is as it was, and nothing is beside it",
    async (fault) => {
      let failed = 0;
      for (let n = 1; ; n++) {
        await new Checkpoint(path, of(1)).save();
        const { files, operations } = failing(n, fault);
        let error: unknown;
        try {
          await new Checkpoint(path, of(2), { files }).save();
        } catch (e) {
          error = e;
        }
        const now = await latest();
        if (error === undefined) {
          expect(now).toBe(2);
          expect(operations()).toBeLessThan(n);
          break;
        }
        failed++;
        expect(error).toMatchObject({ code: "IO", got: fault, cause: { code: fault } });
        // The new file may have its name already where only the folder's way to the disk failed.
        expect([1, 2]).toContain(now);
        if (n < 8) expect(now).toBe(1);
        expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
      }
      expect(failed).toBeGreaterThan(8);
    },
  );

  it("takes as many writes as the system wants", async () => {
    const { files, operations } = failing(40, "short");
    await new Checkpoint(path, of(5), { files }).save();
    expect(await latest()).toBe(5);
    expect(operations()).toBeGreaterThan(40);
  });
});

describe("Checkpoint of a process that is killed", { timeout: 600_000 }, () => {
  const kills = process.env.SOAK === undefined ? 8 : 100;

  it(`at ${kills} random moments: none is unreadable, and none that was told of is lost`, async () => {
    const program = join(base, "saver.mjs");
    await build({
      stdin: {
        contents: `
          import { Rng, Tensor } from "./index.ts";
          import { Checkpoint } from "./node.ts";
          const rng = new Rng(0);
          const more = { stateDict: () => ({ t: Tensor.zeros([200000]) }), loadStateDict: () => 0 };
          const checkpoint = new Checkpoint(process.argv[2], { rng, more });
          for (let n = Number(process.argv[3]); ; n++) {
            rng.state = [n + 1, 2, 3, 4];
            await checkpoint.save();
            process.stdout.write(n + "\\n");
          }`,
        resolveDir: root,
        loader: "ts",
      },
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
    });
    const rng = new Rng(Date.now());
    let from = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, [program, path, String(from)], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (text: Buffer) => (said += String(text)));
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, rng.integer(40)));
      child.kill("SIGKILL");
      await once(child, "close");
      const told = Number(said.trimEnd().split("\n").at(-1));
      const parts = { ...of(1e6), more: { stateDict: () => ({}), loadStateDict: () => 0 } };
      await new Checkpoint(path, parts).load();
      expect(read(parts)).toBeGreaterThanOrEqual(told);
      expect(read(parts)).toBeLessThanOrEqual(told + 1);
      from = read(parts) + 1;
    }
    await new Checkpoint(path, of(from)).save();
    expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
  });
});
