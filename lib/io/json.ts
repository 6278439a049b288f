/**
 * The first key that stands twice in one object of a valid JSON text. JSON.parse keeps the last of such, so that two
 * readers may see two files in one.
 */
export function duplicateKey(text: string): string | undefined {
  // For each object or array that is open, the keys seen so far; undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let key = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{" || c === "[") open.push(c === "{" ? new Set() : undefined);
    else if (c === "}" || c === "]") open.pop();
    if (c === "{" || c === ",") key = open[open.length - 1] !== undefined;
    else if (c === "[" || c === ":") key = false;
    if (c !== '"') continue;
    let end = i + 1;
    while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    if (key) {
      const name = JSON.parse(text.slice(i, end + 1)) as string;
      const seen = open[open.length - 1]!;
      if (seen.has(name)) return name;
      seen.add(name);
    }
    i = end;
  }
  return undefined;
}
