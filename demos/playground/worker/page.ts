import { contours, simplified, type Point } from "../../show/contour.ts";
import { curvePicture, path, short, type Tick } from "../../show/svg.ts";
import type { Choice } from "../model/configuration.ts";
import type { CurvePoint } from "../model/report.ts";
import { thresholdOf } from "../model/targets.ts";
import { boundsOf, mapsOf } from "./mapping.ts";
import { scoreOf } from "./scores.ts";
import type { Session } from "./session.ts";

/** Okabe and Ito's colours, told apart by colour-blind eyes too. */
const colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#666666"] as const;
const colour = (k: number): string => colours[k % colours.length];

/** Text that is nothing but text in HTML, whoever wrote it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const digits = (v: number): string => (Number.isFinite(v) ? String(Number(v.toPrecision(4))) : "–");

/** A page about a training, with everything in it: no scripts, nothing loaded, light or dark as the reader has it. */
export function pageOf(session: Session, history: readonly CurvePoint[], program: string): string {
  const { configuration, net, progress, sets } = session;
  const { data, optimizer, schedule, loss, regularizer, batchSize, seed } = configuration;
  const [training, test] = [scoreOf(session, "training"), scoreOf(session, "test")];
  const said = ({ kind, options }: Choice): string =>
    [kind, ...Object.entries(options).map(([key, v]) => `${key} ${v}`)].join(", ");
  const share = (accuracy: number): string => (Number.isNaN(accuracy) ? "–" : `${(100 * accuracy).toFixed(1)} %`);
  const facts: readonly (readonly [string, string])[] = [
    ["Data", `${data.source.kind}, ${sets.training.x.shape[0]} to learn from, ${sets.test.x.shape[0]} to test with`],
    ["Loss", said(loss)],
    ["Regularizer", regularizer.kind === "none" ? "none" : `${regularizer.kind}, λ ${regularizer.lambda}`],
    ["Optimizer", `${said(optimizer)}; batches of ${batchSize}`],
    ["Schedule", said(schedule)],
    ["Seed", `${seed}`],
    ["Steps", `${progress.step}, in ${progress.epoch} whole epochs`],
    ["Training", `loss ${digits(training.loss)}, right ${share(training.accuracy)}`],
    ["Test", `loss ${digits(test.loss)}, right ${share(test.accuracy)}`],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>fprop playground: a report</title>
<style>
:root{--page:#fff;--text:#1a2233;--soft:#5b667a;--line:#dfe3ea}
@media (prefers-color-scheme:dark){:root{--page:#0f1420;--text:#eef2f9;--soft:#97a3b8;--line:#2b3548}}
body{margin:0 auto;padding:2rem 1.25rem;max-width:60rem;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{color:var(--soft)}dd{margin:0}
figure{margin:1rem 0}figcaption{font-weight:600}svg{width:100%;height:auto;max-width:40rem}
svg text{font-size:11px;fill:var(--soft)}.grid{stroke:var(--line)}.curve{fill:none;stroke:var(--text);stroke-width:2}
pre{overflow-x:auto;padding:1rem;border:1px solid var(--line);border-radius:8px;font-size:.8125rem}
${colours.map((c, k) => `.region${k}{fill:${c};fill-opacity:.22}.point${k}{fill:${c}}`).join("\n")}
</style>
</head>
<body>
<h1>A net of the fprop playground</h1>
<dl>
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join("\n")}
</dl>
${mapFigure(session)}
${curveFigures(history)}
<h2>Layers</h2>
<pre>${escaped(net.summary(sets.training.x.rows(0, Math.min(2, sets.training.x.shape[0]))))}</pre>
<h2>The same as a program</h2>
<pre>${escaped(program)}</pre>
</body>
</html>
`;
}

const side = 360;
const nodes = 72;

/** The decision map, with all examples to learn from on it. */
function mapFigure(session: Session): string {
  const { configuration, data, sets } = session;
  const bounds = boundsOf(session);
  const maps = mapsOf(session, bounds, nodes, 0);
  if (maps === undefined || data.classes.length === 0) return "";
  const outputs = maps.outputs.map(({ values }) => values);
  const threshold = thresholdOf(configuration.loss);
  const ahead = data.classes.map((_, k) =>
    Float32Array.from({ length: nodes * nodes }, (_, i) => {
      if (outputs.length === 1) return (k === 1 ? 1 : -1) * (outputs[0][i] - threshold);
      return outputs.reduce(
        (least, y, j) => (j === k ? least : Math.min(least, (outputs[k]?.[i] ?? -Infinity) - y[i])),
        Infinity,
      );
    }),
  );
  const at = ([column, row]: Point): Point => [((column + 0.5) / nodes) * side, ((row + 0.5) / nodes) * side];
  const regions = ahead.map((field, k) => {
    const loops = contours(field, nodes, nodes, 0).map((loop) => `${path(simplified(loop.map(at), 0.25))}z`);
    return `<path class="region${k % colours.length}" d="${loops.join("")}"/>`;
  });
  const { x, t } = sets.training;
  const dots = Array.from({ length: t.size }, (_, i) => {
    const across = ((x.data[2 * i] - bounds.left) / (bounds.right - bounds.left)) * side;
    const down = ((bounds.top - x.data[2 * i + 1]) / (bounds.top - bounds.bottom)) * side;
    return `<circle class="point${t.data[i] % colours.length}" cx="${short(across)}" cy="${short(down)}" r="3"/>`;
  });
  const legend = data.classes.map((name, k) => `<span style="color:${colour(k)}">●</span> ${escaped(name)}`);
  return `<figure>
<figcaption>What the net says, and what it learned from: ${legend.join(" ")}</figcaption>
<svg viewBox="0 0 ${side} ${side}" role="img" aria-label="Decision map with the training points">
${regions.join("\n")}
${dots.join("\n")}
</svg>
</figure>`;
}

/** Loss and accuracy by step, as far as they were looked at. */
function curveFigures(history: readonly CurvePoint[]): string {
  if (history.length < 2) return "";
  const losses = history.flatMap(({ training, test }) => [training.loss, test.loss]).filter(Number.isFinite);
  const top = Math.max(...losses, 1e-12);
  const height = (v: number): number => (Number.isFinite(v) ? v / top : 1);
  const ticks: readonly Tick[] = [0, 0.5, 1].map((h) => ({ label: digits(h * top), height: h }));
  const shares: readonly Tick[] = [0, 0.5, 1].map((h) => ({ label: `${100 * h} %`, height: h }));
  const figure = (name: string, values: readonly number[], marks: readonly Tick[]): string => `<figure>
<figcaption>${name}</figcaption>
<svg viewBox="0 0 360 134" role="img" aria-label="${name} by step">
${curvePicture(values, marks, { x: 44, y: 8, width: 312, height: 100 })}
<text x="44" y="126">step ${history[0].step}</text>
<text x="356" y="126" text-anchor="end">${history.at(-1)!.step}</text>
</svg>
</figure>`;
  const graded = !Number.isNaN(history[0].training.accuracy);
  return [
    figure(
      "Loss, training",
      history.map((p) => height(p.training.loss)),
      ticks,
    ),
    figure(
      "Loss, test",
      history.map((p) => height(p.test.loss)),
      ticks,
    ),
    ...(graded
      ? [
          figure(
            "Accuracy, training",
            history.map((p) => p.training.accuracy),
            shares,
          ),
          figure(
            "Accuracy, test",
            history.map((p) => p.test.accuracy),
            shares,
          ),
        ]
      : []),
  ].join("\n");
}
