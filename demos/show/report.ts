import { latest, sha256, type Run } from "../run.ts";
import * as format from "./format.ts";
import { mix, night, white } from "./map.ts";
import { classStyles } from "./picture.ts";
import { accuracyTicks, curvePicture, lossHeights, lossTicks, mapPicture, type Tick } from "./svg.ts";

function card(run: Run): string {
  const { task, steps, seconds, seed } = run;
  const { loss, accuracy } = latest(run);
  const square = { x: 0, y: 0, width: 360, height: 360 };
  const facts = [
    ["Net", task.net],
    ["Loss", format.loss(loss)],
    ["Accuracy", `${format.percent(accuracy)} ${task.tested}`],
    ["Time", `${format.count(steps)} steps in ${format.duration(seconds)}, ${format.rate(steps / seconds)}`],
    ["Seed", String(seed)],
    ["Weights", `<code title="SHA-256 of all weights: the same in every engine">${sha256(run)}</code>`],
  ];
  return `<section>
<h2>${task.name}</h2>
<svg class="decisions" viewBox="0 0 360 360" role="img" aria-label="Decision map of ${task.name}, with the training points">
${mapPicture(run, square)}
</svg>
${figure("Loss", lossHeights(run), lossTicks, 110)}
${figure(
  `Accuracy ${task.tested}`,
  run.samples.map((s) => s.accuracy),
  accuracyTicks,
  60,
)}
<dl>
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("\n")}
</dl>
</section>`;

  function figure(name: string, values: readonly number[], ticks: readonly Tick[], height: number): string {
    const box = { x: 44, y: 8, width: 312, height };
    return `<figure>
<figcaption>${name}</figcaption>
<svg viewBox="0 0 360 ${height + 34}" role="img" aria-label="${name} by step">
${curvePicture(values, ticks, box)}
<text class="tick" x="44" y="${height + 26}">0</text>
<text class="tick" x="356" y="${height + 26}" text-anchor="end">step ${format.count(steps)}</text>
</svg>
</figure>`;
  }
}

/** One page with everything in it: no scripts, nothing loaded from elsewhere, light or dark as the reader's system is. */
export function report(runs: readonly Run[]): string {
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>fprop: ${runs.map((run) => run.task.name).join(", ")}</title>
<style>
:root{--page:#f5f6f9;--card:#fff;--text:#1a2233;--soft:#5b667a;--line:#dfe3ea;--ground:#fff}
@media (prefers-color-scheme:dark){:root{--page:#0b0f18;--card:#151b29;--text:#eef2f9;--soft:#97a3b8;--line:#2b3548;--ground:rgb(${night.join(" ")})}}
*{box-sizing:border-box}
body{margin:0;padding:2.5rem 1.25rem;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:78rem;margin:auto}
h1{margin:0;font-size:1.75rem}h2{margin:0 0 .75rem;font-size:1.125rem}
p{margin:.25rem 0 1.75rem;color:var(--soft);max-width:46rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.25rem}
section{padding:1.25rem;border:1px solid var(--line);border-radius:14px;background:var(--card);max-width:34rem}
svg{display:block;width:100%;height:auto}.decisions{border-radius:8px;margin-bottom:1rem}
figure{margin:0 0 .5rem}figcaption{font-size:.875rem;font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:.75rem 0 0;font-size:.875rem}
dt{color:var(--soft)}dd{margin:0;min-width:0}code{font-size:.75rem;overflow-wrap:anywhere}
svg text{font-size:11px;fill:var(--soft)}
.map{fill:var(--ground)}.halo{stroke:var(--ground)}.grid{stroke:var(--line)}
.curve{fill:none;stroke:var(--text);stroke-width:2;stroke-linejoin:round}
${classStyles((colour) => mix(colour, night, 0.15), 0.16)}
@media (prefers-color-scheme:dark){
${classStyles((colour) => mix(colour, white, 0.25), 0.25)}
}
</style>
</head>
<body>
<main>
<h1>Learned in ${format.duration(seconds)}</h1>
<p>Each map shows what a net has learned to say everywhere in the plane: one colour for each class, fuller where it is
surer. The dots are the points it learned from. The same seed gives the same weights, to the last bit, in every engine.</p>
<div class="cards">
${runs.map(card).join("\n")}
</div>
</main>
</body>
</html>
`;
}
