import type { SourceKind } from "../model/configuration.ts";

type Dot = readonly [x: number, y: number, kind: 0 | 1 | 2];

const around = (n: number, f: (share: number) => readonly Dot[]): Dot[] =>
  Array.from({ length: n }, (_, i) => f(i / n)).flat();

/** What the points of a source look like, in a square from −1 to 1. */
const dots: Readonly<Partial<Record<SourceKind, readonly Dot[]>>> = {
  xor: around(5, (s) => {
    const [a, b] = [0.35 + 0.4 * ((s * 7.3) % 1), 0.35 + 0.4 * ((s * 3.7 + 0.4) % 1)];
    return [
      [a, b, 1],
      [-b, -a, 1],
      [-a, b, 0],
      [b, -a, 0],
    ];
  }),
  spirals: around(12, (s) => {
    const [angle, radius] = [1 + s * 6.5, 0.12 + s * 0.78];
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return [
      [x, y, 0],
      [-x, -y, 1],
    ];
  }),
  circles: [
    ...around(12, (s): Dot[] => [[0.82 * Math.cos(s * 6.283), 0.82 * Math.sin(s * 6.283), 0]]),
    ...around(6, (s): Dot[] => [[0.32 * Math.cos(s * 6.283), 0.32 * Math.sin(s * 6.283), 1]]),
  ],
  moons: around(8, (s) => {
    const [c, d] = [Math.cos(s * 3.4), Math.sin(s * 3.4)];
    return [
      [0.6 * c - 0.25, 0.62 * d - 0.1, 0],
      [-0.6 * c + 0.25, -0.62 * d + 0.1, 1],
    ];
  }),
  blobs: around(6, (s) => {
    const [a, b] = [0.2 * Math.cos(s * 6.3), 0.2 * Math.sin(s * 12.6 + 1)];
    return [
      [a - 0.5, b + 0.45, 0],
      [b + 0.5, a + 0.4, 1],
      [a, b - 0.5, 2],
    ];
  }),
  points: [
    [-0.5, 0.35, 0],
    [-0.15, -0.4, 0],
    [0.45, 0.1, 1],
  ],
};

/** A small picture of a source of data. */
export function SourceIcon({ kind }: { readonly kind: SourceKind }) {
  const at = (v: number): string => (16 + 14 * v).toFixed(1);
  return (
    <svg class="icon" viewBox="0 0 32 32" aria-hidden="true">
      {(dots[kind] ?? []).map(([x, y, k]) => (
        <circle key={`${x} ${y}`} class={`class${k}`} cx={at(x)} cy={at(-y)} r={kind === "points" ? 3 : 1.9} />
      ))}
      {kind === "points" && <path class="stroke" d="M24 22v7M20.5 25.5h7" />}
      {kind === "plane" &&
        [0, 1, 2, 3, 4].flatMap((r) =>
          [0, 1, 2, 3, 4].map((c) => {
            const v = c - 2 + (2 - r) * 0.7;
            return (
              <rect
                key={`${r} ${c}`}
                class={v < 0 ? "class0" : "class1"}
                opacity={0.15 + Math.abs(v) / 4}
                x={3.5 + 5 * c}
                y={3.5 + 5 * r}
                width="4.4"
                height="4.4"
              />
            );
          }),
        )}
      {kind === "digits" && <path class="stroke thick" d="M21 6.5h-8.5l-1 8c6-3 10.5 0 9 5.5-1.5 5-7.5 6-11 3" />}
      {kind === "csv" && <path class="stroke" d="M4.5 6.5h23v19h-23zM4.5 12.5h23M4.5 19h23M12 6.5v19M20 6.5v19" />}
    </svg>
  );
}
