import { useEffect, useRef, useState } from "preact/hooks";
import type { Maps, UnitMap } from "../model/maps.ts";
import { css, reachOf, signed, signedPixels } from "./colours.ts";
import type { Column } from "./columns.ts";
import { image } from "./decisionmap.tsx";
import * as numbers from "./numbers.ts";
import { theme } from "./theme.ts";

interface Props {
  readonly columns: readonly Column[];
  readonly maps: Maps | undefined;
  readonly pinned: UnitName | undefined;
  /** A unit is looked at for a while, or until another one is. */
  readonly onLook: (unit: UnitName | undefined) => void;
  readonly onPin: (unit: UnitName | undefined) => void;
}

/** A unit by the layer whose output it is; the layers of x have none. */
export interface UnitName {
  readonly path: string;
  readonly unit: number;
}

export const unitMap = (maps: Maps | undefined, name: UnitName | undefined): UnitMap | undefined =>
  name === undefined || maps === undefined
    ? undefined
    : [...maps.hidden, ...maps.outputs].find(({ path, unit }) => path === name.path && unit === name.unit);

const [gap, head, foot] = [6, 34, 22];

/** The width of an element, as it changes. */
function useWidth(): [ref: { current: HTMLDivElement | null }, width: number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width));
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** The net as a picture: each unit with the map of what it says, each weight as an edge, orange above 0, blue below. */
export function Network({ columns, maps, pinned, onLook, onPin }: Props) {
  const [ref, room] = useWidth();
  const tallest = Math.max(2, ...columns.map(({ shown }) => shown));
  const unit = columns.length > 5 ? 30 : 38;
  const width = Math.max(room, columns.length * (unit + 34));
  const height = head + tallest * (unit + gap) + foot;
  const across = (c: number): number =>
    columns.length === 1 ? 0 : Math.round((c / (columns.length - 1)) * (width - unit - 44)) + 22;
  const down = (c: number, u: number): number =>
    head + ((tallest - Math.max(1, columns[c].shown)) * (unit + gap)) / 2 + u * (unit + gap);
  const place = { unit, across, down };
  return (
    <div class="network" ref={ref} tabIndex={0} role="group" aria-label="Picture of the net">
      <div class="drawing" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${columns.length - 1} layers of units and the weights between them`}
        >
          {columns.map((_, c) => (c === 0 ? null : <Edges key={c} columns={columns} at={c} place={place} />))}
          {columns.map((column, c) => (
            <text key={c} class="name" x={across(c) + unit / 2} y={12} text-anchor="middle">
              {column.path === undefined ? "x" : column.kinds[0]}
              {column.kinds.length > 1 && (
                <tspan x={across(c) + unit / 2} dy={13}>
                  {column.kinds.slice(1).join(" · ")}
                </tspan>
              )}
            </text>
          ))}
          {columns.map(({ units, shown }, c) =>
            units > shown && shown > 0 ? (
              <text key={c} class="more" x={across(c) + unit / 2} y={down(c, shown) + 9} text-anchor="middle">
                + {units - shown}
              </text>
            ) : null,
          )}
        </svg>
        {columns.map((column, c) =>
          column.shown === 0 ? (
            <div
              class="block"
              key={c}
              style={{ left: `${across(c) - 12}px`, top: `${down(c, 0) - 8}px`, width: `${unit + 24}px` }}
            >
              {column.shape.join(" × ")}
            </div>
          ) : (
            Array.from({ length: column.shown }, (_, u) => {
              const name = column.path === undefined ? undefined : { path: column.path, unit: u };
              const isPinned = name !== undefined && pinned?.path === name.path && pinned.unit === u;
              return (
                <UnitButton
                  key={`${c}.${u}`}
                  left={across(c)}
                  top={down(c, u)}
                  side={unit}
                  values={name === undefined ? undefined : unitMap(maps, name)}
                  ramp={name === undefined && maps !== undefined ? u : undefined}
                  label={name === undefined ? `x${"₁₂₃₄₅₆₇₈"[u]}` : `unit ${u} of ${column.kinds.join(", ")}`}
                  pinned={isPinned}
                  onLook={(looks) => onLook(looks ? name : undefined)}
                  onPin={() => onPin(isPinned ? undefined : name)}
                />
              );
            })
          ),
        )}
      </div>
    </div>
  );
}

interface Geometry {
  readonly unit: number;
  readonly across: (c: number) => number;
  readonly down: (c: number, u: number) => number;
}

function Edges({ columns, at, place }: { columns: readonly Column[]; at: number; place: Geometry }) {
  const { weight, shown } = columns[at];
  const before = columns[at - 1];
  const { unit, across, down } = place;
  const middle = unit / 2;
  const [from, to] = [across(at - 1) + unit, across(at)];
  if (weight === undefined) {
    const y = (c: number): number => down(c, 0) + (Math.max(1, columns[c].shown) * (unit + gap) - gap) / 2;
    return <path class="edge plain" d={`M${from + 12} ${y(at - 1)}L${to - 12} ${y(at)}`} />;
  }
  const reach = reachOf(weight.value);
  const paths = [];
  for (let o = 0; o < shown; o++)
    for (let i = 0; i < before.shown; i++) {
      const w = weight.value[o * before.units + i];
      const [y0, y1] = [down(at - 1, i) + middle, down(at, o) + middle];
      const bend = (to - from) / 2;
      paths.push(
        <path
          key={`${o}.${i}`}
          class="edge"
          d={`M${from} ${y0}C${from + bend} ${y0} ${to - bend} ${y1} ${to} ${y1}`}
          stroke={css(signed(theme.value, w, reach))}
          stroke-width={(0.5 + 4 * (reach > 0 ? Math.abs(w) / reach : 0)).toFixed(1)}
        >
          <title>{`${weight.path}[${o}, ${i}] = ${numbers.short(w)}`}</title>
        </path>,
      );
    }
  return <g data-edges={weight.path}>{paths}</g>;
}

interface UnitProps {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly values: UnitMap | undefined;
  /** Which coordinate the input shows. */
  readonly ramp: number | undefined;
  readonly label: string;
  readonly pinned: boolean;
  readonly onLook: (looks: boolean) => void;
  readonly onPin: () => void;
}

function UnitButton({ left, top, side, values, ramp, label, pinned, onLook, onPin }: UnitProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const look = theme.value;
  useEffect(() => {
    const pixels = values ?? (ramp === undefined || ramp > 1 ? undefined : ramps[ramp]);
    const element = canvas.current!;
    if (pixels === undefined) {
      element.width = 1;
      return;
    }
    if (element.width !== pixels.width) [element.width, element.height] = [pixels.width, pixels.height];
    element
      .getContext("2d")!
      .putImageData(image(signedPixels(look, pixels.values, reachOf(pixels.values)), pixels.width), 0, 0);
  }, [values, ramp, look]);
  const style = { left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` };
  const picture = <canvas ref={canvas} width={1} height={1} />;
  if (values === undefined)
    return (
      <div class="unit" style={style} title={label}>
        {picture}
        {ramp !== undefined && <span>{label}</span>}
      </div>
    );
  return (
    <button
      type="button"
      class="unit"
      style={style}
      aria-label={`Map of ${label}`}
      aria-pressed={pinned}
      title={`${label}: click to keep it on the large map`}
      onMouseEnter={() => onLook(true)}
      onMouseLeave={() => onLook(false)}
      onFocus={() => onLook(true)}
      onBlur={() => onLook(false)}
      onClick={onPin}
    >
      {picture}
    </button>
  );
}

/** Maps of x₁ and x₂ themselves. */
const ramps = [0, 1].map((axis) => {
  const n = 24;
  const at = (i: number): number => (axis === 0 ? i % n : n - 1 - Math.floor(i / n)) - (n - 1) / 2;
  return { width: n, height: n, values: Float32Array.from({ length: n * n }, (_, i) => at(i)) };
});
