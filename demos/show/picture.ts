import { latest, type Run } from "../run.ts";
import * as format from "./format.ts";
import { classColours, mix, night, white, type Colour } from "./map.ts";
import { curvePicture, lossHeights, lossTicks, mapPicture, type Box } from "./svg.ts";

const css = (colour: Colour): string => `rgb(${colour.join(" ")})`;

/** The classes' part of a style sheet: regions that grow denser where the net is surer, and points. */
export function classStyles(points: (colour: Colour) => Colour, opacity: number): string {
  return classColours
    .map(
      (colour, k) =>
        `.region${k}{fill:${css(colour)};fill-opacity:${opacity}}.points${k}{stroke:${css(points(colour))}}`,
    )
    .join("\n");
}

/** Runs side by side as one SVG file: maps, and their loss curves beneath. It has its own ground, so it suits any page. */
export function picture(runs: readonly Run[]): string {
  const [width, height, margin, gap] = [1200, 420, 28, 26]; // columns of whole numbers, be they one, two or three
  const each = (width - 2 * margin - (runs.length - 1) * gap) / runs.length;
  const columns = runs.map((run, i) => {
    const x = margin + i * (each + gap);
    const map: Box = { x, y: 58, width: each, height: 234 };
    const curve: Box = { x: x + 42, y: 318, width: each - 42, height: 62 };
    const { loss, accuracy } = latest(run);
    return `<text class="title" x="${x}" y="42">${run.task.name}</text>
<text class="value" x="${x + each}" y="42" text-anchor="end">accuracy ${format.percent(accuracy)}</text>
<clipPath id="map${i}"><rect x="${x}" y="${map.y}" width="${each}" height="${map.height}" rx="8"/></clipPath>
<g clip-path="url(#map${i})">
${mapPicture(run, map)}
</g>
${curvePicture(lossHeights(run), lossTicks, curve)}
<text class="value" x="${x + each}" y="401" text-anchor="end">loss ${format.loss(loss)} after ${format.count(run.steps)} steps</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Decision maps and loss curves: ${runs.map((r) => r.task.name).join(", ")}">
<style>
text{font:14px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:#9aa7bd}
.title{font-size:18px;font-weight:600;fill:#f2f5fa}.tick{font-size:11px;fill:#77849b}
.map{fill:${css(night)}}.halo{stroke:${css(night)}}
.curve{fill:none;stroke:#dfe7f5;stroke-width:2;stroke-linejoin:round}.grid{stroke:#2b3548}
${classStyles((colour) => mix(colour, white, 0.25), 0.25)}
</style>
<rect width="${width}" height="${height}" rx="16" fill="#151b29"/>
${columns.join("\n")}
</svg>
`;
}
