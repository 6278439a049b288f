// What an import of these files gives: esbuild has loaders for them (scripts/run.mjs), Vitest a plugin (vitest.config.ts).

declare module "*.bin" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "*.txt" {
  const text: string;
  export default text;
}
