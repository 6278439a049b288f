import { heap } from "../heap.ts";
import { binary } from "./binary.ts";

type N = number;
type Pair<Name extends string, F> = { readonly [K in `${Name}${32 | 64}`]: F };

/** The exports of wasm/index.ts: a pointer is a byte address, a count counts elements. */
export type Native = Pair<"map", (op: N, n: N, x: N, y: N, a: N, b: N) => void> &
  Pair<"zip", (op: N, n: N, x: N, y: N, z: N, a: N, b: N) => void> &
  Pair<"reduce", (op: N, n: N, x: N) => N> &
  Pair<"firstOutside", (n: N, x: N, low: N, high: N) => N> &
  Pair<
    "gemm",
    (m: N, n: N, k: N, a: N, ra: N, ca: N, b: N, rb: N, cb: N, c: N, ldc: N, start: N, row: N, work: N) => void
  > &
  Pair<"addColumnSums", (rows: N, cols: N, x: N, out: N) => void> &
  Pair<"scaleRows", (rows: N, cols: N, s: N, y: N) => void> &
  Pair<"softmax" | "logSoftmax", (rows: N, cols: N, x: N, y: N) => void> &
  Pair<"softmaxBackward" | "logSoftmaxBackward", (rows: N, cols: N, dy: N, y: N, dx: N) => void> &
  Pair<"logSumExp", (rows: N, cols: N, x: N, out: N, work: N) => void> &
  Pair<"maxPieces" | "maxPiecesBackward", (rows: N, pieces: N, cols: N, x: N, y: N, k: N) => void> &
  Pair<"nll", (rows: N, cols: N, y: N, t: N, w: N, smoothing: N, ignore: N, l: N, total: N) => N> &
  Pair<"nllBackward", (rows: N, cols: N, t: N, w: N, smoothing: N, ignore: N, a: N, dy: N) => void> &
  Pair<"softNll", (rows: N, cols: N, y: N, t: N, w: N, smoothing: N, l: N) => void> &
  Pair<"softNllBackward", (rows: N, cols: N, t: N, w: N, smoothing: N, a: N, dy: N) => void> &
  Pair<"sgd", (n: N, w: N, g: N, v: N, lr: N, momentum: N, undamped: N, decay: N, nesterov: N, first: N) => void> &
  Pair<
    "adam",
    (n: N, w: N, g: N, m: N, v: N, top: N, alpha: N, beta1: N, beta2: N, rho: N, eps: N, l2: N, keep: N) => void
  > & {
    gemmWork(): N;
  };

let loaded: Native | undefined;
let refused = false;

/** The WebAssembly kernels, compiled at the first call; undefined where the engine or a page's policy refuses them. */
export function native(): Native | undefined {
  if (loaded === undefined && !refused) loaded = load();
  return loaded;
}

function load(): Native | undefined {
  const { memory } = heap;
  try {
    if (memory === undefined) throw new Error("WebAssembly is not available");
    const bytes = Uint8Array.from(atob(binary), (c) => c.charCodeAt(0));
    if (heap.shared) shareMemory(bytes);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    const kernels = { ...instance.exports } as unknown as Native;
    if (kernels.gemmWork() > heap.scratch - heap.work)
      throw new Error("the products need more work space than the heap has");
    return kernels;
  } catch (error) {
    refused = true;
    console.warn(
      `fprop: no WebAssembly kernels (${String(error)}); plain JavaScript gives the same numbers, more slowly.`,
    );
    return undefined;
  }
}

/** Turns the import of a memory with a maximum (limits 0x01) into the import of a shared one (0x03). */
function shareMemory(bytes: Uint8Array): void {
  const name = [3, ...Array.from("env", (c) => c.charCodeAt(0)), 6, ...Array.from("memory", (c) => c.charCodeAt(0)), 2];
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  bytes[at + name.length] = 3;
}
