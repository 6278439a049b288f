// oxlint-disable-next-line typescript/triple-slash-reference -- papaparse has no types: these are seen wherever this file is
/// <reference path="./papaparse.d.ts" />
import type { Row } from "papaparse";
import { checkNumber } from "../check.ts";
import { refuse } from "../errors.ts";
import { platform } from "../platform.ts";
import { Table, type Column } from "./table.ts";

export interface CsvOptions {
  /** Whether the first line has the names of the columns, or these names; without, columns are "0", "1", … */
  header?: boolean | readonly string[];
  delimiter?: string;
  /** The columns that are categories: `true` for those that are found, sorted, or all that there may be, in their order. */
  categories?: Readonly<Record<string, true | readonly string[]>>;
  /** What stands in a cell of which the number is missing. */
  naValues?: readonly string[];
  /** The number to put there, such as NaN or 0; without one, a missing number is refused. */
  missing?: number;
}

type Papa = (typeof import("papaparse"))["default"];

/**
 * Reads a CSV file into columns of numbers and of categories:
 *
 *     const table = await readCsv(text, { categories: { species: true } });
 *     const dataset = new TensorDataset(table.tensor(["length", "width"]), table.labels("species"));
 *
 * The text, or its bytes in UTF-8, is taken apart by papaparse, an optional peer dependency: cells may be quoted, lines end
 * in whatever way (within cells, too, a line ends in "\n"), and empty lines do not count. Every line must have as many cells
 * as the first; a number is one in decimals, finite, and may have spaces around it. Time and memory are linear.
 * @throws FpropError FORMAT, with line and column, for what is none of that; ARGUMENT for options that do not fit the file,
 * and where papaparse is not installed
 */
export async function readCsv(text: string | Uint8Array, options: CsvOptions = {}): Promise<Table> {
  const { delimiter = "," } = options;
  if (typeof delimiter !== "string" || delimiter.length !== 1 || '\r\n"\uFEFF'.includes(delimiter))
    refuse("ARGUMENT", "readCsv", "delimiter", "one letter, and no quote or line's end", delimiter);
  if (options.missing !== undefined && !Number.isNaN(options.missing))
    checkNumber("readCsv", "missing", options.missing);
  const lines = normal(text);
  const papa = await parser(async () => import("papaparse"));
  const reader = new Reader(options, lines.includes('"'));
  papa.parse(lines, { delimiter, newline: "\n", step: (row) => reader.take(row) });
  return reader.table();
}

/** @internal papaparse, or what to do without it. */
export async function parser(load: () => Promise<{ readonly default: Papa }>): Promise<Papa> {
  try {
    return (await load()).default;
  } catch {
    return refuse("ARGUMENT", "readCsv", "papaparse", "installed (npm install papaparse)", "no such package");
  }
}

/** Text whose lines end in "\n" alone, without the mark of its byte order. */
function normal(text: string | Uint8Array): string {
  let given = text;
  if (given instanceof Uint8Array)
    try {
      given = new platform.TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(given);
    } catch {
      refuse("FORMAT", "readCsv", "text", "in UTF-8", "other bytes");
    }
  if (typeof given !== "string") refuse("ARGUMENT", "readCsv", "text", "a string or a Uint8Array", given);
  if (given.startsWith("\uFEFF")) given = given.slice(1);
  return given.includes("\r") ? given.replace(/\r\n?/g, "\n") : given;
}

/** A column while it grows. */
interface Growing {
  readonly name: string;
  values: Float64Array;
  /** The place of each category, in the order in which they were found or given. */
  readonly places: Map<string, number> | undefined;
  readonly closed: boolean;
}

const decimal = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;

class Reader {
  private columns: Growing[] | undefined;
  private count = 0;
  private line = 1;
  private readonly options: CsvOptions;
  private readonly quoted: boolean;
  private readonly na: ReadonlySet<string>;

  constructor(options: CsvOptions, quoted: boolean) {
    this.options = options;
    this.quoted = quoted;
    this.na = new Set(options.naValues ?? [""]);
  }

  take({ data, errors }: Row): void {
    if (errors.length > 0) this.wrong("quotes", "around whole cells, and closed", errors[0].message);
    if (data.length > 1 || data[0] !== "") {
      if (this.columns === undefined) this.begin(data);
      else this.row(data, this.columns);
    }
    this.line++;
    // A line's end within quotes.
    if (this.quoted)
      for (const cell of data) for (let i = cell.indexOf("\n"); i >= 0; i = cell.indexOf("\n", i + 1)) this.line++;
  }

  table(): Table {
    if (this.columns === undefined || this.count === 0)
      refuse("FORMAT", "readCsv", "text", "of at least one row", "none");
    return new Table(new Map(this.columns.map((column) => [column.name, finished(column, this.count)])), this.count);
  }

  /** The first line: names, or a row of as many cells as all rows. */
  private begin(data: readonly string[]): void {
    const { header = true, categories = {} } = this.options;
    const names: unknown = header === true ? data : header === false ? data.map((_, i) => `${i}`) : header;
    if (!Array.isArray(names) || !names.every((name) => typeof name === "string"))
      refuse("ARGUMENT", "readCsv", "header", "true, false or names", header);
    if (header === true) {
      const bad = data.findIndex((name, i) => name === "" || data.indexOf(name) < i);
      if (bad >= 0) this.wrong("", "of names that differ, none of them empty", JSON.stringify(data[bad]), bad);
    } else if (names.length !== data.length || new Set(names).size < names.length)
      refuse("ARGUMENT", "readCsv", "header", `${data.length} names that differ`, names);
    for (const [name, given] of Object.entries(categories)) {
      if (!names.includes(name))
        refuse("ARGUMENT", "readCsv", "categories", `of columns that there are: ${names.join(", ")}`, name);
      if (given !== true && !(Array.isArray(given) && given.length > 0 && new Set(given).size === given.length))
        refuse("ARGUMENT", "readCsv", `categories.${name}`, "true, or names that differ", given);
    }
    const columns = (names as readonly string[]).map((name): Growing => {
      const given = Object.hasOwn(categories, name) ? categories[name] : undefined;
      const places = given === undefined ? undefined : new Map(given === true ? [] : given.map((c, i) => [c, i]));
      return { name, values: new Float64Array(64), places, closed: given !== true };
    });
    this.columns = columns;
    if (header !== true) this.row(data, columns);
  }

  private row(data: readonly string[], columns: readonly Growing[]): void {
    if (data.length !== columns.length) this.wrong("", `of ${columns.length} cells, as the first is`, `${data.length}`);
    for (const [j, column] of columns.entries()) {
      const { values } = column;
      if (values.length === this.count) (column.values = new Float64Array(2 * this.count)).set(values);
      column.values[this.count] =
        column.places === undefined ? this.number(data[j], j) : this.place(data[j], j, column);
    }
    this.count++;
  }

  private number(cell: string, j: number): number {
    const v = decimal.test(cell) ? Number(cell) : NaN;
    if (v - v === 0 && !this.na.has(cell)) return v;
    if (!this.na.has(cell))
      this.wrong("", "a number", JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell), j);
    return this.options.missing ?? this.wrong("", 'a number (or choose one for "missing")', JSON.stringify(cell), j);
  }

  private place(cell: string, j: number, { places, closed }: Growing): number {
    const known = places!.get(cell);
    if (known !== undefined) return known;
    if (closed) this.wrong("", `one of ${[...places!.keys()].slice(0, 10).join(", ")}`, JSON.stringify(cell), j);
    if (this.na.has(cell)) this.wrong("", "a category", JSON.stringify(cell), j);
    places!.set(cell, places!.size);
    return places!.size - 1;
  }

  private wrong(what: string, expected: string, got: string, j?: number): never {
    const column = j === undefined ? "" : `, column ${JSON.stringify(this.columns?.[j]?.name ?? `${j}`)}`;
    refuse("FORMAT", "readCsv", `line ${this.line}${column}${what === "" ? "" : `: ${what}`}`, expected, got);
  }
}

/** Categories that were found are sorted, so that their numbers do not depend on the order of rows. */
function finished({ values, places, closed }: Growing, count: number): Column {
  const own = values.slice(0, count);
  if (places === undefined) return { values: own };
  const found = [...places.keys()];
  if (closed) return { values: own, categories: found };
  const sorted = found.toSorted();
  const rank = new Map(sorted.map((name, i) => [name, i]));
  return { values: own.map((v) => rank.get(found[v])!), categories: sorted };
}
