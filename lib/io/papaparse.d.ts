/** What fprop/csv uses of papaparse, which has no types of its own. */
declare module "papaparse" {
  export interface Row {
    readonly data: readonly string[];
    readonly errors: readonly { readonly code: string; readonly message: string }[];
  }
  interface Papa {
    parse(text: string, options: { delimiter: string; newline: "\n"; step: (row: Row) => void }): unknown;
  }
  const papa: Papa;
  export default papa;
}
