export { readCsv, type CsvOptions } from "./lib/io/csv.ts";
export { Table } from "./lib/io/table.ts";
