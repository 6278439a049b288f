import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hashes, programs, type Program } from "./bits.ts";
import { inChromium, launch } from "./chromium.ts";
import * as files from "./files.ts";

// The same bits everywhere: what spec/bits.ts computes has the SHA-256 that spec/bits.json says, in this Node, and in
// Chromium on an isolated page (shared memory), on an ordinary one (fixed memory) and where WebAssembly is refused.
// After a change that is meant to change the bits, `UPDATE=1 npx vitest run spec/browser.spec.ts` writes them anew.

const root = join(import.meta.dirname, "..");
const committed = join(root, "spec/bits.json");
const all = Object.keys(programs) as Program[];
const expected = JSON.parse(readFileSync(committed, "utf8")) as Record<Program, string>;

it("has the committed bits in this Node", { timeout: 60_000 }, async () => {
  const here = await hashes(all);
  if (process.env.UPDATE === "1") writeFileSync(committed, `${JSON.stringify(here, null, 2)}\n`);
  else expect(here).toEqual(expected);
});

const pages = {
  isolated: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
  guarded: {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'",
  },
  ordinary: {},
  strict: { "Content-Security-Policy": "script-src 'self'" },
};

/** Serves the pages and their one script on a port of its own choosing, to this machine alone. */
async function serve(script: string): Promise<Server> {
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/bits.js"></script>`;
  const server = createServer(({ url }, response) => {
    const page = Object.entries(pages).find(([name]) => url === `/${name}`);
    if (page !== undefined) response.writeHead(200, { "Content-Type": "text/html", ...page[1] }).end(html);
    else if (url === "/bits.js") response.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

inChromium("Chromium", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(root, "spec/bits.ts")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "bits",
      platform: "browser",
      alias: { fprop: join(root, "index.ts"), "fprop/io": join(root, "io.ts") },
    });
    server = await serve(outputFiles[0].text);
    browser = await launch();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** What a page computes, whether its memory is shared, and what it says on its console meanwhile. */
  async function visit(page: keyof typeof pages, names: readonly Program[]) {
    const tab = await browser.newPage();
    const said: string[] = [];
    tab.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    tab.on("pageerror", (error) => said.push(String(error)));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${page}`);
    const found = await tab.evaluate<typeof expected>(`bits.hashes(${JSON.stringify(names)})`);
    const shared = await tab.evaluate<boolean>("bits.heap.shared");
    await tab.close();
    return { found, shared, said };
  }

  it("has them on an isolated page, in shared memory", async () => {
    expect(await visit("isolated", all)).toEqual({ found: expected, shared: true, said: [] });
  });

  it("has them with threads, on an isolated page alone", async () => {
    const tab = await browser.newPage();
    const said: string[] = [];
    tab.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    const { port } = server.address() as AddressInfo;
    await tab.goto(`http://127.0.0.1:${port}/isolated`);
    expect(await tab.evaluate("bits.useThreads(3)")).toBe(3);
    expect(await tab.evaluate(`bits.hashes(["images"])`)).toEqual({ images: expected.images });
    expect(await tab.evaluate("bits.useThreads(1)")).toBe(1);
    expect(await tab.evaluate(`bits.hashes(["images"])`)).toEqual({ images: expected.images });
    expect(said).toEqual([]);
    await tab.goto(`http://127.0.0.1:${port}/ordinary`);
    expect(await tab.evaluate("bits.useThreads(2).catch((error) => `${error.code} ${error.what}`)")).toBe(
      "STATE memory",
    );
    await tab.goto(`http://127.0.0.1:${port}/guarded`);
    expect(await tab.evaluate("bits.useThreads(2).catch((error) => error.message)")).toMatch(
      /^useThreads: worker should be a thread that starts \(.*worker-src blob:\)/,
    );
    await tab.close();
  });

  it("has them on an ordinary page, in fixed memory", async () => {
    expect(await visit("ordinary", all)).toEqual({ found: expected, shared: false, said: [] });
  });

  it("unpacks files as Node does, refuses what it refuses, and decodes pictures", async () => {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ordinary`);
    const asked = async (call: string, ...args: unknown[]): Promise<unknown> =>
      tab.evaluate(`bits.files.${call}(${args.map((a) => JSON.stringify(a)).join()})`);
    const npz = [...readFileSync(join(root, "spec/fixtures/arrays/compressed.npz"))];
    expect(await asked("arrays", npz)).toBe(await files.arrays(npz));
    const packed = [...gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 8))];
    expect(await asked("idx", packed)).toBe("int32 [2] 7 8");
    for (const bad of [
      packed.slice(0, -9),
      packed.map((b, i) => (i === packed.length - 8 ? b ^ 1 : b)),
      packed.with(15, 99),
    ]) {
      const said = await files.idx(bad);
      expect(await asked("idx", bad), said).toMatch(/^FpropError: readIdx: gzip/);
    }
    const colours = Float32Array.of(255, 0, 0, 102, 51, 204).map((v) => v / 255);
    const whole = `float32 [1, 3, 1, 2] ${colours.join(" ")}`;
    expect(await asked("picture")).toEqual([
      whole,
      whole,
      expect.stringContaining("readImage: source should be a picture"),
    ]);
    await tab.close();
  });

  it("has them where a policy refuses WebAssembly, and warns once", async () => {
    const { found, said } = await visit("strict", ["kernels", "XOR"]);
    expect(found).toEqual({ kernels: expected.kernels, XOR: expected.XOR });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^warning: fprop: no WebAssembly kernels .*Content.Security.Policy/);
  });
});
