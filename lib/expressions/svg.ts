import type { Box, Edge } from "./drawing.ts";

const LETTER = 7.9;
const [HEIGHT, GAP, ABOVE] = [46, 28, 72];

/** The words in a box: name = formula = value, each once, and the derivative. */
export function words({ name, formula, value, derivative }: Box): [string, ...string[]] {
  const label = [...new Set([name, formula, value])].filter((s) => s !== "").join(" = ");
  return derivative === undefined ? [label] : [label, `∂e/∂${name} = ${derivative}`];
}

/**
 * A graph as a picture: leaves below, each node one layer above the highest of its operands, constants right below what
 * they are used by. In its layer a node stands where its operands do on average, as far as its neighbours leave room.
 * Edges are straight; one that leads past a layer may pass behind a box there.
 */
export function svg(boxes: readonly Box[], edges: readonly Edge[]): string {
  const into = boxes.map((_, to) => edges.filter((e) => e.to === to));
  const layers: number[] = [];
  for (const i of boxes.keys()) layers.push(into[i].reduce((top, { from }) => Math.max(top, layers[from] + 1), 0));
  for (const [i, { constant }] of boxes.entries()) {
    const uses = edges.filter(({ from }) => constant && from === i);
    if (uses.length > 0) layers[i] = Math.min(...uses.map(({ to }) => layers[to] - 1));
  }

  const widths = boxes.map((box) => LETTER * Math.max(...words(box).map((s) => s.length)) + 20);
  const x: number[] = [];
  const rows = Array.from({ length: Math.max(...layers) + 1 }, (_, layer) => {
    // Leaves come last in their layer, as close as they may stand.
    const wish = (i: number): number =>
      into[i].length === 0 ? Number.MAX_VALUE : into[i].reduce((sum, { from }) => sum + x[from], 0) / into[i].length;
    const row = [...boxes.keys()].filter((i) => layers[i] === layer).sort((i, j) => wish(i) - wish(j));
    let left = -Infinity;
    for (const i of row) {
      const free = left + widths[i] / 2;
      x[i] = into[i].length > 0 ? Math.max(wish(i), free) : Math.max(0, free);
      left = x[i] + widths[i] / 2 + GAP;
    }
    return row;
  });
  const edge = (f: (a: number, b: number) => number, side: number, start: number): number =>
    rows.flat().reduce((m, i) => f(m, x[i] + (side * widths[i]) / 2), start);
  const [low, high] = [edge(Math.min, -1, Infinity) - 10, edge(Math.max, 1, -Infinity) + 10];
  const y = layers.map((layer) => 10 + (rows.length - 1 - layer) * (HEIGHT + ABOVE));
  const [width, height] = [high - low, rows.length * (HEIGHT + ABOVE) - ABOVE + 20];

  const lines = boxes.flatMap((_, to) =>
    into[to].map(({ from, derivative }, k) => {
      // Edges end side by side, so that two from the same node are two.
      const end = x[to] + (((k + 1) / (into[to].length + 1) - 0.5) * widths[to]) / 2;
      const [x1, y1, x2, y2] = [x[from] - low, y[from], end - low, y[to] + HEIGHT];
      const text =
        derivative === undefined ? "" : label((x1 + 2 * x2) / 3, (y1 + 2 * y2) / 3 + 4, derivative, "#b3261e");
      return `<line x1="${r(x1)}" y1="${r(y1)}" x2="${r(x2)}" y2="${r(y2)}" stroke="#777" marker-end="url(#end)"/>${text}`;
    }),
  );
  const frames = boxes.map((box, i) => {
    const text = words(box);
    const left = x[i] - low - widths[i] / 2;
    const frame = `<rect x="${r(left)}" y="${y[i]}" width="${r(widths[i])}" height="${HEIGHT}" rx="6" fill="#eef3fb" stroke="#345"/>`;
    const top = y[i] + (text.length === 1 ? 28 : 19);
    return frame + text.map((s, k) => label(x[i] - low, top + 18 * k, s, k === 0 ? "#111" : "#b3261e")).join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${r(width)} ${height}" width="${r(width)}" height="${height}" font-family="monospace" font-size="13" text-anchor="middle">`,
    `<marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#777"/></marker>`,
    ...lines,
    ...frames,
    "</svg>",
    "",
  ].join("\n");
}

const r = (x: number): number => Math.round(10 * x) / 10;
const escaped: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** Text with a white rim, that is read on a line, too. */
const label = (x: number, y: number, text: string, color: string): string =>
  `<text x="${r(x)}" y="${r(y)}" fill="${color}" stroke="#fff" stroke-width="3" paint-order="stroke">${text.replace(/[&<>]/g, (c) => escaped[c])}</text>`;
