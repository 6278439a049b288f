import { describe, expect, it } from "vitest";
import { readCsv, type CsvOptions, type Table } from "../../../csv.ts";
import { FpropError, oneHot, Rng, TensorDataset } from "../../../index.ts";
import { parser } from "../../../lib/io/csv.ts";
import { mutated, tries } from "../../mutate.ts";
import { refusal } from "../../refusal.ts";

async function refused(promise: Promise<unknown>): Promise<FpropError> {
  let error: unknown;
  await promise.catch((e: unknown) => (error = e));
  return refusal(() => {
    if (error !== undefined) throw error as Error;
  });
}
const all = (table: Table): unknown =>
  table.names.map((name) => {
    try {
      return table.labels(name).toArray();
    } catch {
      return table.tensor([name], "float64").reshape([table.length]).toArray();
    }
  });

const iris = `length,species,width
5.1,setosa,3.5
7.0,versicolor,3.2
6.3,virginica,3.3
4.9,setosa,3.0
`;

describe("csv", () => {
  it("becomes tensors: numbers together, categories as labels with their names", async () => {
    const table = await readCsv(iris, { categories: { species: true } });
    expect(table).toMatchObject({ length: 4, names: ["length", "species", "width"] });
    const dataset = new TensorDataset(table.tensor(["width", "length"], "float64"), table.labels("species"));
    expect(dataset.take([3, 1]).map((t) => t.toArray())).toEqual([
      [
        [3, 4.9],
        [3.2, 7],
      ],
      [0, 1],
    ]);
    expect(table.categories("species")).toEqual(["setosa", "versicolor", "virginica"]);
    expect(table.tensor().shape).toEqual([4, 2]);
    expect(table.tensor().dtype).toBe("float32");
    expect(oneHot(table.labels("species")).shape).toEqual([4, 3]);
    expect((await readCsv("n\n1\n-2", {})).tensor(["n"], "int32").toArray()).toEqual([[1], [-2]]);
  });

  it("numbers categories by their names, whatever the order of rows, or as it is told", async () => {
    const backwards = `${iris.trim().split("\n")[0]}\n${iris.trim().split("\n").slice(1).reverse().join("\n")}`;
    const table = await readCsv(backwards, { categories: { species: true } });
    expect(table.labels("species").toArray()).toEqual([0, 2, 1, 0]);
    const given = ["virginica", "setosa", "versicolor", "unseen"];
    const told = await readCsv(iris, { categories: { species: given } });
    expect(told.labels("species").toArray()).toEqual([1, 2, 0, 1]);
    expect(told.categories("species")).toEqual(given);
  });

  const cats = { categories: { b: true } } as const;
  it.each<readonly [string, string | Uint8Array, CsvOptions, unknown]>([
    [
      "lines that end in CR LF",
      "a,b\r\n1,x\r\n2,y\r\n",
      cats,
      [
        [1, 2],
        [0, 1],
      ],
    ],
    [
      "lines that end in CR",
      "a,b\r1,x\r2,y",
      cats,
      [
        [1, 2],
        [0, 1],
      ],
    ],
    [
      "lines that end in either way",
      "a,b\r\n1,x\n2,y\r\n",
      cats,
      [
        [1, 2],
        [0, 1],
      ],
    ],
    ["a byte order mark", "\uFEFFa,b\n1,x", cats, [[1], [0]]],
    ["bytes, with a byte order mark", new TextEncoder().encode("\uFEFFa,b\n1,ä"), cats, [[1], [0]]],
    [
      "quotes, and in them delimiters, quotes and lines' ends",
      '"a","b"\n"1","x, ""y""\r\nz"\n2,x',
      cats,
      [
        [1, 2],
        [1, 0],
      ],
    ],
    [
      "empty lines",
      "\na,b\n\n1,x\n\n\n2,y\n\n",
      cats,
      [
        [1, 2],
        [0, 1],
      ],
    ],
    ["another delimiter", "a;b\n1;x", { delimiter: ";", ...cats }, [[1], [0]]],
    ["tabs", "a\tb\n1\tx", { delimiter: "\t", ...cats }, [[1], [0]]],
    [
      "no header",
      "1,2\n3,4",
      { header: false },
      [
        [1, 3],
        [2, 4],
      ],
    ],
    [
      "names for a file that has none",
      "1,x\n3,y",
      { header: ["a", "b"], ...cats },
      [
        [1, 3],
        [0, 1],
      ],
    ],
    [
      "numbers of all forms",
      "a,b\n -1.50 ,+.5\n1e3,2.E-1",
      {},
      [
        [-1.5, 1000],
        [0.5, 0.2],
      ],
    ],
    [
      "what is missing, where a number stands for it",
      "a,b\n,1\nNA,2",
      { naValues: ["", "NA"], missing: -1 },
      [
        [-1, -1],
        [1, 2],
      ],
    ],
    [
      "spaces of categories as they are",
      "a,b\n1, x\n2,x",
      cats,
      [
        [1, 2],
        [0, 1],
      ],
    ],
    ["one column", "a\n1\n2", {}, [[1, 2]]],
    ["names of objects", "__proto__,constructor\n1,2", {}, [[1], [2]]],
  ])("takes %s", async (_, text, options, expected) => {
    expect(all(await readCsv(text, options))).toEqual(expected);
  });

  it("puts NaN where it is told to", async () => {
    expect((await readCsv("a\n?\n1", { naValues: ["?"], missing: NaN })).tensor().toArray()).toEqual([[NaN], [1]]);
  });

  it.each<readonly [string, string | Uint8Array, CsvOptions, Partial<FpropError>]>([
    ["a word among numbers", "a,b\n1,2\n3,four", {}, { what: 'line 3, column "b"', got: '"four"' }],
    [
      "a word behind quotes that hold lines",
      'a,b\n"x\ny\r\nz",2\n\nw,2,\n',
      { categories: { a: true } },
      { what: "line 6" },
    ],
    [
      "a number that is missing",
      "a,b\n1,\n",
      {},
      { what: 'line 2, column "b"', expected: 'a number (or choose one for "missing")' },
    ],
    ["a category that is missing", "a,b\n1,\n", cats, { what: 'line 2, column "b"' }],
    [
      "a category that is none",
      "a,b\n1,x\n1,y",
      { categories: { b: ["x"] } },
      { what: 'line 3, column "b"', expected: "one of x", got: '"y"' },
    ],
    ["a line too long", "a,b\n1,2\n1,2,3", {}, { what: "line 3", expected: "of 2 cells, as the first is", got: "3" }],
    ["a line too short", "a,b\r\n1\r\n", {}, { what: "line 2", got: "1" }],
    ["a hexadecimal number", "a\n0x10", {}, { got: '"0x10"' }],
    ["an infinite number", "a\nInfinity", {}, { got: '"Infinity"' }],
    ["a number beyond numbers", "a\n1e999", {}, { got: '"1e999"' }],
    ["a number with a comma", 'a\n"1,5"', {}, { got: '"1,5"' }],
    ["a number of spaces", "a,b\n ,1", {}, { what: 'line 2, column "a"', got: '" "' }],
    ["quotes without end", 'a,b\n1,"2\n3,4', {}, { what: "line 2: quotes" }],
    ["letters behind quotes", 'a,b\n1,"2"3\n3,4', {}, { what: "line 2: quotes" }],
    ["a name twice", "a,b,a\n1,2,3", {}, { what: 'line 1, column "2"', got: '"a"' }],
    ["a name that is empty", "a,,b\n1,2,3", {}, { what: 'line 1, column "1"', got: '""' }],
    ["nothing", "", {}, { what: "text", got: "none" }],
    ["empty lines", "\n\n", {}, { what: "text" }],
    ["a header alone", "a,b\n", {}, { what: "text", got: "none" }],
    ["bytes that are no UTF-8", Uint8Array.of(97, 10, 255), {}, { what: "text", expected: "in UTF-8" }],
  ])("refuses %s", async (_, text, options, expected) => {
    expect(await refused(readCsv(text, options))).toMatchObject({ code: "FORMAT", path: "readCsv", ...expected });
  });

  it("refuses options that do not fit", async () => {
    for (const [options, what] of [
      [{ delimiter: "" }, "delimiter"],
      [{ delimiter: '"' }, "delimiter"],
      [{ delimiter: "\n" }, "delimiter"],
      [{ delimiter: "::" }, "delimiter"],
      [{ missing: "0" }, "missing"],
      [{ missing: Infinity }, "missing"],
      [{ header: ["a"] }, "header"],
      [{ header: ["a", "a", "b"] }, "header"],
      [{ header: 3 }, "header"],
      [{ categories: { kind: true } }, "categories"],
      [{ categories: { species: [] } }, "categories.species"],
      [{ categories: { species: ["a", "a"] } }, "categories.species"],
      [{ categories: { species: "setosa" } }, "categories.species"],
    ] as const)
      expect(await refused(readCsv(iris, options as never))).toMatchObject({ code: "ARGUMENT", what });
    expect(await refused(readCsv(3 as never))).toMatchObject({ code: "ARGUMENT", what: "text" });
    const table = await readCsv("a,b\n1.5,x", cats);
    for (const call of [
      () => table.tensor(["c"]),
      () => table.tensor(["b"]),
      () => table.tensor([]),
      () => table.tensor("a" as never),
      () => table.tensor(["a"], "int32"),
      () => table.labels("a"),
      () => table.labels("c"),
      () => table.categories("a"),
    ])
      expect(refusal(call)).toMatchObject({ code: "ARGUMENT" });
  });

  it("says what to install where the parser is missing", async () => {
    const error = await refused(parser(async () => Promise.reject(new Error("Cannot find package"))));
    expect(error).toMatchObject({ code: "ARGUMENT", what: "papaparse" });
    expect(error.message).toContain("npm install papaparse");
  });

  it("takes many rows in time that grows as they do", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${i % 3 === 0 ? "x" : "y"},${i / 7}`);
    const table = await readCsv(`a,b,c\n${rows.join("\n")}`, cats);
    expect(table.length).toBe(50_000);
    const x = table.tensor(["a", "c"], "float64").data;
    expect([x[2 * 49_999], x[2 * 49_999 + 1]]).toEqual([49_999, 49_999 / 7]);
    expect(table.labels("b").data.reduce((s, v) => s + v, 0)).toBe(33_333);
  });

  it("reads or refuses every mutated file, typed", { timeout: 600_000 }, async () => {
    const rng = new Rng(1);
    const whole = new TextEncoder().encode('a,"b ""c""",d\r\n1,x,-2.5e1\r\n"3","y\nz",4\n5,x,6\n');
    const tokens = [",", '"', '""', "\n", "\r", "1", "-", "e", " ", "NaN", "\uFEFF", "__proto__", "\0"];
    let [no, read] = [0, 0];
    for (let i = 0; i < tries(5000); i++)
      try {
        const table = await readCsv(mutated(whole, rng, tokens), {
          header: false,
          categories: { 0: true, 1: true, 2: true },
        });
        expect(table.labels("0").size).toBe(table.length);
        await readCsv(mutated(whole, rng, tokens), {
          header: ["p", "q", "r"],
          categories: { q: true },
          missing: 0,
          naValues: ["a", "d", ""],
        });
        read++;
      } catch (error) {
        if (!(error instanceof FpropError && /^(FORMAT|ARGUMENT)$/.test(error.code))) throw error;
        no++;
      }
    expect(no).toBeGreaterThan(100);
    expect(read).toBeGreaterThan(100);
  });
});
