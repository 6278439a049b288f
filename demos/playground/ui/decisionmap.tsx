import { useEffect, useRef, useState } from "preact/hooks";
import type { ExamplesView } from "../model/examples.ts";
import type { Bounds, Maps, UnitMap } from "../model/maps.ts";
import { classColour, css, mapPixels, reachOf, signed, signedPixels, type Theme } from "./colours.ts";
import * as numbers from "./numbers.ts";
import { boundsOf, decisions, nearest, sureties } from "./plane.ts";
import { theme } from "./theme.ts";

interface Props {
  readonly maps: Maps | undefined;
  /** A unit to be shown in place of what the net decides. */
  readonly unit?: UnitMap | undefined;
  readonly training: ExamplesView;
  readonly test?: ExamplesView | undefined;
  /** The example that is looked at. */
  readonly marked?: { readonly set: "training" | "test"; readonly row: number } | undefined;
  /** An example was clicked, the nearest one. */
  readonly onPick?: ((set: "training" | "test", row: number) => void) | undefined;
  readonly label: string;
}

/** What is on the map, as pixels of a small picture that the canvas enlarges. */
function pixelsOf(look: Theme, maps: Maps, unit: UnitMap | undefined): ImageData {
  if (unit !== undefined) return image(signedPixels(look, unit.values, reachOf(unit.values)), unit.width);
  if (maps.winner.length > 0) {
    const { width, winner, margin } = decisions(maps, 2);
    return image(mapPixels(look, winner, sureties(margin)), width);
  }
  const [output] = maps.outputs;
  return image(signedPixels(look, output.values, reachOf(output.values)), output.width);
}

export const image = (pixels: Uint8ClampedArray<ArrayBuffer>, width: number): ImageData =>
  new ImageData(pixels, width, pixels.length / 4 / width);

const small = document.createElement("canvas");

/** Enlarges a picture onto a canvas. */
function enlarge(pen: CanvasRenderingContext2D, picture: ImageData, side: number): void {
  small.width = picture.width;
  small.height = picture.height;
  small.getContext("2d")!.putImageData(picture, 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(small, 0, 0, side, side);
}

const side = 360;

function dots(pen: CanvasRenderingContext2D, look: Theme, set: ExamplesView, bounds: Bounds, hollow: boolean): void {
  const few = set.count <= 12;
  const radius = few ? 6 : set.count > 600 ? 2.2 : 3.2;
  const reach = set.classes.length > 0 ? 0 : reachOf(set.t);
  for (let i = 0; i < set.count; i++) {
    const [x, y] = onMap(bounds, set.x[2 * i], set.x[2 * i + 1]);
    const colour = set.classes.length > 0 ? classColour(look, set.t[i]) : signed(look, set.t[i], reach);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = hollow ? (look === "light" ? "#fff" : "#141925") : css(colour);
    pen.strokeStyle = hollow ? css(colour) : look === "light" ? "#fff" : "#141925";
    pen.lineWidth = hollow ? 1.6 : 1;
    pen.fill();
    pen.stroke();
  }
}

function onMap({ left, right, bottom, top }: Bounds, x: number, y: number): [number, number] {
  return [((x - left) / (right - left)) * side, ((top - y) / (top - bottom)) * side];
}

/** What the net says everywhere in the plane, and the examples on it; hollow ones are only tested with. */
export function DecisionMap({ maps, unit, training, test, marked, onPick, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState<readonly [x: number, y: number] | undefined>(undefined);
  const bounds = maps?.bounds ?? boundsOf(training);
  const look = theme.value;

  useEffect(() => {
    const scale = window.devicePixelRatio || 1;
    const element = canvas.current!;
    if (element.width !== side * scale) [element.width, element.height] = [side * scale, side * scale];
    const pen = element.getContext("2d")!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, side, side);
    if (maps !== undefined) enlarge(pen, pixelsOf(look, maps, unit), side);
    dots(pen, look, training, bounds, false);
    if (test !== undefined) dots(pen, look, test, bounds, true);
    const set = marked?.set === "test" ? test : training;
    if (marked !== undefined && set !== undefined && marked.row < set.count) {
      const [x, y] = onMap(bounds, set.x[2 * marked.row], set.x[2 * marked.row + 1]);
      pen.strokeStyle = look === "light" ? "#10141c" : "#fff";
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(x, y, 9, 0, 2 * Math.PI);
      pen.stroke();
    }
  }, [maps, unit, training, test, marked?.set, marked?.row, look]);

  const at = (event: MouseEvent): readonly [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return [bounds.left + across * (bounds.right - bounds.left), bounds.top - down * (bounds.top - bounds.bottom)];
  };
  return (
    <div class="map">
      <canvas
        ref={canvas}
        class={onPick === undefined ? "" : "pickable"}
        role="img"
        aria-label={label}
        onMouseMove={(event) => setUnder(at(event))}
        onMouseLeave={() => setUnder(undefined)}
        onClick={(event) => {
          const found = nearest(at(event), bounds, training, test);
          if (found !== undefined) onPick?.(...found);
        }}
      />
      <p class="readout">{under === undefined || maps === undefined ? "\u00a0" : said(maps, unit, under, training)}</p>
    </div>
  );
}

/** What the map says at a point, in words. */
function said(maps: Maps, unit: UnitMap | undefined, [x, y]: readonly [number, number], set: ExamplesView): string {
  const where = `x = (${numbers.cell(x)}, ${numbers.cell(y)})`;
  const { left, right, bottom, top } = maps.bounds;
  const node = (width: number, height: number): number => {
    const column = Math.min(width - 1, Math.max(0, Math.round(((x - left) / (right - left)) * (width - 1))));
    const row = Math.min(height - 1, Math.max(0, Math.round(((top - y) / (top - bottom)) * (height - 1))));
    return row * width + column;
  };
  if (unit !== undefined)
    return `${where}: unit ${unit.unit} is ${numbers.cell(unit.values[node(unit.width, unit.height)])}`;
  const i = node(maps.width, maps.height);
  if (maps.winner.length > 0)
    return `${where}: class ${set.classes[maps.winner[i]] ?? maps.winner[i]}, by ${numbers.cell(maps.margin[i])}`;
  const [output] = maps.outputs;
  return `${where}: y = ${numbers.cell(output.values[node(output.width, output.height)])}`;
}
