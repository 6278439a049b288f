export { toPyTorch } from "./lib/torch/topytorch.ts";
