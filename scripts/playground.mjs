// Builds the playground into .cache/playground/, plain files that work from any folder of any server, and serves them to
// this machine: node scripts/playground.mjs [--build: no more than that] [--port N, by default a free one]
// [--picture docs/playground.webp: takes the README's picture in Chromium (CHROME_PATH, or Debian's), and ends].
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "demos/playground");
const { values: options } = parseArgs({
  options: {
    build: { type: "boolean", default: false },
    port: { type: "string", default: "0" },
    picture: { type: "string" },
    out: { type: "string", default: join(root, ".cache/playground") },
  },
});
const target = options.out;

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
// One page script and one worker, neither of them an ES module, so that nothing is loaded but these two.
await build({
  entryPoints: {
    playground: join(source, "ui/main.tsx"),
    worker: join(source, "worker/worker.ts"),
    style: join(source, "ui/style.css"),
  },
  outdir: target,
  bundle: true,
  minify: true,
  keepNames: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  tsconfig: join(root, "tsconfig.playground.json"),
  alias: Object.fromEntries([
    ["fprop", join(root, "index.ts")],
    ...["csv", "io", "onnx", "testing", "torch", "web"].map((name) => [`fprop/${name}`, join(root, `${name}.ts`)]),
  ]),
  loader: { ".bin": "binary", ".txt": "text" },
  logLevel: "warning",
});
copyFileSync(join(source, "index.html"), join(target, "index.html"));
console.log(`built ${target}`);
if (!options.build) serve();

/** Serves the four files, with the policy that the page names itself, as a header. */
function serve() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const html = readFileSync(join(target, "index.html"), "utf8");
  const policy = html.match(/http-equiv="Content-Security-Policy"\s+content="(?<policy>[^"]*)"/).groups.policy;
  const files = new Map(
    ["index.html", "playground.js", "worker.js", "style.css"].map((name) => [`/${name}`, join(target, name)]),
  );
  files.set("/", join(target, "index.html"));
  const server = createServer(({ method, url }, response) => {
    const file = files.get(url.split("?", 1)[0]);
    if (file === undefined || method !== "GET")
      return response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    return response
      .writeHead(200, {
        "Content-Type": `${types[extname(file)]}; charset=utf-8`,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
      })
      .end(readFileSync(file));
  });
  server.listen(Number(options.port), "127.0.0.1", () => {
    const url = `http://localhost:${server.address().port}/`;
    if (options.picture === undefined) console.log(`The playground: ${url}   (Ctrl+C ends it)`);
    else void takePicture(url, options.picture).finally(() => server.close());
  });
}

/** The bprop of a Tanh, once the spirals are learned: light, in two pixels for one, as WebP. */
async function takePicture(url, file) {
  const { chromium } = await import("playwright-core");
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium", args: root });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 830 }, colorScheme: "light" });
    const cdp = await page.context().newCDPSession(page);
    const scale = { width: 1280, height: 830, deviceScaleFactor: 2, mobile: false };
    await cdp.send("Emulation.setDeviceMetricsOverride", scale);
    await page.goto(url);
    await page.locator("[data-action=play]:not([disabled])").click();
    await page.locator("[data-chart=Accuracy] .key.test", { hasText: "100 %" }).waitFor({ timeout: 120_000 });
    await page.click("[data-action=play]");
    await page.click("[data-mode=step]");
    await page.locator(".strip li").nth(3).waitFor();
    await page.keyboard.press("End");
    await page.locator(".strip button").nth(3).click();
    await page.locator("[data-tensor=dx] [data-index='2']").hover();
    await page.waitForTimeout(1000);
    const { data } = await cdp.send("Page.captureScreenshot", { format: "webp", quality: 80 });
    const bytes = Buffer.from(data, "base64");
    writeFileSync(file, bytes);
    console.log(`${file}: ${Math.ceil(bytes.length / 1000)} kB`);
  } finally {
    await browser.close();
  }
}
