import { readCsv } from "fprop/csv";
import type { CsvSource } from "./configuration.ts";
import { limits } from "./limits.ts";
import { decline, PlaygroundError, refusalOf } from "./refusal.ts";

/**
 * Examples of a CSV file: its last column is the target, a class where it is no number, and all columns before it that are
 * numbers are features. The first line has the names, unless a cell of it is a number.
 * @throws PlaygroundError LIMIT for a file that is too large, FORMAT for one that is none, with line and column
 */
export async function readExamples(file: string | Uint8Array<ArrayBuffer>, name: string): Promise<CsvSource> {
  const { bytes, rows: mostRows, columns: mostColumns, classes: mostClasses, nameLetters } = limits.csv;
  if (file.length > bytes) decline("LIMIT", `The file should have at most ${bytes} bytes, and has ${file.length}.`);
  const text = typeof file === "string" ? file : decoded(file);
  const lines = text.split(/\r\n?|\n/).filter((line) => line !== "");
  if (lines.length - 1 > mostRows)
    decline("LIMIT", `The file should have at most ${mostRows} rows, and has ${lines.length - 1}.`);
  const delimiter = delimiterOf(lines[0] ?? "");
  const cells = cellsOf(lines[0] ?? "", delimiter);
  if (cells.length > mostColumns)
    decline("LIMIT", `The file should have at most ${mostColumns} columns, and has ${cells.length}.`);
  if (cells.length < 2)
    decline("FORMAT", "The file should have two columns or more: something to learn from, and what to learn.");
  const header = !cells.some(isNumber);
  const columns = header ? cells : cells.map((_, i) => (i === cells.length - 1 ? "target" : `x${i + 1}`));
  // Which columns are words, the first row says; a number that is none in a later row is then refused at its line.
  const first = cellsOf(lines[header ? 1 : 0] ?? "", delimiter);
  const words = columns.filter((_, i) => !isNumber(first[i] ?? ""));
  const target = columns.at(-1)!;
  const categories = Object.fromEntries(words.map((column) => [column, true as const]));
  const table = await tried(readCsv(text, { header: header ? true : columns, delimiter, categories }));
  const features = columns.slice(0, -1).filter((column) => !words.includes(column));
  if (features.length === 0)
    decline("FORMAT", "The file should have at least one column of numbers before the last one.");
  if (table.length < 4) decline("FORMAT", `The file should have at least 4 rows, and has ${table.length}.`);

  const x = table.tensor(features, "float64");
  const { classes, t } = targetsIn();
  if (classes.length > mostClasses)
    decline("LIMIT", `"${target}" should have at most ${mostClasses} classes, and has ${classes.length}.`);
  if (classes.length === 1)
    decline("FORMAT", `"${target}" should have two classes or more, and all are "${classes[0]}".`);
  const short = (word: string): string => word.slice(0, nameLetters);
  const width = features.length;
  return {
    kind: "csv",
    name: short(name),
    features: features.map(short),
    target: short(target),
    classes: classes.map(short),
    rows: Array.from({ length: table.length }, (_, i) =>
      [...x.data.subarray(i * width, (i + 1) * width), t[i]].map(checkedSize),
    ),
  };

  /** Words are classes, and so are few whole numbers from 0 or 1 on; other numbers are to be learned as they are. */
  function targetsIn(): { classes: readonly string[]; t: ArrayLike<number> } {
    if (words.includes(target)) return { classes: table.categories(target), t: table.labels(target).data };
    const { data } = table.tensor([target], "float64");
    const kinds = [...new Set(data)].sort((a, b) => a - b);
    const counted =
      kinds.length <= mostClasses && kinds.every((k, i) => k === kinds[0] + i) && (kinds[0] === 0 || kinds[0] === 1);
    return counted ? { classes: kinds.map(String), t: data.map((k) => k - kinds[0]) } : { classes: [], t: data };
  }
}

function checkedSize(v: number): number {
  if (!(Math.abs(v) <= 1e12)) decline("FORMAT", `Numbers should be at most 10¹² in size, and one is ${v}.`);
  return v === 0 ? 0 : v;
}

/** The cells of one line, which may be quoted; what is wrong about quotes, the parser says. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells = [""];
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    if (letter === delimiter && !quoted) cells.push("");
    else cells[cells.length - 1] += letter;
  }
  return cells.map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

const isNumber = (cell: string): boolean => cell.trim() !== "" && Number.isFinite(Number(cell));

/** Whichever of comma, semicolon and tab parts the first line in most cells. */
function delimiterOf(line: string): string {
  const count = (letter: string): number => line.split(letter).length;
  return [",", ";", "\t"].reduce((best, letter) => (count(letter) > count(best) ? letter : best));
}

function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decline("FORMAT", "The file should be text in UTF-8.");
  }
}

async function tried<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new PlaygroundError(refusalOf(error), { cause: error });
  }
}
