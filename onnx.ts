export { toONNX, type InputSpec, type ONNXOptions } from "./lib/onnx/toonnx.ts";
