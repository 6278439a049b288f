// TensorFlow.js in WebAssembly, with SIMD and without threads, which it has in browsers alone.
import { setBackend } from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

export * from "./tfjs.mjs";

export async function start({ folder }) {
  setWasmPaths(`${folder}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
  await setBackend("wasm");
}
