import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Linear, Tanh } from "fprop";
import { address } from "../../../demos/playground/ui/address.ts";
import { configurationOf, dataFor } from "../../../demos/playground/model/presets.ts";
import { inChromium } from "../../chromium.ts";
import { Playground } from "./page.ts";

inChromium("stepping through", () => {
  let playground: Playground;
  let page: Page;

  beforeAll(async () => {
    playground = await Playground.start();
    const net = configurationOf(dataFor("moons"), [new Linear(2, 3), new Tanh(), new Linear(3, 2)]);
    page = await playground.visit({ hash: await address("step", [net]) });
    await page.locator(".strip").waitFor();
  }, 120_000);
  afterAll(() => playground?.end());
  afterEach(() => playground.quiet());

  const lit = async (): Promise<string> => {
    const item = page.locator(".strip li.lit");
    const back = ((await item.getAttribute("class")) ?? "").includes("bprop");
    return `${await item.locator(".name").innerText()} ${back ? "←" : "→"}`;
  };
  /** The numbers of a heat map's cells, as their labels say them. */
  const cells = async (name: string): Promise<number[]> => {
    const labels = await page
      .locator(`[data-tensor="${name}"] [role=gridcell]`)
      .evaluateAll((all) => all.map((cell) => cell.getAttribute("aria-label")!));
    return labels.map((label) => Number(label.split(" = ")[1].replaceAll("−", "-")));
  };
  const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(2e-3 * Math.max(1e-4, Math.abs(b)));

  it("lights the modules up in order, forwards and backwards, by arrow keys", async () => {
    await page.locator("h1").click();
    const way = [await lit()];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press("ArrowRight");
      way.push(await lit());
    }
    expect(way.join("  ")).toBe(
      "Linear(2 → 3) →  Tanh →  Linear(3 → 2) →  CrossEntropyLoss →  CrossEntropyLoss ←  Linear(3 → 2) ←  Tanh ←  Linear(2 → 3) ←",
    );
    await page.keyboard.press("ArrowLeft");
    expect(await lit()).toBe("Tanh ←");
    await page.keyboard.press("Home");
    expect(await lit()).toBe("Linear(2 → 3) →");
  });

  it("shows no derivative before the way back has been there", async () => {
    expect(await page.locator("[data-tensor=dW].unknown").count()).toBe(1);
    expect(await page.locator("[data-tensor=dW] [role=gridcell]").count()).toBe(0);
    await page.keyboard.press("End");
    expect(await page.locator(".unknown").count()).toBe(0);
    expect(await page.locator("[data-tensor=dW] [role=gridcell]").count()).toBe(6);
  });

  it("shows the numbers that the formulas beside them say", async () => {
    expect(await page.locator(".formulas .fprop dd").innerText()).toContain("y = x Wᵀ + b");
    const [x, W, b, y, dy, dW, dx] = [
      await cells("x"),
      await cells("W"),
      await cells("b"),
      await cells("y"),
      await cells("dy"),
      await cells("dW"),
      await cells("dx"),
    ];
    for (let o = 0; o < 3; o++) {
      near(y[o], W[2 * o] * x[0] + W[2 * o + 1] * x[1] + b[o]);
      for (let i = 0; i < 2; i++) near(dW[2 * o + i], dy[o] * x[i]);
    }
    for (let i = 0; i < 2; i++) near(dx[i], dy[0] * W[i] + dy[1] * W[2 + i] + dy[2] * W[4 + i]);
  });

  it("shows what a number is made of where it is pointed at", async () => {
    await page.locator("[data-tensor=dW] [data-index='3']").hover();
    expect((await page.locator(".entry").innerText()).replaceAll(/\s+/g, " ")).toMatch(
      /dW\[1, 1\] = dy\[0, 1\] .*· x\[0, 1\]/,
    );
    const bright = (name: string) => page.locator(`[data-tensor="${name}"] .cell:not(.dim)`);
    expect(await bright("x").getAttribute("data-index")).toBe("1");
    expect(await bright("dy").getAttribute("data-index")).toBe("1");
    await page.mouse.move(2, 2);
    expect(await page.locator(".cell.dim").count()).toBe(0);
  });

  it("computes a numeric gradient beside bprop's for any entry, by mouse and by keys", async () => {
    const verdict = page.locator("[data-numeric]");
    for (const name of ["dW", "db", "dx", "dy", "W", "x"]) {
      await page.locator(`[data-tensor="${name}"] [role=gridcell]`).first().click();
      await expect.poll(() => verdict.getAttribute("data-numeric")).toBe("agrees");
      expect(await verdict.locator("h3").innerText()).toContain(name.startsWith("d") ? `${name}[` : `d${name}[`);
      const [bprop, numeric] = await verdict.locator("table").first().locator("td").allInnerTexts();
      near(Number(bprop.replaceAll("−", "-")), Number(numeric.replaceAll("−", "-")));
      await verdict.getByRole("button", { name: "Close" }).click();
    }
    await page.locator("[data-tensor=dW] [tabindex='0']").focus();
    for (const key of ["ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    await expect.poll(() => verdict.locator("h3").innerText()).toBe("dW[1, 1]");
    // The arrows moved the cursor in the map, and nothing else.
    expect(await lit()).toBe("Linear(2 → 3) ←");
  });

  it("takes another example, from the map too, and a batch, whose gradients are sums over its rows", async () => {
    await page.fill("[data-field=rows]", "4");
    await page.press("[data-field=rows]", "Enter");
    await expect.poll(async () => (await cells("x")).length).toBe(8);
    const [x, dy, dW] = [await cells("x"), await cells("dy"), await cells("dW")];
    near(
      dW[1],
      [0, 1, 2, 3].reduce((sum, r) => sum + dy[3 * r] * x[2 * r + 1], 0),
    );
    await page.fill("[data-field=rows]", "1");
    await page.press("[data-field=rows]", "Enter");
    const row = () => page.locator("[data-field=row]").inputValue();
    await page.locator(".choosing canvas").click({ position: { x: 20, y: 20 } });
    await expect.poll(row).not.toBe("0");
    await page.locator(".segments label", { hasText: "Test" }).click();
    await expect.poll(row).toBe("0");
  });

  it("looks again when the net has learned", async () => {
    const before = (await cells("W")).join();
    await page.click("[data-action=step]");
    await expect.poll(async () => (await cells("W")).join()).not.toBe(before);
  });

  it("walks by itself at a space, and a click on a module leads to it", async () => {
    await page.keyboard.press("Home");
    await page.locator("h1").click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await expect.poll(lit, { timeout: 10_000 }).toBe("Tanh →");
    await page.keyboard.press("Space");
    await page.locator(".strip button", { hasText: "Linear(3 → 2)" }).click();
    expect(await lit()).toBe("Linear(3 → 2) →");
  });

  it("says in which mode the net was, where that makes a difference, and all formulas of a recurrent layer", async () => {
    const mode = page.locator("[data-mode-of-trace]");
    expect(await mode.count()).toBe(0);
    await page.selectOption("[data-field=topic]", "batchnorm");
    await page.locator("[data-mode-of-trace=evaluation]", { hasText: "refuses a single example" }).waitFor();
    await page.fill("[data-field=rows]", "4");
    await page.press("[data-field=rows]", "Enter");
    await page.locator("[data-mode-of-trace=training]", { hasText: "as in a step" }).waitFor();
    await page.selectOption("[data-field=topic]", "recurrence");
    await page.locator(".strip button", { hasText: "GRU" }).click();
    const formulas = page.locator(".formulas .bprop dd", { hasText: "dhₜ₋₁" });
    expect(await formulas.locator("span").allInnerTexts()).toEqual(
      expect.arrayContaining(["dW_ih = Σₜ daₜᵀ xₜ", "dW_hh = Σₜ daₜᵀ hₜ₋₁", "db_ih = Σₜ daₜ", "db_hh = Σₜ daₜ"]),
    );
    expect(await page.locator("[data-tensor=W_hh]").count()).toBe(1);
    expect(await mode.count()).toBe(0);
  });
});
