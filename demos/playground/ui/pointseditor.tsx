import { useEffect, useRef, useState } from "preact/hooks";
import type { OwnPoint } from "../model/configuration.ts";
import { limits } from "../model/limits.ts";
import { classColour, css } from "./colours.ts";
import { Segments } from "./fields.tsx";
import { theme } from "./theme.ts";

interface Props {
  readonly points: readonly OwnPoint[];
  readonly onChange: (points: readonly OwnPoint[]) => void;
}

const side = 220;
/** Points stand between −reach and reach. */
const reach = 3;
/** What the arrow keys move by. */
const stride = 0.25;

const clamp = (v: number): number => Math.min(reach, Math.max(-reach, v));
const rounded = (v: number): number => Math.round(v * 100) / 100;

/** A plane to click points into; Shift and click takes the nearest one away. Arrow keys, Enter and Delete do the same. */
export function PointsEditor({ points, onChange }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [kind, setKind] = useState("0");
  const [cross, setCross] = useState<readonly [number, number] | undefined>(undefined);
  const look = theme.value;
  const classes = Math.min(8, Math.max(2, ...points.map(([, , k]) => k + 1)));
  const offered = Array.from({ length: Math.min(8, classes + 1) }, (_, k) => String(k));

  useEffect(() => {
    const scale = window.devicePixelRatio || 1;
    const element = canvas.current!;
    [element.width, element.height] = [side * scale, side * scale];
    const pen = element.getContext("2d")!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const at = (v: number): number => ((v + reach) / (2 * reach)) * side;
    pen.strokeStyle = look === "light" ? "#dfe3ea" : "#2b3446";
    pen.beginPath();
    pen.moveTo(at(0), 0);
    pen.lineTo(at(0), side);
    pen.moveTo(0, at(0));
    pen.lineTo(side, at(0));
    pen.stroke();
    for (const [x, y, k] of points) {
      pen.beginPath();
      pen.arc(at(x), at(-y), 4, 0, 2 * Math.PI);
      pen.fillStyle = css(classColour(look, k));
      pen.fill();
    }
    if (cross === undefined) return;
    pen.strokeStyle = look === "light" ? "#10141c" : "#fff";
    const [x, y] = [at(cross[0]), at(-cross[1])];
    pen.beginPath();
    pen.moveTo(x - 7, y);
    pen.lineTo(x + 7, y);
    pen.moveTo(x, y - 7);
    pen.lineTo(x, y + 7);
    pen.stroke();
  }, [points, cross, look]);

  const put = ([x, y]: readonly [number, number]): void => {
    if (points.length < limits.points) onChange([...points, [rounded(x), rounded(y), Number(kind)]]);
  };
  const take = ([x, y]: readonly [number, number]): void => {
    const away = points.map(([px, py]) => (px - x) ** 2 + (py - y) ** 2);
    const nearest = away.indexOf(Math.min(...away));
    if (nearest >= 0) onChange(points.toSpliced(nearest, 1));
  };
  const keys = (event: KeyboardEvent): void => {
    const at = cross ?? [0, 0];
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-stride, 0],
      ArrowRight: [stride, 0],
      ArrowUp: [0, stride],
      ArrowDown: [0, -stride],
    };
    const move = moves[event.key];
    if (move !== undefined) setCross([clamp(at[0] + move[0]), clamp(at[1] + move[1])]);
    else if (event.key === "Enter" || event.key === " ") put(at);
    else if (event.key === "Delete" || event.key === "Backspace") take(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="editor">
      <Segments
        label="Class of the next point"
        name="pointclass"
        value={kind}
        options={offered.map((k) => ({ value: k, label: <i class={`dot class${k}`}>{k}</i> }))}
        onChange={setKind}
      />
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-roledescription="plane of points"
        aria-label={`${points.length} points. Arrow keys move the cross, Enter puts a point of class ${kind}, Delete takes the nearest away.`}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const place = [
            rounded(((event.clientX - box.left) / box.width) * 2 * reach - reach),
            rounded(reach - ((event.clientY - box.top) / box.height) * 2 * reach),
          ] as const;
          if (event.shiftKey) take(place);
          else put(place);
        }}
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) setCross((c) => c ?? [0, 0]);
        }}
        onBlur={() => setCross(undefined)}
        onKeyDown={keys}
      />
      <p class="hint">
        {points.length} of at most {limits.points}. Click to add, Shift and click to take away.{" "}
        <button type="button" class="link" onClick={() => onChange([])} disabled={points.length === 0}>
          Clear
        </button>
      </p>
    </div>
  );
}
