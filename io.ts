export { readSafetensors, writeSafetensors, type Safetensors } from "./lib/io/safetensors.ts";
