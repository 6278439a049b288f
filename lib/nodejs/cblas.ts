import { FpropError, refuse } from "../errors.ts";
import { heap } from "../heap.ts";
import type { Product } from "../kernels/outside.ts";
import { FROM_ROW, FROM_ZERO } from "../kernels/wasm/ops.ts";
import type { Tensor } from "../tensor.ts";

export type Koffi = (typeof import("koffi"))["default"];
type Handle = ReturnType<Koffi["load"]>;
/** cblas_sgemm or cblas_dgemm; matrices by their addresses. */
type Gemm = (
  order: number,
  transA: number,
  transB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
) => void;

/** From the first to the last of them, those that are usual. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so", "libmkl_rt.so.2", "libmkl_rt.so", "libblis.so.4"],
  darwin: ["/System/Library/Frameworks/Accelerate.framework/Accelerate", "libopenblas.dylib"],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll", "mkl_rt.dll"],
};
const packages: Readonly<Record<string, string>> = {
  linux: "OpenBLAS (Debian, Ubuntu: apt install libopenblas0-pthread; Fedora: dnf install openblas)",
  darwin: "Accelerate, which macOS has, or OpenBLAS (brew install openblas, and `library` its path)",
  win32: "OpenBLAS, its libopenblas.dll on the PATH or `library` its path",
};
/** How threads are set and counted: OpenBLAS, MKL, BLIS. */
const threading = [
  ["void openblas_set_num_threads(int n)", "int openblas_get_num_threads()"],
  ["void MKL_Set_Num_Threads(int n)", "int MKL_Get_Max_Threads()"],
  ["void bli_thread_set_num_threads(int64_t n)", "int64_t bli_thread_get_num_threads()"],
] as const;
const versions = ["const char *openblas_get_config()", "const char *bli_info_get_version_str()"];

/** A BLAS, loaded. */
export interface Cblas {
  readonly name: string;
  readonly handle: Handle;
  readonly single: Gemm;
  readonly double: Gemm;
}

/** The first of the usual libraries that there is. */
export function search(koffi: Koffi): Cblas {
  const tried: string[] = [];
  for (const name of libraries[process.platform] ?? ["libopenblas.so"])
    try {
      return load(koffi, name);
    } catch {
      tried.push(name);
    }
  const wanted = packages[process.platform] ?? "OpenBLAS";
  return refuse("IO", "useBlas", "BLAS", `installed, such as ${wanted}`, `none of ${tried.join(", ")}`);
}

export function load(koffi: Koffi, name: string): Cblas {
  let handle: Handle;
  try {
    handle = koffi.load(name);
  } catch (cause) {
    const got = `${name}: ${String(cause)}`;
    throw new FpropError({ code: "IO", who: "useBlas", what: "library", expected: "one that loads", got }, { cause });
  }
  const [single, double] = ["float", "double"].map((real) =>
    optional(
      handle,
      `void cblas_${real[0] === "f" ? "s" : "d"}gemm(int order, int transA, int transB, int m, int n, int k, ${real} alpha, intptr_t a, int lda, intptr_t b, int ldb, ${real} beta, intptr_t c, int ldc)`,
    ),
  );
  if (single === undefined || double === undefined)
    return refuse("FORMAT", "useBlas", "library", "a BLAS, with cblas_sgemm and cblas_dgemm", `${name} without them`);
  return { name, handle, single, double };
}

/** What a library says of itself, or "". */
export function version({ handle }: Cblas): string {
  const said = versions.map((signature) => optional(handle, signature)?.());
  return said.find((text) => typeof text === "string") ?? "";
}

/** A function of a library, if it has it. */
function optional(handle: Handle, signature: string): ((...values: readonly unknown[]) => unknown) | undefined {
  try {
    return handle.func(signature) as (...values: readonly unknown[]) => unknown;
  } catch {
    return undefined;
  }
}

/** Sets how many threads a library takes, and returns how many it then does. */
export function limit({ handle, name }: Cblas, threads: number | undefined): number | undefined {
  for (const [set, count] of threading) {
    const setThreads = optional(handle, set);
    if (setThreads === undefined) continue;
    setThreads(threads ?? 1);
    return Number(optional(handle, count)!());
  }
  if (threads !== undefined) refuse("ARGUMENT", "useBlas", "threads", `left out: ${name} cannot be told`, threads);
  return undefined;
}

/** CBLAS's numbers. */
const [ROW_MAJOR, AS_IS, TRANSPOSED] = [101, 111, 112];

/** Products by a BLAS. The heap stays where it is when it grows, so its address is asked for once. */
export function productOf(koffi: Koffi, { single, double }: Cblas): Product {
  let base: number | undefined;
  const start = (t: Tensor): number => {
    if (t.at === 0) return Number(koffi.address(t.data));
    base ??= Number(koffi.address(new Uint8Array(heap.memory!.buffer)));
    return base + t.at;
  };
  return (from, m, n, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or) => {
    // A matrix of one line has no distance between two, whatever was given; one whose lines overlap is none of BLAS's.
    const lda = ca === 1 ? (m === 1 ? k : ra) : k === 1 ? m : ca;
    const ldb = cb === 1 ? (k === 1 ? n : rb) : n === 1 ? k : cb;
    const ldC = m === 1 ? n : ldc;
    if (lda < (ca === 1 ? k : m) || ldb < (cb === 1 ? n : k) || ldC < n) return false;
    if (from === FROM_ROW) repeat(row!, or, c, oc, m, n, ldC);
    const [gemm, bytes] = c.dtype === "float32" ? [single, 4] : [double, 8];
    const [transA, transB] = [ca === 1 ? AS_IS : TRANSPOSED, cb === 1 ? AS_IS : TRANSPOSED];
    const [pa, pb, pc] = [start(a) + oa * bytes, start(b) + ob * bytes, start(c) + oc * bytes];
    gemm(ROW_MAJOR, transA, transB, m, n, k, 1, pa, lda, pb, ldb, from === FROM_ZERO ? 0 : 1, pc, ldC);
    return true;
  };
}

/** C = row, for each row of C */
function repeat(row: Tensor, or: number, c: Tensor, oc: number, m: number, n: number, ldc: number): void {
  const values = row.size === n ? row.data : row.data.subarray(or, or + n);
  for (let i = 0; i < m; i++) c.data.set(values, oc + i * ldc);
}
