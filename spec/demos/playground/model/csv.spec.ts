import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checked } from "../../../../demos/playground/model/check.ts";
import { readExamples } from "../../../../demos/playground/model/csv.ts";
import { dataOf } from "../../../../demos/playground/model/draw.ts";
import { limits } from "../../../../demos/playground/model/limits.ts";
import { presets } from "../../../../demos/playground/model/presets.ts";
import { PlaygroundError } from "../../../../demos/playground/model/refusal.ts";
import { signature } from "../../../../demos/playground/model/sources.ts";

const read = (text: string): ReturnType<typeof readExamples> => readExamples(text, "a.csv");
const refused = async (text: string | Uint8Array<ArrayBuffer>): Promise<string> => {
  try {
    await readExamples(text, "a.csv");
  } catch (error) {
    expect(error).toBeInstanceOf(PlaygroundError);
    const { code, message } = error as PlaygroundError;
    return `${code}: ${message}`;
  }
  throw new Error("not refused");
};
const flowers = "length,width,place,species\n1,2,a,rose\n3,4.5,b,tulip\n5,6,a,rose\n-7,8e1,b,lily\n";

describe("a CSV file", () => {
  it("has names, features and classes", async () => {
    expect(await read(flowers)).toEqual({
      kind: "csv",
      name: "a.csv",
      features: ["length", "width"],
      target: "species",
      classes: ["lily", "rose", "tulip"],
      rows: [
        [1, 2, 1],
        [3, 4.5, 2],
        [5, 6, 1],
        [-7, 80, 0],
      ],
    });
    const bytes = new TextEncoder().encode(flowers);
    expect(await readExamples(bytes, "a.csv")).toEqual(await read(flowers));
  });

  it("may have no names, other delimiters and line ends, and cells in quotes", async () => {
    const plain = await read("1;2;0\r\n3;4;1\r\n5;6;0\r\n7;8;1\r\n");
    expect(plain).toMatchObject({ features: ["x1", "x2"], target: "target", classes: ["0", "1"] });
    expect(plain.rows).toEqual([
      [1, 2, 0],
      [3, 4, 1],
      [5, 6, 0],
      [7, 8, 1],
    ]);
    const quoted = await read('"a, b","say ""c"""\n1,x\n2,y\n3,x\n4,y\n');
    expect(quoted).toMatchObject({ features: ["a, b"], target: 'say "c"', classes: ["x", "y"] });
    expect((await read("a\tb\n1\t1.5\n2\t2.5\n3\t3\n4\t4")).classes).toEqual([]);
  });

  it("has classes where targets count from 0 or 1, and else numbers to learn", async () => {
    const rows = (...targets: number[]): string => targets.map((t, i) => `${i},${t}`).join("\n");
    expect((await read(rows(1, 2, 3, 1))).classes).toEqual(["1", "2", "3"]);
    expect((await read(rows(1, 2, 3, 1))).rows.map((row) => row[1])).toEqual([0, 1, 2, 0]);
    expect((await read(rows(1, 2, 4, 1))).classes).toEqual([]);
    expect((await read(rows(0.5, 2, 4, 1))).rows.map((row) => row[1])).toEqual([0.5, 2, 4, 1]);
  });

  it("is refused where it is wrong, with line and column", async () => {
    expect(await refused("a,b\n1,x\n2,y\nthree,x\n4,y")).toMatch(/^FORMAT: .*line 4, column "a".*a number.*"three"/);
    expect(await refused("a,b\n1,x\n2\n3,y\n4,x")).toMatch(/^FORMAT: .*line 3.*2 cells/);
    expect(await refused('a,b\n1,"x\n2,y\n')).toMatch(/^FORMAT: .*quotes/);
    expect(await refused("a,a\n1,2\n")).toMatch(/^FORMAT: .*names that differ/);
    expect(await refused("a,b\n1,x\n,y\n3,x\n4,y")).toMatch(/^FORMAT: .*line 3, column "a"/);
    expect(await refused("")).toMatch(/^FORMAT: .*two columns/);
    expect(await refused("1\n2\n3\n4")).toMatch(/^FORMAT: .*two columns/);
    expect(await refused("a,b\nx,1\ny,2\nx,3\ny,4")).toMatch(/^FORMAT: .*one column of numbers/);
    expect(await refused("1,0\n2,1")).toMatch(/^FORMAT: .*at least 4 rows, and has 2/);
    expect(await refused("1,x\n2,x\n3,x\n4,x")).toMatch(/^FORMAT: .*two classes or more/);
    expect(await refused("1e300,1\n2,0\n3,1\n4,0")).toMatch(/^FORMAT: .*10¹²/);
    expect(await refused(Uint8Array.of(0xff, 0xfe, 0x31))).toMatch(/^FORMAT: .*UTF-8/);
  });

  it("is refused where it is too large, before it is taken apart", async () => {
    const { bytes, rows, columns, classes } = limits.csv;
    expect(await refused("1,2\n".repeat(bytes / 4 + 1))).toMatch(/^LIMIT: .*bytes/);
    expect(await refused("1,2\n".repeat(rows + 2))).toMatch(/^LIMIT: .*rows/);
    expect(await refused(`${"1,".repeat(columns)}1\n`.repeat(5))).toMatch(/^LIMIT: .*columns/);
    expect(await refused(Array.from({ length: classes + 1 }, (_, i) => `${i},k${i}`).join("\n"))).toMatch(
      /^LIMIT: .*classes/,
    );
  });

  it("becomes data, and a configuration as others are", async () => {
    const source = await read(flowers.repeat(1) + "1,1,a,rose\n2,2,a,tulip\n3,3,a,lily\n".repeat(8));
    const configuration = {
      ...presets[0].configuration,
      data: { source, testSize: 0.25, scaler: "standard" as const },
    };
    expect(checked(JSON.parse(JSON.stringify(configuration)))).toEqual(configuration);
    expect(signature(source)).toEqual({ row: [2], classes: ["lily", "rose", "tulip"] });
    const { training, test } = dataOf(configuration);
    expect(training.x.shape[0] + test.x.shape[0]).toBe(28);
    expect(test.x.shape).toEqual([7, 2]);
    // Scaled by the training part alone.
    const sum = Array.from(training.x.data).reduce((s, v, i) => s + (i % 2 === 0 ? v : 0), 0);
    expect(Math.abs(sum)).toBeLessThan(1e-4);
  });

  it("whatever it is, is examples or refused", async () => {
    const cell = fc.oneof(
      fc.constantFrom("1", "2.5", "-3", "x", "y", "", '"', '"a"', "1e9", " 4 "),
      fc.string({ maxLength: 4 }),
    );
    const text = fc
      .array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
      .map((rows) => rows.map((row) => row.join(",")).join("\n"));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.string({ maxLength: 60 })), async (file) => {
        try {
          const source = await read(file);
          const data = { source, testSize: 0.5, scaler: "none" as const };
          expect(checked({ ...presets[0].configuration, data }).data.source).toEqual(source);
        } catch (error) {
          expect(error).toBeInstanceOf(PlaygroundError);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  });
});
