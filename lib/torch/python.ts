/** Python as text. */

export type Argument = number | boolean | string | undefined | null | readonly Argument[] | Raw;
/** Python that stands as it is. */
export interface Raw {
  readonly raw: string;
}
export const raw = (text: string): Raw => ({ raw: text });

export function python(value: Argument): string {
  if (value === undefined || value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number")
    return Number.isNaN(value)
      ? 'float("nan")'
      : Math.abs(value) === Infinity
        ? `float("${value < 0 ? "-" : ""}inf")`
        : `${value}`;
  if ("raw" in value) return value.raw;
  return value.length === 1 ? `(${python(value[0])},)` : `(${value.map(python).join(", ")})`;
}

/** A call, with keywords whose value is another than the default alone: `nn.Linear(2, 3, bias=False)`. */
export function call(
  name: string,
  given: readonly Argument[],
  keywords: Readonly<Record<string, readonly [value: Argument, usual: Argument]>> = {},
): string {
  const others = Object.entries(keywords).filter(([, [value, usual]]) => python(value) !== python(usual));
  return `${name}(${[...given.map(python), ...others.map(([key, [value]]) => `${key}=${python(value)}`)].join(", ")})`;
}

/** Lines further in by so many steps. */
export const indent = (text: string, steps = 1): string => text.replace(/^(?=.)/gm, "    ".repeat(steps));

/** Numbers for all axes: one, where they are the same. */
export const each = (numbers: readonly number[]): Argument => (new Set(numbers).size === 1 ? numbers[0] : numbers);
