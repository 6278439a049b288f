export { Checkpoint } from "./lib/nodejs/checkpoint.ts";
export { type Loaded } from "./lib/io/latest.ts";
export { ProgressBar } from "./lib/nodejs/progressbar.ts";
export { useBlas, type Blas, type BlasOptions } from "./lib/nodejs/blas.ts";
