// TensorFlow.js in plain JavaScript.
import { setBackend } from "@tensorflow/tfjs-core";
// oxlint-disable-next-line import/no-unassigned-import -- it registers itself
import "@tensorflow/tfjs-backend-cpu";

export * from "./tfjs.mjs";

export async function start() {
  await setBackend("cpu");
}
