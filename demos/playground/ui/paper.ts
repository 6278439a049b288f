/* Tensors on paper: where their entries stand, and what they are called. */

/** Rows and columns of a tensor on paper: its last axis runs to the right, all others downwards. */
export function paper(shape: readonly number[]): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/** The place of an entry, as indices: [2, 0, 1]. */
export function place(shape: readonly number[], index: number): number[] {
  const indices: number[] = [];
  for (const size of [...shape].reverse()) {
    indices.unshift(index % size);
    index = Math.floor(index / size);
  }
  return indices;
}

export const entry = (name: string, shape: readonly number[], index: number): string =>
  `${name}[${place(shape, index).join(", ")}]`;

/** How a tensor is laid out: numbers in cells, or a picture whose cells are so large; a long row goes on in other lines. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly picture: { readonly width: number; readonly height: number } | undefined;
  /** Whether lines are parts of one row. */
  readonly wrapped: boolean;
}

/** Above these, cells have no room for numbers. */
const [mostRows, mostColumns, line, mostWrapped] = [12, 10, 8, 64];

export function layoutOf(shape: readonly number[]): Layout {
  const [rows, columns] = paper(shape);
  if (rows <= mostRows && columns <= mostColumns) return { rows, columns, picture: undefined, wrapped: false };
  if (rows === 1 && columns <= mostWrapped)
    return { rows: Math.ceil(columns / line), columns: line, picture: undefined, wrapped: true };
  const between = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, Math.floor(v)));
  const picture = { width: between(320 / columns, 3, 28), height: between(288 / rows, 3, 20) };
  return { rows, columns, picture, wrapped: false };
}

/** Where an arrow key leads among `size` entries in lines of so many columns, or undefined for another key. */
export function moved(key: string, index: number, size: number, columns: number): number | undefined {
  const [first, last] = [index - (index % columns), Math.min(size, index - (index % columns) + columns) - 1];
  if (key === "ArrowLeft") return Math.max(first, index - 1);
  if (key === "ArrowRight") return Math.min(last, index + 1);
  if (key === "ArrowUp") return index >= columns ? index - columns : index;
  if (key === "ArrowDown") return index + columns < size ? index + columns : index;
  if (key === "Home") return first;
  if (key === "End") return last;
  return undefined;
}
