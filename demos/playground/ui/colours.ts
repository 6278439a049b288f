/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

export type Theme = "light" | "dark";

/** Told apart by colour-blind eyes too (after Tol and Okabe–Ito); class 0 is the blue of negative, 1 the orange of positive. */
const classes: Readonly<Record<Theme, readonly Colour[]>> = {
  light: [
    [37, 99, 201],
    [214, 105, 16],
    [14, 138, 107],
    [176, 58, 140],
    [126, 112, 0],
    [94, 74, 200],
    [180, 40, 60],
    [0, 128, 160],
    [110, 90, 70],
    [90, 100, 115],
  ],
  dark: [
    [110, 168, 255],
    [255, 165, 82],
    [63, 207, 170],
    [240, 130, 205],
    [222, 205, 80],
    [170, 150, 255],
    [255, 125, 135],
    [80, 200, 235],
    [205, 178, 150],
    [170, 182, 200],
  ],
};

/** Zero, and the farthest on either side; the middle is the page's own card. */
const scale: Readonly<Record<Theme, { below: Colour; zero: Colour; above: Colour }>> = {
  light: { below: [37, 99, 201], zero: [255, 255, 255], above: [224, 112, 16] },
  dark: { below: [92, 156, 255], zero: [28, 33, 44], above: [255, 152, 56] },
};

export const classColour = (theme: Theme, k: number): Colour => classes[theme][k % classes[theme].length];

/** From a, for share 0, to b, for share 1. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  const between = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * share);
  return [between(0), between(1), between(2)];
}

/**
 * The colour of a signed number, blue below 0 and orange above, full from `reach` on. Small numbers are seen: the
 * strength is the root of the share. What is no number is violet.
 */
export function signed(theme: Theme, value: number, reach: number): Colour {
  if (!Number.isFinite(value)) return [150, 60, 190];
  const { below, zero, above } = scale[theme];
  const share = reach > 0 ? Math.min(1, Math.abs(value) / reach) : 0;
  return mix(zero, value < 0 ? below : above, Math.sqrt(share));
}

/** Relative luminance (WCAG 2). */
export function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Colour, b: Colour): number {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
}

const inks: readonly Colour[] = [
  [0, 0, 0],
  [255, 255, 255],
];

/** Black or white, whichever is read better on this ground: one of them has a contrast of √21 at least. */
export function inkOn(ground: Colour): Colour {
  return contrast(ground, inks[0]) >= contrast(ground, inks[1]) ? inks[0] : inks[1];
}

export const css = ([r, g, b]: Colour): string => `rgb(${r} ${g} ${b})`;

/**
 * A decision map's pixels (RGBA, row after row): each in the colour of the class that is ahead, towards the ground where
 * it is not far ahead. `winners` has a class for every pixel and `surety` from 0 to 1.
 */
export function mapPixels(
  theme: Theme,
  winners: ArrayLike<number>,
  surety: ArrayLike<number>,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * winners.length);
  const { zero } = scale[theme];
  const colours = classes[theme];
  for (let i = 0; i < winners.length; i++) {
    const colour = colours[winners[i] % colours.length];
    const share = 0.12 + 0.5 * Math.min(1, Math.max(0, surety[i]));
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = zero[c] + (colour[c] - zero[c]) * share;
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** Pixels of signed numbers: a hidden unit's map, or a regression's. */
export function signedPixels(theme: Theme, values: ArrayLike<number>, reach: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length);
  const { below, zero, above } = scale[theme];
  for (let i = 0; i < values.length; i++) {
    const side = values[i] < 0 ? below : above;
    const share = reach > 0 ? Math.min(1, Math.abs(values[i]) / reach) : 0;
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = zero[c] + (side[c] - zero[c]) * share;
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** The largest magnitude, from which on a colour is full. */
export function reachOf(values: ArrayLike<number>): number {
  let reach = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > reach && size < Infinity) reach = size;
  }
  return reach;
}
