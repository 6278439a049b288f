import { createHash } from "node:crypto";
import { FpropError } from "../../index.ts";
import { saveTraining } from "../../io.ts";
import { Checkpoint } from "../../node.ts";
import { makeTraining } from "./training.ts";

// Trains by Adam from the checkpoint in the file, if there is one, to the end, or until so many steps are done: then saves
// and stops. Prints the SHA-256 of all that was trained.

const [, , path, stop] = process.argv;
const training = makeTraining("Adam");
const checkpoint = new Checkpoint(path, training.parts);
await checkpoint.load();
const controller = new AbortController();
let last = 0;
try {
  for await (const _ of training.run((step) => {
    last = step;
    if (String(step) === stop) controller.abort();
  }, controller.signal));
  const { net, optimizer } = training.parts;
  console.log(createHash("sha256").update(saveTraining({ net, optimizer })).digest("hex"));
} catch (error) {
  if (!(error instanceof FpropError) || error.code !== "ABORTED") throw error;
  await checkpoint.save();
  console.log(`stopped after ${last}`);
}
