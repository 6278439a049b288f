export { Checkpoint, type Loaded } from "./lib/web/checkpoint.ts";
