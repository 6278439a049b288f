import { refuse } from "../check.ts";
import { log } from "../math.ts";
import type { Epoch } from "./fit.ts";

/** A line of a picture. */
interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

const colours = ["#3b6fd6", "#d9822b", "#2a9d76", "#c2478a", "#7a5cc9", "#8a6d3b"];

/**
 * What `fit` told, epoch by epoch, and a picture of it:
 *
 *     const history = new History();
 *     for await (const epoch of fit(net, loss, optimizer, loader, { epochs: 50, validation })) history.add(epoch);
 *     writeFileSync("history.svg", history.svg());
 */
export class History {
  readonly epochs: Epoch[] = [];

  add(epoch: Epoch): void {
    this.epochs.push(epoch);
  }

  /** Values of all epochs by name: loss, validation loss, and metrics of both. */
  curves(): Record<string, number[]> {
    const names = Object.keys(this.epochs[0]?.metrics ?? {});
    const told = this.epochs.some(({ validation }) => validation !== undefined);
    const of = (get: (e: Epoch) => number | undefined): number[] => this.epochs.map((e) => get(e) ?? NaN);
    return {
      loss: of((e) => e.loss),
      ...(told && { "validation loss": of((e) => e.validation?.loss) }),
      ...Object.fromEntries(names.map((name) => [name, of((e) => e.metrics[name])])),
      ...(told && Object.fromEntries(names.map((n) => [`validation ${n}`, of((e) => e.validation?.metrics[n])]))),
    };
  }

  /** A picture of all curves, E above and the metrics below, each with the last value. E is drawn by its logarithm. */
  svg({ width = 640, height = 240 }: { width?: number; height?: number } = {}): string {
    if (this.epochs.length === 0) refuse("STATE", "History", "svg", "asked for after an epoch", "none added");
    const all = Object.entries(this.curves());
    const isLoss = ([name]: readonly [string, unknown]): boolean => name.endsWith("loss");
    const panels = [all.filter(isLoss), all.filter((curve) => !isLoss(curve))].filter((panel) => panel.length > 0);
    const drawn = panels.map((panel, i) => {
      const curves = panel.map(([name, values], k) => ({ name, values, colour: colours[k % colours.length] }));
      return panelSvg(curves, width, height, i * height, isLoss(panel[0]), this.epochs);
    });
    const size = `width="${width}" height="${panels.length * height}"`;
    const style = `font-family="system-ui, sans-serif" font-size="12"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${panels.length * height}" ${style}>\n<rect width="100%" height="100%" fill="#fff"/>\n${drawn.join("\n")}\n</svg>\n`;
  }
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
const short = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(3))) : String(x));

function panelSvg(
  curves: readonly Curve[],
  width: number,
  height: number,
  top: number,
  logarithmic: boolean,
  epochs: readonly Epoch[],
): string {
  const known = curves.flatMap(({ values }) => values.filter(Number.isFinite));
  const byLog = logarithmic && known.every((v) => v > 0);
  const at = byLog ? log : (v: number): number => v;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const [left, right, head, foot] = [56, width - 190, top + 16, top + height - 28];
  const [first, last] = [epochs[0].epoch, epochs.at(-1)!.epoch];
  const x = (epoch: number): number => left + ((right - left) * (epoch - first)) / Math.max(1, last - first);
  const y = (v: number): number =>
    high === low ? (head + foot) / 2 : foot - ((foot - head) * (at(v) - at(low))) / (at(high) - at(low));
  const label = (text: string, px: number, py: number, anchor: string, colour = "#666"): string =>
    `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${escaped(text)}</text>`;
  const middle = byLog ? Math.sqrt(low * high) : (low + high) / 2;
  const ticks = [...new Set([low, middle, high])].filter(Number.isFinite);
  const lines = curves.map(({ colour, values }) => {
    const points = values.flatMap((v, i) =>
      Number.isFinite(v) ? [`${x(epochs[i].epoch).toFixed(1)},${y(v).toFixed(1)}`] : [],
    );
    return points.length === 1
      ? `<circle cx="${points[0].split(",")[0]}" cy="${points[0].split(",")[1]}" r="3" fill="${colour}"/>`
      : `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  });
  const legend = curves.map(({ name, colour, values }, i) =>
    label(`${name} ${short(values.at(-1)!)}`, right + 14, head + 4 + 16 * i, "start", colour),
  );
  return [
    ...ticks.map((v) => `<path d="M${left} ${y(v).toFixed(1)}H${right}" stroke="#e6e6e6"/>`),
    `<path d="M${left} ${head}V${foot}H${right}" fill="none" stroke="#999"/>`,
    ...ticks.map((v) => label(short(v), left - 6, y(v) + 4, "end")),
    label(String(first), left, foot + 18, "start"),
    label(`epoch ${last}`, right, foot + 18, "end"),
    ...lines,
    ...legend,
  ].join("\n");
}
