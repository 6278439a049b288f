export { comparisons, type Comparison } from "./presets/comparisons.ts";
export { configurationOf, dataFor, layersOf } from "./presets/parts.ts";
export { presets, type Preset } from "./presets/presets.ts";
