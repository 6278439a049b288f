import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

/** Writes a picture of the lecture to .cache/lecture/, and says where it is. */
export function save(name: string, svg: string): void {
  const folder = resolve(".cache/lecture");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.svg`, svg);
  console.log(`Picture: ${folder}/${name}.svg`);
}
