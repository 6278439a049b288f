export { Checkpoint, type Loaded } from "./lib/nodejs/checkpoint.ts";
export { ProgressBar } from "./lib/nodejs/progressbar.ts";
