/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/**
 * Outlines of where `field` is at least `level`, as closed loops in grid units; holes run the other way round than what
 * they are in. `field` has width × height values, row after row. (Marching squares.)
 */
export function contours(field: ArrayLike<number>, width: number, height: number, level: number): Point[][] {
  const inside = (c: number, r: number): boolean => value(c, r) >= level;
  const value = (c: number, r: number): number =>
    c < 0 || r < 0 || c >= width || r >= height ? -Infinity : field[r * width + c];

  // Around the grid lies a rim that is outside and takes no room: its nodes stand where those of the border do. So every
  // outline is closed, along the border if need be. Edges of cells are numbered: 2 node for the one from a node to the
  // right, 2 node + 1 for the one downwards.
  const columns = width + 2;
  const number = (c: number, r: number, downwards: 0 | 1): number => 2 * ((r + 1) * columns + c + 1) + downwards;
  const clamp = (v: number, n: number): number => Math.min(n - 1, Math.max(0, v));
  const crossing = (edge: number): Point => {
    const node = edge >> 1;
    const [c, r] = [(node % columns) - 1, Math.floor(node / columns) - 1];
    const [c1, r1] = edge % 2 === 0 ? [c + 1, r] : [c, r + 1];
    const [v, v1] = [value(c, r), value(c1, r1)];
    const share = Number.isFinite(v) && Number.isFinite(v1) ? (level - v) / (v1 - v) : 0;
    const from: Point = [clamp(c, width), clamp(r, height)];
    return [from[0] + share * (clamp(c1, width) - from[0]), from[1] + share * (clamp(r1, height) - from[1])];
  };

  // In each cell, walked around clockwise, an outline cuts off every run of corners inside: from the edge where the walk
  // leaves the run to the one where it came in. The neighbour's walk passes an edge in the other direction, so there the
  // outline goes on.
  const next = new Map<number, number>();
  for (let r = -1; r < height; r++)
    for (let c = -1; c < width; c++) {
      const corners = [inside(c, r), inside(c + 1, r), inside(c + 1, r + 1), inside(c, r + 1)];
      const edges = [number(c, r, 0), number(c + 1, r, 1), number(c, r + 1, 0), number(c, r, 1)];
      for (let entry = 0; entry < 4; entry++) {
        if (corners[entry] || !corners[(entry + 1) % 4]) continue;
        let exit = entry + 1;
        while (corners[(exit + 1) % 4]) exit++;
        next.set(edges[exit % 4], edges[entry]);
      }
    }

  const loops: Point[][] = [];
  for (const [start] of next) {
    const loop: Point[] = [];
    for (let edge: number | undefined = start; edge !== undefined && next.has(edge);) {
      loop.push(crossing(edge));
      const following: number = next.get(edge)!;
      next.delete(edge);
      edge = following;
    }
    loops.push(loop);
  }
  return loops;
}

/** The loop without the points that are nearer than `tolerance` to the line between those kept (Ramer, Douglas, Peucker). */
export function simplified(loop: readonly Point[], tolerance: number): Point[] {
  const half = loop.length >> 1;
  return [...thinned(loop.slice(0, half + 1), tolerance), ...thinned([...loop.slice(half), loop[0]], tolerance)];
}

/** A part of the loop, thinned, without its last point. */
function thinned(line: readonly Point[], tolerance: number): Point[] {
  const [first] = line;
  const last = line[line.length - 1];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  const distance = ([x, y]: Point): number =>
    length === 0
      ? Math.hypot(x - first[0], y - first[1])
      : Math.abs(dx * (y - first[1]) - dy * (x - first[0])) / length;
  let farthest = 0;
  for (let i = 1; i < line.length - 1; i++) if (distance(line[i]) > distance(line[farthest])) farthest = i;
  if (farthest === 0 || distance(line[farthest]) <= tolerance) return [first];
  return [...thinned(line.slice(0, farthest + 1), tolerance), ...thinned(line.slice(farthest), tolerance)];
}
