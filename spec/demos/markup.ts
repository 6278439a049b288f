/** What of the text the pattern finds: a short list, where the text is long. */
export function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => match);
}

/** Whether every tag that opens also closes, in order. */
export function balanced(markup: string): boolean {
  const open: string[] = [];
  for (const [, close, name, rest] of markup.matchAll(/<(\/?)([a-z]\w*)([^>]*)>/g))
    if (close === "/") {
      if (open.pop() !== name) return false;
    } else if (!rest.endsWith("/") && name !== "meta") open.push(name);
  return open.length === 0;
}
