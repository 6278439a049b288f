import { extent, thinned, type Line } from "./lines.ts";
import * as numbers from "./numbers.ts";

export type { Line } from "./lines.ts";

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly log?: boolean;
  /** Fixed ends of the scale, for shares. */
  readonly range?: readonly [number, number];
  readonly height?: number;
  /** How values and ticks are written. */
  readonly format?: (v: number) => string;
  readonly tick?: (v: number) => string;
}

const [width, left, right, top, bottom] = [340, 44, 8, 8, 20];

/** Curves over steps, with a legend that says where each of them stands now. */
export function Chart({
  title,
  lines,
  log = false,
  range,
  height = 132,
  format = numbers.short,
  tick = numbers.tick,
}: Props) {
  const [low, high] = range ?? extent(lines, log);
  const on = (v: number): number => (log ? Math.log(Math.max(v, low)) : v);
  const last = Math.max(1, ...lines.map(({ steps }) => (steps.length > 0 ? steps[steps.length - 1] : 0)));
  const x = (step: number): number => left + (step / last) * (width - left - right);
  const y = (v: number): number =>
    top + (1 - Math.min(1, Math.max(0, (on(v) - on(low)) / (on(high) - on(low))))) * (height - top - bottom);
  const path = (line: Line): string =>
    thinned(line, 400)
      .map(([step, v], i) => `${i === 0 ? "M" : "L"}${x(step).toFixed(1)} ${y(v).toFixed(1)}`)
      .join("");
  const latest = ({ values }: Line): string => (values.length === 0 ? "–" : format(values[values.length - 1]));
  return (
    <figure class="chart" data-chart={title}>
      <figcaption>
        <b>{title}</b>
        {lines.map((line) => (
          <span class={`key ${line.style}`} key={line.name}>
            {line.name} <output>{latest(line)}</output>
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${title}: ${lines.map((line) => `${line.name} ${latest(line)}`).join(", ")}`}
      >
        {(log ? numbers.logTicks(low, high) : numbers.ticks(low, high, 3)).map((v) => (
          <g class="tick" key={v}>
            <path d={`M${left} ${y(v).toFixed(1)}H${width - right}`} />
            <text x={left - 6} y={y(v) + 3.5} text-anchor="end">
              {tick(v)}
            </text>
          </g>
        ))}
        {numbers.ticks(0, last, Math.min(3, last)).map((step) => (
          <text
            class="step"
            key={step}
            x={x(step)}
            y={height - 6}
            text-anchor={step === 0 ? "start" : step > last * 0.95 ? "end" : "middle"}
          >
            {numbers.count(step)}
          </text>
        ))}
        {lines.map((line) => (
          <path class={`curve ${line.style}`} key={line.name} d={path(line)} />
        ))}
      </svg>
    </figure>
  );
}
