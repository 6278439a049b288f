import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Download, Page } from "playwright-core";
import { expect } from "vitest";
import type { Configuration } from "../../../demos/playground/model/configuration.ts";
import { arrival, type Mode } from "../../../demos/playground/ui/address.ts";
import { launch } from "../../chromium.ts";

// The built page in Chromium, as `npm run playground` serves it, for several specs.

const root = join(import.meta.dirname, "../../..");

interface Options {
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly calm?: boolean;
}

/** A server of the page, and a browser. */
export class Playground {
  /** What pages have said on their consoles that they should not have. */
  readonly said: string[] = [];
  readonly folder: string;
  readonly url: string;
  private readonly server: ChildProcess;
  private readonly browser: Browser;

  private constructor(folder: string, url: string, server: ChildProcess, browser: Browser) {
    this.folder = folder;
    this.url = url;
    this.server = server;
    this.browser = browser;
  }

  static async start(): Promise<Playground> {
    const folder = mkdtempSync(join(tmpdir(), "playground-"));
    const server = spawn(process.execPath, [join(root, "scripts/playground.mjs"), "--out", folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = new Promise<string>((found, failed) => {
      let text = "";
      server.stdout.on("data", (part) => {
        text += String(part);
        const [address] = /http:\/\/localhost:\d+\//.exec(text) ?? [];
        if (address !== undefined) found(address);
      });
      server.on("exit", (code) => failed(new Error(`scripts/playground.mjs ended with ${code}: ${text}`)));
    });
    return new Playground(folder, await url, server, await launch());
  }

  /** Fails on what was said since it was last asked. */
  quiet(): void {
    // oxlint-disable-next-line vitest/no-standalone-expect -- called after each test
    expect(this.said.splice(0)).toEqual([]);
  }

  async end(): Promise<void> {
    await this.browser.close();
    this.server.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A page, once it can be trained. */
  async visit({ hash = "", width = 1280, height = 900, dark = false, calm = false }: Options = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: calm ? "reduce" : "no-preference",
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("console", (message) => {
      if (message.type() === "error") this.said.push(message.text());
    });
    page.on("pageerror", (error) => this.said.push(String(error)));
    await page.goto(`${this.url}${hash}`);
    await page.locator("[data-action=play]:not([disabled])").waitFor();
    return page;
  }
}

/** What the page's address holds. */
export async function held(page: Page): Promise<{ mode: Mode; configurations: readonly Configuration[] }> {
  return arrival(new URL(page.url()).hash);
}

/** Does something, and waits until the address holds another configuration. */
export async function changed(page: Page, act: () => Promise<unknown>): Promise<Configuration> {
  const before = page.url();
  await act();
  await expect.poll(() => page.url()).not.toBe(before);
  return (await held(page)).configurations[0];
}

/** The number of steps that the page says. */
export async function steps(page: Page): Promise<number> {
  return Number((await page.locator("[data-figure=step]").first().innerText()).replace(/\D/g, ""));
}

/** Test accuracy, from 0 to 1, or −1 before there is one. */
export async function accuracy(page: Page): Promise<number> {
  const text = await page.locator("[data-chart=Accuracy] .key.test output").innerText();
  const share = Number.parseFloat(text) / 100;
  return Number.isFinite(share) ? share : -1;
}

export async function exported(page: Page, format: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  await page.click("[data-action=export]");
  const [download] = await Promise.all([
    page.waitForEvent("download") as Promise<Download>,
    page.locator(`[data-export=${format}]`).first().click(),
  ]);
  const parts: Uint8Array[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Uint8Array);
  return { name: download.suggestedFilename(), bytes: new Uint8Array(Buffer.concat(parts)) };
}
