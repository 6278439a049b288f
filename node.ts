export { Checkpoint, type Loaded } from "./lib/node/checkpoint.ts";
export { ProgressBar } from "./lib/node/progressbar.ts";
