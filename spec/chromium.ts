import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { describe, expect, it } from "vitest";

// Tests in Chromium, for several specs. Where there is none they are skipped loudly; REQUIRE_BROWSER=1 has them fail.

const { CHROME_PATH, PROGRAMFILES = "C:\\Program Files" } = process.env;
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  `${PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
];
const executablePath = (CHROME_PATH === undefined ? places : [CHROME_PATH]).find((path) => existsSync(path));

const switches = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
switches.push("--disable-component-update", "--disable-sync");
// Chromium's sandbox refuses to work for root, and only for root.
if (process.getuid?.() === 0) switches.push("--no-sandbox");

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: executablePath!, args: switches });

export function inChromium(name: string, tests: () => void): void {
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- both are the caller's
  if (executablePath !== undefined) describe(name, { timeout: 120_000 }, tests);
  else
    it.skipIf(process.env.REQUIRE_BROWSER !== "1")(
      `${name}: BROWSER TESTS NOT RUN: no Chromium (set CHROME_PATH)`,
      () => expect.unreachable("REQUIRE_BROWSER=1, and there is no Chromium"),
    );
}
