import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { readSafetensors } from "fprop/io";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { limits } from "../../../demos/playground/model/limits.ts";
import { presets } from "../../../demos/playground/model/presets.ts";
import { toLink } from "../../../demos/playground/model/link.ts";
import { inChromium } from "../../chromium.ts";
import { accuracy, changed, exported, held, Playground, steps } from "./page.ts";

const soak = process.env.SOAK !== undefined;

inChromium("the playground's page", () => {
  let playground: Playground;
  let page: Page;

  beforeAll(async () => {
    playground = await Playground.start();
    page = await playground.visit();
  }, 120_000);
  afterAll(() => playground?.end());
  afterEach(() => playground.quiet());

  const alert = (text: RegExp) => page.getByRole("alert").filter({ hasText: text });

  it("is four plain files under a policy without unsafe-eval, and nothing else is served", async () => {
    const response = await fetch(playground.url);
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toContain("unsafe-inline");
    expect(await response.text()).toContain(policy);
    for (const name of ["package.json", "../package.json", "%2e%2e/package.json", "src", "worker.js/.."])
      expect([200, 404], name).toContain((await fetch(`${playground.url}${name}`)).status);
    expect((await fetch(`${playground.url}package.json`)).status).toBe(404);
    expect((await fetch(`${playground.url}%2e%2e%2fpackage.json`)).status).toBe(404);
  });

  it("trains, pauses, steps and begins anew", async () => {
    await page.click("[data-action=step]");
    await expect.poll(() => steps(page)).toBe(1);
    await page.click("[data-action=play]");
    await expect.poll(() => steps(page)).toBeGreaterThan(20);
    await page.click("[data-action=play]");
    await page.locator("[data-action=play][aria-pressed=false]").waitFor();
    const goneOn = async (): Promise<number> => {
      const before = await steps(page);
      await page.waitForTimeout(300);
      return (await steps(page)) - before;
    };
    await expect.poll(goneOn).toBe(0);
    await page.click("[data-action=reset]");
    await expect.poll(() => steps(page)).toBe(0);
  });

  it("trains as fast as it is told to", async () => {
    await page.selectOption("[data-field=speed]", "5");
    await page.click("[data-action=play]");
    await expect.poll(() => steps(page)).toBeGreaterThan(3);
    await page.click("[data-action=play]");
    // Five a second, and no thousands.
    expect(await steps(page)).toBeLessThan(400);
    await page.selectOption("[data-field=speed]", "0");
    await page.click("[data-action=reset]");
  });

  it("learns the spirals to 99 %, and shows it", { timeout: 120_000 }, async () => {
    await page.selectOption("[data-field=topic]", "three-arms");
    await page.selectOption("[data-field=topic]", "spirals");
    await expect.poll(() => page.locator(".look").innerText()).toContain("Two spirals");
    await page.click("[data-action=play]");
    await expect.poll(() => accuracy(page), { timeout: 100_000 }).toBeGreaterThanOrEqual(0.99);
    await page.click("[data-action=play]");
    // The map has both classes in it, and the picture of the net its weights.
    const colours = await page.locator(".output .map canvas").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      let [blue, orange] = [0, 0];
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 2] > data[i] + 40) blue++;
        else if (data[i] > data[i + 2] + 40) orange++;
      return [blue, orange].map((n) => n / (width * height));
    });
    expect(Math.min(...colours)).toBeGreaterThan(0.2);
    expect(await page.locator("[data-edges='0.weight'] path").count()).toBe(16);
    expect(await page.locator("[data-edges='2.weight'] path").count()).toBe(64);
    // Every unit that is drawn has a map: two layers of which eight are shown, and the outputs.
    expect(await page.locator("button.unit").count()).toBe(18);
  });

  it.runIf(soak)("shows a unit on the large map while it is looked at, and keeps it when it is clicked", async () => {
    const map = page.locator(".output .map canvas");
    const picture = () => map.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL().length);
    // The last map of the training may still be on its way.
    let before = -1;
    const still = async (): Promise<boolean> => before === (before = await picture());
    await expect.poll(still, { interval: 500 }).toBe(true);
    await page.locator("button.unit").first().click();
    await page.mouse.move(5, 5);
    await expect.poll(picture).not.toBe(before);
    await page.getByRole("button", { name: "show the net" }).click();
    await expect.poll(picture).toBe(before);
    await page.check("[data-field=showTest]");
    await expect.poll(picture).not.toBe(before);
    await page.uncheck("[data-field=showTest]");
  });

  it.runIf(soak)("has no control that does nothing", { timeout: 240_000 }, async () => {
    const seen = new Set(["showTest", "csv", "0"]);
    const used: string[] = [];
    await page.selectOption("[data-field=topic]", "spirals");
    await page.locator(".chip").first().click();
    for (;;) {
      const names = await page
        .locator(".stage [data-field]")
        .evaluateAll((all) => all.map((e) => (e as HTMLElement).dataset.field!));
      const name = names.find((n) => !seen.has(n));
      if (name === undefined) break;
      seen.add(name);
      const control = page.locator(`.stage [data-field="${name}"]`).first();
      await control.scrollIntoViewIfNeeded();
      const kind = await control.evaluate((e) => (e instanceof HTMLInputElement ? e.type : e.tagName.toLowerCase()));
      const before = await control.evaluate((e) => (e as HTMLInputElement).value);
      const after = await changed(page, async () => {
        if (kind === "checkbox") await control.click();
        else if (kind === "select") {
          const values = await control.evaluate((e) =>
            [...(e as HTMLSelectElement).options].filter((o) => !o.disabled).map((o) => o.value),
          );
          await control.selectOption(values[(values.indexOf(before) + 1) % values.length]);
        } else await control.press(kind === "range" ? "ArrowRight" : "ArrowUp");
      });
      expect(after, name).toBeDefined();
      used.push(name);
    }
    expect(used).toEqual(
      expect.arrayContaining(
        "samples noise arms turns testSize seed scaler batchSize regularizer lambda loss optimizer lr schedule 1 bias".split(
          " ",
        ),
      ),
    );
    await changed(page, () => page.selectOption("[data-field=topic]", "spirals"));
    await page.locator(".chip").first().click();
  });

  it("shows what the library advises beside the loss, until another one is chosen", async () => {
    await changed(page, () => page.selectOption("[data-field=topic]", "saturation"));
    const advice = page.locator("[data-part=loss] .advice", { hasText: "Sigmoid before MSELoss" });
    await advice.waitFor();
    await changed(page, () => page.selectOption("[data-field=loss]", "BCELoss"));
    await advice.waitFor({ state: "detached" });
    await changed(page, () => page.selectOption("[data-field=topic]", "spirals"));
  });

  it.runIf(soak)("draws all kinds of data, and fits the net to each", async () => {
    for (const kind of ["xor", "circles", "moons", "blobs", "plane", "digits", "spirals"]) {
      const { data, loss, layers } = await changed(page, () => page.click(`[data-source=${kind}]`));
      expect(data.source.kind).toBe(kind);
      expect(loss.kind).toBe(kind === "plane" ? "MSELoss" : "CrossEntropyLoss");
      expect(layers[0].kind).toBe(kind === "digits" ? "Flatten" : "Linear");
      await page.click("[data-action=step]");
      await expect.poll(() => steps(page)).toBe(1);
      if (kind === "digits") expect(await page.locator(".gallery figure").count()).toBe(24);
      expect(await page.locator(".refused").count(), kind).toBe(0);
    }
  });

  it.runIf(soak)("learns points that are clicked, or put by keys", async () => {
    await changed(page, () => page.click("[data-source=moons]"));
    await page.click("[data-source=points]");
    await alert(/at least 4 points/).waitFor();
    const plane = page.locator(".editor canvas");
    const put = async (x: number, y: number): Promise<void> => {
      const { width, height } = (await plane.boundingBox())!;
      await plane.click({ position: { x: width * x, y: height * y } });
    };
    await plane.scrollIntoViewIfNeeded();
    for (let i = 0; i < 4; i++) await put(0.2 + 0.05 * i, 0.3);
    await page.locator(".editor label").nth(1).click();
    for (let i = 0; i < 4; i++) await put(0.7 + 0.05 * i, 0.6);
    await plane.focus();
    for (const key of ["ArrowRight", "ArrowUp", "Enter", "Enter", "Delete"]) await page.keyboard.press(key);
    const source = async (): Promise<{ kind: string; points?: readonly (readonly number[])[] }> =>
      (await held(page)).configurations[0].data.source;
    await expect.poll(source).toMatchObject({ kind: "points" });
    await expect.poll(async () => (await source()).points?.length).toBe(9);
    const { points = [] } = await source();
    expect(points[0].map((v) => Math.round(v * 10) / 10)).toEqual([-1.8, 1.2, 0]);
    expect(points[8]).toEqual([0.25, 0.25, 1]);
    await page.click("[data-action=step]");
    await expect.poll(() => steps(page)).toBe(1);
    await changed(page, () => page.click("[data-source=spirals]"));
  });

  it.runIf(soak)(
    "reads a CSV file that is chosen or dropped, and refuses bad and huge ones with the reason",
    async () => {
      const give = (name: string, text: string | Buffer) =>
        page.setInputFiles("[data-field=csv]", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
      const before = page.url();
      await give("bad.csv", "a,b,t\n1,2,x\n3,four,y\n5,6,x\n7,8,y\n");
      await alert(/bad\.csv: .*(line|row) 3/i).waitFor();
      await give("quote.csv", 'a,b,t\n1,"2,x\n');
      await alert(/quote\.csv/).waitFor();
      await give("bytes.csv", Buffer.from([0xff, 0xfe, 0x00, 0x31]));
      await alert(/UTF-8/).waitFor();
      await give("huge.csv", "1,2,3\n".repeat(limits.csv.bytes / 6 + 1));
      await alert(new RegExp(`at most ${limits.csv.bytes} bytes`)).waitFor();
      await give("long.csv", "1,2,3\n".repeat(limits.csv.rows + 2));
      await alert(new RegExp(`at most ${limits.csv.rows} rows`)).waitFor();
      expect(page.url()).toBe(before);

      const rows = Array.from({ length: 40 }, (_, i) => `${i / 10},${(i * 7) % 11},${i},${i < 20 ? "low" : "high"}`);
      const { data, layers } = await changed(page, () => give("good.csv", `a,b,c,kind\n${rows.join("\n")}\n`));
      expect(data.source).toMatchObject({ kind: "csv", features: ["a", "b", "c"], classes: ["high", "low"] });
      expect(layers[0].args[0]).toBe(3);
      await page.click("[data-action=step]");
      await expect.poll(() => steps(page)).toBe(1);

      const drop = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
        return transfer;
      }, "x,y,t\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n0.1,0.1,0\n");
      const dropped = await changed(page, () => page.dispatchEvent(".card.data", "drop", { dataTransfer: drop }));
      expect(dropped.data.source).toMatchObject({ name: "dropped.csv", features: ["x", "y"] });
      // Anywhere else a file does nothing: the page stays.
      await page.dispatchEvent("header", "drop", { dataTransfer: drop });
      expect(await page.locator("h1").innerText()).toContain("fprop");
      await changed(page, () => page.click("[data-source=spirals]"));
    },
  );

  it.runIf(soak)(
    "builds nets: adds, exchanges and removes modules, shows shapes, and refuses in the library's words at the place",
    async () => {
      await page.selectOption("[data-field=topic]", "spirals");
      const names = () => page.locator(".builder .chip").allInnerTexts();
      await expect.poll(names).toHaveLength(5);
      await page.locator("[data-action=add]").last().click();
      const dialog = page.getByRole("dialog");
      // What does not fit, says why, and cannot be added.
      expect(await dialog.locator("[data-kind=Conv2d]").getAttribute("title")).toMatch(/^Conv2d.* should be /);
      await dialog.locator("[data-kind=Conv2d]").click({ force: true });
      expect(await dialog.count()).toBe(1);
      await dialog.getByRole("searchbox").fill("softm");
      expect(await dialog.locator("[data-kind]").allInnerTexts()).toEqual(
        expect.arrayContaining(["Softmax", "LogSoftmax", "Softmin"]),
      );
      await changed(page, () => page.keyboard.press("Enter"));
      await expect.poll(names).toContain("Softmax");

      const order = async () => (await held(page)).configurations[0].layers.map(({ kind }) => kind).join(" ");
      await page.locator("[data-place='5']").focus();
      await changed(page, () => page.keyboard.press("Alt+ArrowLeft"));
      expect(await order()).toBe("Linear Tanh Linear Tanh Softmax Linear");
      await changed(page, () => page.click("[data-action=later]"));
      await changed(page, () => page.click("[data-action=earlier]"));
      await changed(page, () => page.click("[data-action=remove]"));
      expect(await order()).toBe("Linear Tanh Linear Tanh Linear");

      await page.locator("[data-place='1']").click();
      await page.click("[data-action=insert]");
      await changed(page, () => dialog.locator("[data-kind=Residual]").click());
      expect(await order()).toBe("Linear Residual Tanh Linear Tanh Linear");
      expect(await page.locator("[data-place='1.0.0']").innerText()).toBe("Linear(32 → 32)");
      expect(await page.locator(".builder .shape").allInnerTexts()).toContain("[32]");

      // 31 features where 32 come in: the net that was goes on, and the address stays, until it fits.
      const before = page.url();
      await page.locator("[data-place='3']").click();
      const type = async (value: string): Promise<void> => {
        await page.fill(".inspector [data-field='0']", value);
        await page.press(".inspector [data-field='0']", "Enter");
      };
      await type("31");
      await alert(/^Linear\(31 → 32\): x should be \[batch, 31\], got \[2, 32\]/).waitFor();
      expect(await page.locator("[aria-invalid=true]").getAttribute("data-place")).toBe("3");
      expect((await page.locator(".module > .shape").allInnerTexts()).filter((text) => text === "?")).toHaveLength(3);
      await page.click("[data-action=step]");
      await expect.poll(() => steps(page)).toBeGreaterThan(0);
      expect(page.url()).toBe(before);
      await page.click("[data-action=fit]");
      await expect.poll(() => page.locator(".refused").count()).toBe(0);
      // And inside of a block.
      await page.locator("[data-place='1.0.0']").click();
      await type("5");
      await alert(/Linear\(5 → 32\): x should be \[batch, 5\]/).waitFor();
      expect(await page.locator("[aria-invalid=true]").getAttribute("data-place")).toBe("1.0.0");
      await page.selectOption("[data-field=topic]", "spirals");
    },
  );

  it("shares all of it in a link: the same net and, after the same steps, the same bits", async () => {
    await page.selectOption("[data-field=topic]", "dropout");
    await changed(page, () => page.locator("[data-field=seed]").press("ArrowUp"));
    await page.click("[data-action=share]");
    await expect
      .poll(() =>
        page
          .getByText(/link (is copied|holds)/)
          .filter({ visible: true })
          .count(),
      )
      .toBe(1);
    const other = await playground.visit({ hash: new URL(page.url()).hash });
    expect(await other.locator(".chip").count()).toBe(7);
    expect(await held(other)).toEqual(await held(page));
    const bits = async (at: Page): Promise<string> => {
      await at.click("[data-action=reset]");
      for (let i = 1; i <= 5; i++) {
        await at.click("[data-action=step]");
        await expect.poll(() => steps(at)).toBe(i);
      }
      return Buffer.from((await exported(at, "safetensors")).bytes).toString("base64");
    };
    expect(await bits(other)).toBe(await bits(page));
    await other.context().close();
    const done = page.getByRole("button", { name: "Done" });
    if (await done.isVisible()) await done.click();
  });

  it.runIf(soak)("exports program, weights, ONNX and report, and takes weights back", async () => {
    await changed(page, () => page.selectOption("[data-field=topic]", "dropout"));
    const program = await exported(page, "typescript");
    expect(program.name).toMatch(/\.ts$/);
    expect(Buffer.from(program.bytes).toString()).toContain("new Dropout(0.2");
    const weights = await exported(page, "safetensors");
    expect(Object.keys(readSafetensors(weights.bytes).tensors)).toHaveLength(6);
    expect((await exported(page, "onnx")).bytes.length).toBeGreaterThan(1000);
    const report = await exported(page, "html");
    expect(Buffer.from(report.bytes).toString()).toMatch(/^<!doctype html>/i);

    await page.click("[data-action=reset]");
    const give = (buffer: Buffer) =>
      page.setInputFiles("[data-field=weights]", {
        name: "weights.safetensors",
        mimeType: "application/octet-stream",
        buffer,
      });
    await give(Buffer.from(weights.bytes));
    await page.getByText("the weights are in the net").waitFor();
    expect(Buffer.from((await exported(page, "safetensors")).bytes)).toEqual(Buffer.from(weights.bytes));
    await give(Buffer.from(weights.bytes).subarray(0, 900));
    await page.getByRole("alert").first().waitFor();
    await give(Buffer.alloc(limits.weightsFile + 1));
    await alert(new RegExp(`at most ${limits.weightsFile} bytes`)).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
  });

  it.runIf(soak)("survives its worker's death, and goes on", { timeout: 120_000 }, async () => {
    await page.selectOption("[data-field=topic]", "spirals");
    await page.click("[data-action=play]");
    await expect.poll(() => steps(page)).toBeGreaterThan(100);
    const [worker] = page.workers();
    await worker.evaluate("self.close()");
    await page.getByText(/The worker was lost; another goes on from step \d+/).waitFor({ timeout: 60_000 });
    const then = await steps(page);
    await expect.poll(() => steps(page)).toBeGreaterThan(then + 10);
    await page.click("[data-action=play]");
    playground.said.splice(0).forEach((text) => expect(text).toContain("planted by the spec"));
    await page.getByRole("button", { name: "Close" }).click();
  });

  it.runIf(soak)("does nothing that a hostile link says but tell the reason", async () => {
    const link = await toLink(presets[0].configuration);
    const bomb = Buffer.from(
      await new Response(
        new Blob([new Uint8Array(5_000_000)]).stream().pipeThrough(new CompressionStream("deflate-raw")),
      ).arrayBuffer(),
    ).toString("base64url");
    const evil = async (value: unknown): Promise<string> => toLink(value as never);
    const hashes = [
      "#1",
      "#<img src=x onerror=alert(1)>",
      `#2${link.slice(2)}`,
      link.slice(0, -9),
      `#1${bomb}`,
      `#1${"A".repeat(limits.link.letters)}`,
      `${link}.${link.slice(1)}.${link.slice(1)}`,
      await evil({ ...presets[0].configuration, seed: "</script><script>alert(1)</script>" }),
      await evil({ ...presets[0].configuration, layers: [{ kind: "Linear", args: [2, 1e9] }] }),
      await evil({ ...presets[0].configuration, layers: [{ kind: "constructor", args: [] }] }),
      await evil({ ...presets[0].configuration, __proto__: null, batchSize: 1e99 }),
    ];
    // At the beginning, and in a page that is open.
    const other = await playground.visit({ hash: hashes.pop()! });
    let dialogs = 0;
    other.on("dialog", (dialog) => void (dialogs++, dialog.dismiss()));
    const reason = other.getByRole("alert").first();
    await reason.waitFor();
    for (const hash of hashes) {
      await other.getByRole("button", { name: "Close" }).click();
      await other.evaluate((h) => (location.hash = h), hash);
      await reason.waitFor();
      expect(await reason.innerText(), hash.slice(0, 60)).toMatch(/should|link|There is no/i);
    }
    await other.click("[data-action=step]");
    await expect.poll(() => steps(other)).toBe(1);
    expect(await other.locator(".chip").count()).toBe(5);
    expect(dialogs).toBe(0);
    await other.context().close();
  });

  it("follows a link in an open page, and stays where it is when there is none in it", async () => {
    const [a] = presets.filter(({ id }) => id === "batchnorm");
    const link = await toLink(a.configuration);
    await page.evaluate((hash) => (location.hash = hash), link);
    await page.locator(".chip", { hasText: "BatchNorm1d" }).first().waitFor();
    await page.evaluate(() => (location.hash = "#nonsense"));
    await alert(/link/i).waitFor();
    expect(await page.locator(".chip", { hasText: "BatchNorm1d" }).count()).toBeGreaterThan(0);
  });

  it.runIf(soak)("works from any folder of any server, without a header", async () => {
    const types: Record<string, string> = { html: "text/html", js: "text/javascript", css: "text/css" };
    const asked: string[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url!);
      const name = basename(url!);
      if (!url!.startsWith("/deep/er/")) return response.writeHead(404).end();
      const type = types[name.split(".").at(-1)!] ?? "text/plain";
      return response.writeHead(200, { "Content-Type": type }).end(readFileSync(join(playground.folder, name)));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const tab = await page.context().newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/deep/er/index.html`);
    await tab.locator("[data-action=step]:not([disabled])").click();
    await expect.poll(() => steps(tab)).toBe(1);
    expect(asked.every((url) => url.startsWith("/deep/er/"))).toBe(true);
    // The policy stands in the page, too.
    expect(
      await tab.evaluate(
        "new Promise((r) => { try { setTimeout('1'); } catch {} document.addEventListener('securitypolicyviolation', () => r(true)); try { Function('1')(); } catch { r(true) } })",
      ),
    ).toBe(true);
    await tab.close();
    server.close();
    playground.said.splice(0);
  });
});
