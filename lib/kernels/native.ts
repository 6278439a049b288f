import { heap } from "../heap.ts";
import { platform } from "../platform.ts";
import type { DType } from "../tensor.ts";
import { binary } from "./binary.ts";

type N = number;

/** The exports of wasm/index.ts for one precision: a pointer is a byte address, a count counts elements. */
export interface Native {
  map(op: N, n: N, x: N, y: N, a: N, b: N): void;
  zip(op: N, n: N, x: N, y: N, z: N, a: N, b: N): void;
  clear(n: N, y: N): void;
  reduce(op: N, n: N, x: N): N;
  firstOutside(n: N, x: N, low: N, high: N): N;
  gemm(m: N, n: N, k: N, a: N, ra: N, ca: N, b: N, rb: N, cb: N, c: N, ldc: N, start: N, row: N, work: N): void;
  gemms(
    count: N,
    m: N,
    n: N,
    k: N,
    a: N,
    ra: N,
    ca: N,
    sa: N,
    b: N,
    rb: N,
    cb: N,
    sb: N,
    c: N,
    ldc: N,
    sc: N,
    start: N,
    work: N,
  ): void;
  addColumnSums(rows: N, cols: N, x: N, out: N): void;
  scaleRows(rows: N, cols: N, s: N, y: N): void;
  attend(batch: N, heads: N, queries: N, keys: N, s: N, pad: N, mask: N, step: N, scale: N, causal: N, p: N): void;
  attendBackward(rows: N, keys: N, dp: N, p: N, scale: N, ds: N): void;
  rotate(batch: N, time: N, ld: N, at: N, pieces: N, size: N, angles: N, sense: N, y: N): void;
  softmax(rows: N, cols: N, x: N, y: N): void;
  softmaxBackward(rows: N, cols: N, dy: N, y: N, dx: N): void;
  logSoftmax(rows: N, cols: N, x: N, y: N): void;
  logSoftmaxBackward(rows: N, cols: N, dy: N, y: N, dx: N): void;
  logSumExp(rows: N, cols: N, x: N, out: N, work: N): void;
  maxPieces(rows: N, pieces: N, cols: N, x: N, y: N, k: N): void;
  maxPiecesBackward(rows: N, pieces: N, cols: N, dy: N, k: N, dx: N): void;
  sumPieces(rows: N, pieces: N, cols: N, x: N, y: N): void;
  repeatPieces(rows: N, pieces: N, cols: N, x: N, y: N): void;
  transpose(rows: N, cols: N, x: N, y: N): void;
  swapPieces(rows: N, pieces: N, cols: N, x: N, y: N): void;
  glu(rows: N, cols: N, x: N, y: N): void;
  gluBackward(rows: N, cols: N, dy: N, x: N, dx: N): void;
  monomials(rows: N, n: N, count: N, x: N, plan: N, y: N): void;
  monomialsBackward(rows: N, n: N, count: N, x: N, y: N, plan: N, g: N, dx: N): void;
  squaredDistances(rows: N, n: N, count: N, x: N, c: N, a: N, y: N): void;
  squaredDistancesBackward(rows: N, n: N, count: N, x: N, c: N, g: N, dx: N): void;
  addCentresBackward(rows: N, n: N, count: N, x: N, c: N, g: N, dc: N): void;
  copyLines(rows: N, cols: N, x: N, ldx: N, y: N, ldy: N): void;
  strided(n0: N, n1: N, n2: N, n3: N, s0: N, s1: N, s2: N, s3: N, x: N, y: N): void;
  lookup(rows: N, cols: N, w: N, t: N, y: N): void;
  addLookupBackward(rows: N, cols: N, dy: N, t: N, skip: N, dw: N): void;
  limitRows(rows: N, cols: N, t: N, most: N, w: N): void;
  take(rows: N, n: N, m: N, cols: N, x: N, t: N, y: N): void;
  takeBackward(rows: N, n: N, m: N, cols: N, dy: N, t: N, dx: N): void;
  bagSums(bags: N, total: N, cols: N, w: N, t: N, o: N, skip: N, mean: N, y: N): void;
  addBagSumsBackward(bags: N, total: N, cols: N, dy: N, t: N, o: N, skip: N, mean: N, dw: N): void;
  bagMax(bags: N, total: N, cols: N, w: N, t: N, o: N, skip: N, y: N, k: N): void;
  addBagMaxBackward(bags: N, cols: N, dy: N, k: N, dw: N): void;
  nll(rows: N, cols: N, y: N, t: N, w: N, smoothing: N, ignore: N, l: N, total: N): N;
  nllBackward(rows: N, cols: N, t: N, w: N, smoothing: N, ignore: N, a: N, dy: N): void;
  softNll(rows: N, cols: N, y: N, t: N, w: N, smoothing: N, l: N): void;
  softNllBackward(rows: N, cols: N, t: N, w: N, smoothing: N, a: N, dy: N): void;
  addMeans(batch: N, groups: N, len: N, own: N, a: N, x: N, out: N): void;
  addVariances(batch: N, groups: N, len: N, own: N, a: N, x: N, mean: N, out: N): void;
  // prettier-ignore
  normalise(batch: N, groups: N, channels: N, space: N, own: N, x: N, mean: N, rstd: N, w: N, b: N, y: N): void;
  // prettier-ignore
  addNormaliseSums(batch: N, groups: N, channels: N, space: N, own: N, dy: N, x: N, mean: N, rstd: N, w: N, p: N, q: N, db: N, dw: N): void;
  // prettier-ignore
  normaliseBackward(batch: N, groups: N, channels: N, space: N, own: N, a: N, dy: N, x: N, mean: N, rstd: N, w: N, p: N, q: N, dx: N): void;
  mix(n: N, a: N, b: N, d: N, y: N): void;
  windowSums(batch: N, channels: N, space: N, before: N, after: N, x: N, z: N): void;
  rowDots(rows: N, cols: N, x: N, y: N, out: N): void;
  keep(n: N, threshold: N, v: N, state: N, y: N): void;
  normals(n: N, s: N, state: N, y: N): void;
  sgd(n: N, w: N, g: N, v: N, lr: N, momentum: N, undamped: N, decay: N, nesterov: N, first: N): void;
  adam(n: N, w: N, g: N, m: N, v: N, top: N, alpha: N, b1: N, b2: N, rho: N, eps: N, l2: N, keep: N): void;
  copyRuns(a: N, b: N, c: N, x: N, xa: N, xb: N, y: N, ya: N, yb: N): void;
  hold(steps: N, rows: N, cols: N, x: N, ld: N, lengths: N, first: N, y: N): void;
  rnnBackward(n: N, h: N, relu: N, dh: N, a: N): void;
  lstmForward(rows: N, n: N, before: N, s: N, h: N): void;
  lstmBackward(rows: N, n: N, before: N, s: N, dc: N, dh: N, a: N): void;
  gruForward(rows: N, n: N, before: N, u: N, s: N, h: N): void;
  gruBackward(rows: N, n: N, before: N, s: N, dh: N, u: N, a: N): void;
  correlate(n: N, plan: N, x: N, w: N, bias: N, y: N, room: N, work: N): void;
  correlateBackward(n: N, plan: N, channels: N, dy: N, w: N, bias: N, dx: N, room: N, work: N): void;
  addCorrelateWeights(n: N, plan: N, x: N, dy: N, dw: N, room: N, work: N): void;
  unfold(n: N, plan: N, x: N, y: N): void;
  fold(n: N, plan: N, y: N, x: N): void;
  gather(planes: N, n: N, m: N, step: N, x: N, index: N, fill: N, y: N): void;
  addScatter(planes: N, n: N, m: N, step: N, dy: N, index: N, dx: N): void;
  invertIndex(planes: N, n: N, m: N, index: N, inverse: N): void;
  maxPool(planes: N, h: N, w: N, oh: N, ow: N, dh: N, dw: N, x: N, windows: N, y: N, k: N): void;
  avgPool(planes: N, h: N, w: N, oh: N, ow: N, divisor: N, x: N, windows: N, y: N): void;
  avgPoolBackward(planes: N, h: N, w: N, oh: N, ow: N, divisor: N, dy: N, windows: N, dx: N): void;
  interpolate(planes: N, h: N, w: N, oh: N, ow: N, x: N, neighbours: N, shares: N, y: N): void;
  interpolateBackward(planes: N, h: N, w: N, oh: N, ow: N, dy: N, neighbours: N, shares: N, dx: N): void;
  scaleColumns(rows: N, cols: N, s: N, y: N): void;
  cosines(rows: N, cols: N, x: N, y: N, eps: N, c: N): void;
  cosinesBackward(rows: N, cols: N, g: N, x: N, y: N, eps: N, dx: N): void;
  distances(rows: N, cols: N, x: N, y: N, p: N, eps: N, d: N): void;
  distancesBackward(rows: N, cols: N, g: N, d: N, x: N, y: N, p: N, eps: N, dx: N): void;
  unitRows(rows: N, cols: N, x: N, eps: N, y: N): void;
  unitRowsBackward(rows: N, cols: N, dy: N, x: N, y: N, eps: N, dx: N): void;
  multiMargin(rows: N, cols: N, y: N, t: N, w: N, p: N, margin: N, l: N): void;
  multiMarginBackward(rows: N, cols: N, y: N, t: N, w: N, p: N, margin: N, a: N, dy: N): void;
  multiLabelMargin(rows: N, cols: N, y: N, t: N, l: N): void;
  multiLabelMarginBackward(rows: N, cols: N, y: N, t: N, a: N, dy: N): void;
  ctc(r: N, steps: N, classes: N, width: N, y: N, t: N, n: N, blank: N, mean: N, finite: N, alpha: N, l: N): void;
  ctcBackward(
    rows: N,
    steps: N,
    classes: N,
    width: N,
    y: N,
    t: N,
    n: N,
    blank: N,
    a: N,
    mean: N,
    alpha: N,
    dy: N,
  ): void;
}

let float32: Native | undefined;
let float64: Native | undefined;
let tried = false;

/** The WebAssembly kernels, compiled at the first call; undefined where the engine or a page's policy refuses them. */
export function native(dtype: DType): Native | undefined {
  if (!tried) load();
  return dtype === "float64" ? float64 : float32;
}

function load(): void {
  tried = true;
  const { memory } = heap;
  const { WebAssembly } = platform;
  try {
    if (memory === undefined || WebAssembly === undefined) throw new Error("WebAssembly is not available");
    const bytes = Uint8Array.from(platform.atob(binary), (c) => c.charCodeAt(0));
    if (heap.shared) shareMemory(bytes);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    const { gemmWork } = exports as { gemmWork: () => number };
    if (gemmWork() > heap.scratch - heap.work) throw new Error("the products need more work space than the heap has");
    float32 = ofPrecision(exports, "32");
    float64 = ofPrecision(exports, "64");
  } catch (error) {
    platform.console.warn(
      `fprop: no WebAssembly kernels (${String(error)}); plain JavaScript gives the same numbers, more slowly.`,
    );
  }
}

/** The exports whose names end in `bits`, without that ending. */
function ofPrecision(exports: Readonly<Record<string, unknown>>, bits: "32" | "64"): Native {
  const own = Object.entries(exports).filter(([name]) => name.endsWith(bits));
  return Object.fromEntries(own.map(([name, kernel]) => [name.slice(0, -2), kernel])) as unknown as Native;
}

/** Turns the import of a memory with a maximum (limits 0x01) into the import of a shared one (0x03). */
function shareMemory(bytes: Uint8Array): void {
  const name = [3, ...Array.from("env", (c) => c.charCodeAt(0)), 6, ...Array.from("memory", (c) => c.charCodeAt(0)), 2];
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  bytes[at + name.length] = 3;
}
