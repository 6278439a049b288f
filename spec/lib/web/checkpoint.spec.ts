import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inChromium, launch } from "../../chromium.ts";

// In a real page: what a worker saves is there when the worker is not, and is whole.

const root = join(import.meta.dirname, "../../..");

/** What runs in the page, and in its worker. */
const program = `
import { Rng, Tensor } from "./index.ts";
import { Checkpoint } from "./web.ts";

const more = { stateDict: () => ({ t: Tensor.zeros([200000]) }), loadStateDict: () => 0 };
const of = (n) => {
  const rng = new Rng(0);
  rng.state = [n + 1, 2, 3, 4];
  return { rng, more };
};
globalThis.save = (n, name = "run") => new Checkpoint(name, of(n)).save();
globalThis.load = async (name = "run") => {
  const parts = of(1e6);
  const loaded = await new Checkpoint(name, parts).load();
  return loaded && { n: parts.rng.state[0] - 1, from: loaded.from, warning: loaded.warning?.code };
};
/** Starts a worker that saves n, n + 1, …, ends it after some milliseconds, and returns the last one that it told of. */
globalThis.kill = (from, ms) =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/program.js");
    let told = from - 1;
    worker.onerror = reject;
    worker.onmessage = ({ data }) => {
      if (told === from - 1) setTimeout(() => (worker.terminate(), resolve(told)), ms);
      told = data;
    };
    worker.postMessage(from);
  });
globalThis.damage = (name) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("fprop", 1);
    request.onsuccess = () => {
      const records = request.result.transaction("checkpoints", "readwrite").objectStore("checkpoints");
      const read = records.get(name);
      read.onsuccess = () => {
        read.result[5000] ^= 1;
        records.put(read.result, name).onsuccess = () => (request.result.close(), resolve());
      };
    };
    request.onerror = reject;
  });
if (typeof document === "undefined")
  onmessage = async ({ data }) => {
    for (let n = data; ; n++) {
      await save(n);
      postMessage(n);
    }
  };
`;

inChromium("a checkpoint in IndexedDB", () => {
  let browser: Browser;
  let server: Server;
  let page: Page;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: root, loader: "ts" },
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
    });
    server = createServer(({ url }, response) => {
      const [type, text] =
        url === "/program.js"
          ? ["text/javascript", outputFiles[0].text]
          : ["text/html", `<!doctype html><link rel="icon" href="data:,"><script src="/program.js"></script>`];
      response.writeHead(200, { "Content-Type": type }).end(text);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    browser = await launch();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it("comes back, also in another visit, and keeps the one before", async () => {
    expect(await page.evaluate("load('visit')")).toBeUndefined();
    await page.evaluate("save(1, 'visit').then(() => save(2, 'visit'))");
    await page.reload();
    expect(await page.evaluate("load('visit')")).toEqual({ n: 2, from: "visit" });
    expect(await page.evaluate("load('visit.previous')")).toEqual({ n: 1, from: "visit.previous" });
  });

  it("is passed over where it is not whole, and says so", async () => {
    await page.evaluate("save(3, 'damaged').then(() => save(4, 'damaged')).then(() => damage('damaged'))");
    expect(await page.evaluate("load('damaged')")).toEqual({ n: 3, from: "damaged.previous", warning: "FORMAT" });
    await page.evaluate("damage('damaged.previous')");
    expect(await page.evaluate("load('damaged').then(String, (error) => error.code)")).toBe("FORMAT");
  });

  const kills = process.env.SOAK === undefined ? 10 : 100;
  it(`outlasts its worker, ended ${kills} times while it saves: nothing told of is lost`, async () => {
    let next = 10;
    for (let i = 0; i < kills; i++) {
      const told = await page.evaluate<number>(`kill(${next}, ${(i * 7) % 23})`);
      const { n, warning } = await page.evaluate<{ n: number; warning?: string }>("load()");
      expect(warning).toBeUndefined();
      expect(n).toBeGreaterThanOrEqual(told);
      expect(n).toBeLessThanOrEqual(told + 1);
      next = n + 1;
    }
  });

  it("says what is missing on a page without IndexedDB or from an insecure origin", async () => {
    const other = await browser.newPage();
    await other.addInitScript("Object.defineProperty(crypto, 'subtle', { value: undefined })");
    await other.goto(page.url());
    expect(await other.evaluate("save(1).catch((error) => error.code)")).toBe("IO");
    await other.close();
  });
});
