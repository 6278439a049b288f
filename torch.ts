export { toPyTorch } from "./lib/torch/topytorch.ts";
export { fromTorch7 } from "./lib/torch/fromtorch7.ts";
export { readT7, TorchObject, type T7, type T7Key } from "./lib/torch/t7.ts";
