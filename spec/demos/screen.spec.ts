import { describe, expect, it } from "vitest";
import { run, sampleCount, type Run } from "../../demos/run.ts";
import * as format from "../../demos/show/format.ts";
import { bar, curve, progressLine } from "../../demos/show/progress.ts";
import { Screen } from "../../demos/show/screen.ts";
import { terminal, type Output, type Terminal } from "../../demos/show/terminal.ts";
import { tasks } from "../../demos/tasks.ts";

const escape = "\x1b";
const visible = (text: string): string => text.replace(new RegExp(`${escape}\\[[0-9;]*[A-Za-z]`, "g"), "");

/** What a terminal of this size and these variables receives when XOR is trained. */
function shown(size: Partial<Output>, env: NodeJS.ProcessEnv): { text: string; terminal: Terminal; run: Run } {
  let text = "";
  const out: Output = { ...size, write: (part) => (text += part) };
  const screen = new Screen(out, terminal(out, env), 0);
  const [task] = tasks.xor;
  screen.begin(task);
  const finished = run(task, 1, (state) => screen.show(state));
  screen.end(finished);
  return { text, terminal: terminal(out, env), run: finished };
}

const tty = { isTTY: true, columns: 80, rows: 24 };

describe("terminal", () => {
  it.each([
    ["a true-colour terminal", tty, { TERM: "xterm-256color", COLORTERM: "truecolor" }, true, 16777216],
    ["a terminal of 256 colours", tty, { TERM: "xterm-256color" }, true, 256],
    ["NO_COLOR", tty, { TERM: "xterm-256color", NO_COLOR: "1" }, true, 0],
    ["a dumb terminal", tty, { TERM: "dumb" }, false, 0],
    ["a pipe", {}, { TERM: "xterm-256color", COLORTERM: "truecolor" }, false, 0],
    ["FORCE_COLOR into a pipe", {}, { TERM: "xterm-256color", FORCE_COLOR: "3" }, false, 16777216],
    ["FORCE_COLOR=0", tty, { TERM: "xterm-256color", FORCE_COLOR: "0" }, true, 0],
    ["a small window", { ...tty, rows: 12 }, { TERM: "xterm-256color" }, false, 256],
  ])("of %s", (_, out, env, redraws, colours) => {
    expect(terminal({ ...out, write: () => {} }, env)).toMatchObject({ redraws, colours });
  });
});

describe("Screen", { timeout: 60_000 }, () => {
  it.each([
    [80, 24],
    [120, 40],
    [72, 16],
    [300, 90],
  ])("of %i columns and %i rows holds every line and picture", (columns, rows) => {
    const env = { TERM: "xterm-256color", COLORTERM: "truecolor" };
    const { text } = shown({ isTTY: true, columns, rows }, env);
    const pictures = text.split(new RegExp(`${escape}\\[\\d+F`));
    expect(pictures.length).toBe(sampleCount / 2 + 1);
    for (const line of visible(text).split("\n")) expect(line.length, line).toBeLessThan(columns);
    // Going up by more lines than the window has would leave the older part of the picture behind.
    const lines = [...text.matchAll(new RegExp(`${escape}\\[(\\d+)F`, "g"))].map(([, n]) => Number(n));
    expect(new Set(lines).size).toBe(1);
    expect(lines[0]).toBeLessThan(rows);
    expect(pictures[1].split("\n").length - 1).toBe(lines[0]);
    expect(text).toContain("▀");
  });

  it("ends every line of colour blocks in ordinary colours", () => {
    const { text } = shown(tty, { TERM: "xterm-256color" });
    for (const line of text.split("\n").filter((l) => l.includes("▀"))) expect(line).toContain(`▀${escape}[0m`);
  });

  it("draws with plain characters where there are no colours", () => {
    const { text } = shown(tty, { TERM: "xterm-256color", NO_COLOR: "1" });
    expect(visible(text)).toMatch(/^[\n -~]*$/);
    expect(text).not.toMatch(new RegExp(`${escape}\\[[0-9;]*m`));
  });

  it("writes ten lines, a map and the result where it cannot draw over", () => {
    const { text, run } = shown({}, {});
    expect(text).not.toContain(escape);
    const lines = text.trim().split("\n");
    expect(lines.length).toBe(1 + 10 + 20 + 2);
    expect(lines.slice(1, 11).map((line) => line.trim().split(" ")[0])).toEqual(
      Array.from({ length: 10 }, (_, i) => `${10 * (i + 1)}`),
    );
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines[31]).toMatch(/^loss 0\.0000\d+, accuracy 100 % on the four cases, 500 steps in/);
    expect(lines[32]).toMatch(/^sha256 [0-9a-f]{64}$/);
    expect(progressLine(run, 1)).toContain("0.0 s left");
  });

  it("shows the two classes of XOR where they are", () => {
    const map = shown({}, {}).text.trim().split("\n").slice(11, 31);
    const points = map.flatMap((line, row) =>
      Array.from(line).flatMap((c, column) => (/[o#]/.test(c) ? [[c, row, column]] : [])),
    );
    // The inputs (0, 1), (1, 1) above and (0, 0), (1, 0) below; the window goes from −½ to 1½.
    expect(points).toEqual([
      ["#", 5, 10],
      ["o", 5, 29],
      ["o", 14, 10],
      ["#", 14, 29],
    ]);
    for (const [c, row, column] of points as [string, number, number][])
      expect(map[row][column - 1]).toBe(c === "o" ? "." : "-");
  });
});

describe("bar and curve", () => {
  it("are as wide as asked", () => {
    expect(bar(0, 10, true)).toBe("..........");
    expect(bar(0.5, 10, true)).toBe("#####.....");
    expect(bar(1, 10, false)).toBe("━━━━━━━━━━");
  });

  it("draw a straight line in stars and in dots", () => {
    expect(curve([1, 0.5, 0], 3, 3, 3, true)).toEqual(["*  ", " * ", "  *"]);
    expect(curve([1, 0.5, 0], 6, 6, 3, true)).toEqual(["*     ", " *    ", "  *   "]);
    expect(curve([1, 2 / 3, 1 / 3, 0], 4, 2, 1, false)).toEqual(["⠑⢄"]);
    expect([1, 2 / 3, 1 / 3, 0].map((v) => curve([v], 1, 1, 1, false)[0])).toEqual(["⠉", "⠒", "⠤", "⣀"]);
    expect(curve([5, -5], 2, 2, 3, true)).toEqual(["* ", " *", " *"]);
  });
});

describe("format", () => {
  it("keeps numbers short", () => {
    expect([0.6931471805599453, 0.1, 0.0123456, 0.000065432].map(format.loss)).toEqual([
      "0.693",
      "0.100",
      "0.012",
      "0.000065",
    ]);
    expect([1, 0.99999, 0.9965, 0.5, 0].map(format.percent)).toEqual(["100 %", "99.9 %", "99.6 %", "50.0 %", "0.0 %"]);
    expect([41234, 987, 4.5].map(format.rate)).toEqual(["41,000/s", "990/s", "5/s"]);
    expect([0, 0.26, 9.94, 9.96, 59.4, 59.6, 125].map(format.duration)).toEqual([
      "0.0 s",
      "0.3 s",
      "9.9 s",
      "10 s",
      "59 s",
      "1 min 0 s",
      "2 min 5 s",
    ]);
  });
});
