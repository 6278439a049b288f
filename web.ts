export { Checkpoint } from "./lib/web/checkpoint.ts";
export { type Loaded } from "./lib/io/latest.ts";
