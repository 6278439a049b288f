import type { Frame } from "./frame.ts";
import { digits, scaled } from "./units.ts";

const [WIDTH, ROW, LETTER, TITLE, EDGE] = [960, 22, 6.6, 28, 10];

/** Frames as boxes, as wide as their times, each below the one that calls it; on hovering they tell their numbers. */
export function flame(roots: readonly Frame[]): string {
  const longest = Math.max(...roots.map((root) => root.time));
  const scale = longest > 0 ? WIDTH / longest : 0;
  let top = EDGE;
  const parts: string[] = [];
  for (const root of roots) {
    parts.push(`<text class="title" x="${EDGE}" y="${top + 16}">${root.method}, ${digits(root.time)} ms</text>`);
    parts.push(...boxes(root, EDGE, top + TITLE, scale));
    top += TITLE + depth(root) * ROW + EDGE;
  }
  const width = WIDTH + 2 * EDGE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="monospace" font-size="11">`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${top}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

const style = `.page { fill: #fff } .title { fill: #111; font-size: 13px } .frame { stroke: #fff } .name { fill: #111; pointer-events: none }
@media (prefers-color-scheme: dark) { .page { fill: #14171c } .title { fill: #eee } .frame { stroke: #14171c; filter: brightness(0.55) saturate(1.6) } .name { fill: #fff } }`;

const depth = (frame: Frame): number => 1 + Math.max(0, ...frame.within.map(depth));

/** A box, and under it from the left those of what it calls. */
function boxes(frame: Frame, x: number, y: number, scale: number): string[] {
  const width = frame.time * scale;
  // What is narrower than this cannot be seen, nor can what it calls.
  if (width < 0.3) return [];
  const place = frame.path === "" ? "net" : frame.path;
  const rate = frame.flops > 0 && frame.time > 0 ? `, ${scaled((1000 * frame.flops) / frame.time, "FLOP/s")}` : "";
  const calls = frame.calls === 1 ? "" : `, ${Math.round(100 * frame.calls) / 100} calls`;
  const title = `${place} ${frame.name}.${frame.method}: ${digits(frame.time)} ms, ${digits(frame.self)} of its own${calls}${rate}`;
  const room = Math.floor((width - 8) / LETTER);
  const name = `${frame.path.split(".").at(-1)} ${frame.name}`.trimStart();
  const text = name.length <= room ? name : room >= 4 ? `${name.slice(0, room - 1)}…` : "";
  const box = `<rect class="frame" x="${r(x)}" y="${y}" width="${r(width)}" height="${ROW}" rx="3" fill="${colour(frame.name)}"><title>${escaped(title)}</title></rect>`;
  const label = text === "" ? "" : `<text class="name" x="${r(x + 4)}" y="${y + 15}">${escaped(text)}</text>`;
  let left = x;
  const below = frame.within.flatMap((inner) => {
    const made = boxes(inner, left, y + ROW, scale);
    left += inner.time * scale;
    return made;
  });
  return [box + label, ...below];
}

/** One for each class. */
function colour(name: string): string {
  let hash = 0;
  for (const letter of name.replace(/\W.*/, "")) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return `hsl(${hash} 65% 78%)`;
}

const r = (x: number): number => Math.round(10 * x) / 10;
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string): string => text.replace(/[&<>]/g, (c) => entities[c]);
