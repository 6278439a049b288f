import { checkCount, checkNumber } from "../check.ts";
import { FpropError, refuse } from "../errors.ts";
import { outside, type Product } from "../kernels/outside.ts";
import { limit, load, productOf, search, version, type Koffi } from "./cblas.ts";

export interface BlasOptions {
  /** A library's name, as the system's loader finds it, or its path; without, those that are usual on this system. */
  library?: string;
  /** How many threads the library may take, in the whole process. Default: 1. */
  threads?: number;
  /** From how many multiplications m n k on a product goes there; smaller ones are faster here. Default: 8192. */
  above?: number;
}

/** A BLAS at work. */
export interface Blas {
  /** What was loaded. */
  readonly library: string;
  /** What it says of itself; "" where it says nothing. */
  readonly version: string;
  /** How many threads it takes; undefined where nobody but the system can say so. */
  readonly threads: number | undefined;
  /** Products go to the kernels again. */
  readonly stop: () => void;
}

/**
 * From now on matrix products, those of Linear, attention and recurrent layers (convolutions make theirs themselves), are
 * computed by the system's BLAS where they are large enough to gain by it: OpenBLAS, MKL, BLIS or Apple's Accelerate.
 *
 *     const blas = await useBlas();      { library: "libopenblas.so.0", version: "OpenBLAS 0.3.21 …", threads: 1, … }
 *     blas.stop();
 *
 * It is loaded by koffi, an optional peer dependency; nothing is compiled. Products then round as the BLAS does: the last
 * bits differ from those without it, and may differ between libraries, processors and numbers of threads.
 * @throws FpropError ARGUMENT for wrong options, and where koffi is not installed; IO where no library can be loaded, with
 * the names that were tried; FORMAT where `library` is no BLAS. All is then as it was before.
 */
export async function useBlas(options: BlasOptions = {}): Promise<Blas> {
  const { library, threads, above = 8192 } = options;
  if (library !== undefined && (typeof library !== "string" || library === ""))
    refuse("ARGUMENT", "useBlas", "library", "a name or a path", library);
  if (threads !== undefined) checkCount("useBlas", "threads", threads);
  checkNumber("useBlas", "above", above, 0);
  const koffi = await loader("koffi");
  const blas = library === undefined ? search(koffi) : load(koffi, library);
  const count = limit(blas, threads);
  const product = productOf(koffi, blas);
  outside.above = above;
  outside.product = product;
  return { library: blas.name, version: version(blas), threads: count, stop: () => stop(product) };
}

function stop(product: Product): void {
  if (outside.product !== product) return;
  outside.above = Infinity;
  outside.product = () => false;
}

/** @internal koffi, or what to do without it. No bundler sees its name, so none looks for it or takes it along. */
export async function loader(name: string): Promise<Koffi> {
  try {
    return ((await import(name)) as { readonly default: Koffi }).default;
  } catch (cause) {
    const got = "no such package, or none for this system";
    throw new FpropError(
      { code: "ARGUMENT", who: "useBlas", what: "koffi", expected: "installed (npm install koffi@3.3.4)", got },
      { cause },
    );
  }
}
