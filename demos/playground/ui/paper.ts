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

/** Where an arrow key leads, or undefined for another key. */
export function moved(key: string, index: number, rows: number, columns: number): number | undefined {
  const [row, column] = [Math.floor(index / columns), index % columns];
  if (key === "ArrowLeft") return row * columns + Math.max(0, column - 1);
  if (key === "ArrowRight") return row * columns + Math.min(columns - 1, column + 1);
  if (key === "ArrowUp") return Math.max(0, row - 1) * columns + column;
  if (key === "ArrowDown") return Math.min(rows - 1, row + 1) * columns + column;
  if (key === "Home") return row * columns;
  if (key === "End") return row * columns + columns - 1;
  return undefined;
}
