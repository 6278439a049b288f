import { useEffect, useRef } from "preact/hooks";
import { css, inkOn, reachOf, signed } from "./colours.ts";
import * as numbers from "./numbers.ts";
import { entry, layoutOf, moved, type Layout } from "./paper.ts";
import { theme } from "./theme.ts";

/** What a heat map shows, and what it tells: a cursor that follows pointer and arrow keys, and a picked entry. */
export interface HeatMapProps {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /** From which magnitude on a colour is full; that of these values unless they share it with others. */
  readonly reach?: number | undefined;
  /** The entry under the pointer or the keyboard's cursor, of this heat map. */
  readonly cursor?: number | undefined;
  /** The entry that was picked, of this heat map. */
  readonly picked?: number | undefined;
  /** Whether an entry takes part in what is under the cursor elsewhere; if there is no such thing, undefined. */
  readonly lit?: ((index: number) => boolean) | undefined;
  readonly onCursor?: (index: number | undefined) => void;
  readonly onPick?: ((index: number) => void) | undefined;
}

/** A tensor as colours, with its numbers where they have room. */
export function HeatMap(props: HeatMapProps) {
  const layout = layoutOf(props.shape);
  const reach = props.reach ?? reachOf(props.values);
  const exponent = isWhole(props.values) ? 0 : numbers.exponentOf(reachOf(props.values));
  return (
    <figure class="heatmap" data-tensor={props.name}>
      <figcaption>
        <b>{props.name}</b> <span class="shape">{numbers.shape(props.shape)}</span>{" "}
        {layout.picture === undefined && exponent !== 0 && <span class="power">{numbers.power(exponent)}</span>}
      </figcaption>
      {layout.picture === undefined ? (
        <Cells {...props} layout={layout} reach={reach} exponent={exponent} />
      ) : (
        <Picture {...props} layout={layout} cell={layout.picture} reach={reach} />
      )}
    </figure>
  );
}

/** Classes and counts, which have neither a magnitude nor decimals. */
const isWhole = (values: ArrayLike<number>): boolean => values instanceof Int32Array;

type Parts = HeatMapProps & { readonly layout: Layout; readonly reach: number };

function keys(props: Parts, index: number, event: KeyboardEvent): number | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  if (event.key === "Enter" || event.key === " ") {
    if (props.onPick === undefined) return undefined;
    props.onPick(index);
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  }
  const to = moved(event.key, index, props.values.length, props.layout.columns);
  if (to === undefined) return undefined;
  event.preventDefault();
  event.stopPropagation();
  props.onCursor?.(to);
  return to;
}

function Cells(props: Parts & { readonly exponent: number }) {
  const { name, shape, values, layout, reach, cursor, picked, lit, onCursor, onPick } = props;
  const { rows, columns, wrapped } = layout;
  const factor = Number(`1e${-props.exponent}`);
  const written = (index: number): string =>
    isWhole(values) ? String(values[index]) : numbers.cell(values[index] * factor);
  const grid = useRef<HTMLTableElement>(null);
  const stop = picked ?? cursor ?? 0;
  const cell = (index: number) => {
    const colour = signed(theme.value, values[index], reach);
    const dim = lit !== undefined && !lit(index);
    return (
      <td
        key={index}
        role="gridcell"
        class={`cell${picked === index ? " picked" : ""}${cursor === index ? " cursor" : ""}${dim ? " dim" : ""}`}
        style={{ background: css(colour), color: css(inkOn(colour)) }}
        tabIndex={index === Math.min(stop, values.length - 1) ? 0 : -1}
        data-index={index}
        aria-label={`${written(index)}: ${entry(name, shape, index)} = ${numbers.short(values[index])}`}
        aria-selected={picked === index}
        title={`${entry(name, shape, index)} = ${numbers.short(values[index])}`}
        onMouseEnter={() => onCursor?.(index)}
        onFocus={() => onCursor?.(index)}
        onClick={() => onPick?.(index)}
      >
        {written(index)}
      </td>
    );
  };
  return (
    <table
      ref={grid}
      role="grid"
      class={`cells${onPick === undefined ? "" : " pickable"}`}
      aria-label={`${name}, ${shape.join(" by ")}`}
      onMouseLeave={() => onCursor?.(undefined)}
      onBlurCapture={() => onCursor?.(undefined)}
      onKeyDown={(event) => {
        const at = Number((event.target as HTMLElement).dataset.index);
        const to = keys(props, at, event);
        if (to !== undefined) grid.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus();
      }}
    >
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          <tr role="row" key={row}>
            {wrapped && (
              <th scope="row" class="from" title="The row goes on">
                {row * columns}
              </th>
            )}
            {Array.from({ length: Math.min(columns, values.length - row * columns) }, (_, column) =>
              cell(row * columns + column),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Picture(props: Parts & { readonly cell: { readonly width: number; readonly height: number } }) {
  const { name, shape, values, layout, cell, reach, cursor, picked, lit, onCursor, onPick } = props;
  const { rows, columns } = layout;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = [cell.width * columns, cell.height * rows];
  const current = theme.value;

  useEffect(() => {
    const scale = window.devicePixelRatio || 1;
    const pen = canvas.current!.getContext("2d")!;
    canvas.current!.width = width * scale;
    canvas.current!.height = height * scale;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const rectangle = (i: number): [number, number, number, number] => [
      (i % columns) * cell.width,
      Math.floor(i / columns) * cell.height,
      cell.width,
      cell.height,
    ];
    for (let i = 0; i < rows * columns; i++) {
      pen.globalAlpha = lit === undefined || lit(i) ? 1 : 0.3;
      pen.fillStyle = css(signed(current, values[i], reach));
      pen.fillRect(...rectangle(i));
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = current === "light" ? "#10141c" : "#ffffff";
    pen.lineWidth = 2;
    for (const index of [cursor, picked]) if (index !== undefined) pen.strokeRect(...rectangle(index));
  }, [values, rows, columns, reach, cursor, picked, lit, current, width, height]);

  const under = (event: MouseEvent): number => {
    const box = canvas.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    return Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column));
  };
  const at = cursor ?? picked;
  const readout = at === undefined ? "" : `${entry(name, shape, at)} = ${numbers.short(values[at])}`;
  return (
    <canvas
      ref={canvas}
      class={onPick === undefined ? "" : "pickable"}
      style={{ width: `${width}px`, aspectRatio: `${width} / ${height}` }}
      tabIndex={0}
      role="application"
      aria-roledescription="heat map"
      aria-label={`${name}, ${shape.join(" by ")}; arrow keys move${readout === "" ? "" : `: ${readout}`}`}
      onMouseMove={(event) => onCursor?.(under(event))}
      onMouseLeave={() => onCursor?.(undefined)}
      onBlur={() => onCursor?.(undefined)}
      onClick={(event) => onPick?.(under(event))}
      onKeyDown={(event) => void keys(props, at ?? 0, event)}
    />
  );
}
