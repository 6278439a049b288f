import type { Numbers } from "../../tensor.ts";
import { real } from "./real.ts";

export function gather(y: Numbers, x: Numbers, index: Numbers, planes: number, fill: number): void {
  const [m, n] = [y.length / planes, x.length / planes];
  for (let i = 0; i < y.length; i++) {
    const at = index[i % index.length];
    y[i] = at < 0 ? fill : x[Math.floor(i / m) * n + at];
  }
}

export function addScatter(dx: Numbers, dy: Numbers, index: Numbers, planes: number): void {
  const { r } = real(dx);
  const [m, n] = [dy.length / planes, dx.length / planes];
  for (let i = 0; i < dy.length; i++) {
    const at = Math.floor(i / m) * n + index[i % index.length];
    if (index[i % index.length] >= 0) dx[at] = r(dx[at] + dy[i]);
  }
}

export function invertIndex(inverse: Numbers, index: Numbers, planes: number): void {
  const [m, n] = [index.length / planes, inverse.length / planes];
  inverse.fill(-1);
  for (let i = 0; i < index.length; i++) if (index[i] >= 0) inverse[Math.floor(i / m) * n + index[i]] = i % m;
}
