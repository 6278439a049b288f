import { cell, type Row } from "./results.ts";

const [left, width, right] = [150, 460, 210];
const [line, head, gap, top] = [16, 20, 14, 46];

/**
 * An SVG of how many times as long as the reference each ranked contender takes, in logarithmic bars: to the right of the
 * line at 1 those that take longer, to the left those that take less. A page in dark colours has it in dark colours.
 */
export function chart(rows: readonly Row[], reference: string): string {
  const groups = rows.map((row) => ({
    ...row,
    base: row.results.find(({ peer }) => peer === reference),
    bars: row.results.filter(({ peer, ranked, ratio }) => peer !== reference && ranked && ratio !== undefined),
  }));
  const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio!.median));
  const from = Math.floor(Math.log10(Math.min(0.5, ...ratios)));
  const to = Math.ceil(Math.log10(Math.max(2, ...ratios)));
  const at = (ratio: number): number => round(left + (width * (Math.log10(ratio) - from)) / (to - from));

  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const parts = powers.map((power) => text(at(10 ** power), top - 12, `${10 ** power}×`, "middle"));
  let y = top;
  for (const { name, title, operations, base, bars } of groups) {
    parts.push(text(10, y + 12, `${name}  ${title}: ${reference} ${cell(base, reference, operations)}`, "head"));
    y += head;
    for (const power of powers) {
      const x = at(10 ** power);
      const kind = power === 0 ? "one" : "grid";
      parts.push(`<line class="${kind}" x1="${x}" x2="${x}" y1="${y}" y2="${y + line * bars.length}"/>`);
    }
    for (const bar of bars) {
      const [x, one] = [at(bar.ratio!.median), at(1)];
      const kind = x < one ? "less" : "more";
      const [start, length] = [Math.min(x, one), round(Math.abs(x - one))];
      parts.push(
        text(left - 8, y + 12, bar.peer, "end"),
        `<rect class="${kind}" x="${start}" y="${y + 2}" width="${length}" height="${line - 4}" rx="2"/>`,
        text(Math.max(x, one) + 6, y + 12, cell(bar, reference, operations), ""),
      );
      y += line;
    }
    y += gap;
  }
  const total = left + width + right;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${y + 4}" width="${total}" height="${y + 4}" role="img" aria-label="Time per training step, as multiples of ${reference}'s, on a logarithmic scale">
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600 }
.end { text-anchor: end }
.middle { text-anchor: middle; fill: #59636e }
.grid { stroke: #d1d9e0 }
.one { stroke: #59636e }
.more { fill: #4c8dd6 }
.less { fill: #d9822b }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .middle { fill: #9198a1 }
  .grid { stroke: #3d444d }
  .one { stroke: #9198a1 }
}
</style>
${text(10, 16, `Time per step, as multiples of ${reference}'s`, "head")}
${parts.join("\n")}
</svg>
`;
}

function text(x: number, y: number, content: string, kind: string): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}"${kind === "" ? "" : ` class="${kind}"`}>${escaped}</text>`;
}

function round(x: number): number {
  return Math.round(10 * x) / 10;
}
