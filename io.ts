export { readIdx } from "./lib/io/idx.ts";
export { imageToTensor, readImage, type ImageOptions } from "./lib/io/image.ts";
export { readNpy, writeNpy } from "./lib/io/npy.ts";
export { readNpz, writeNpz } from "./lib/io/npz.ts";
export { readSafetensors, writeSafetensors, type Safetensors } from "./lib/io/safetensors.ts";
export { loadTraining, saveTraining, type Parts } from "./lib/io/training.ts";
