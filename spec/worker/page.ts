import { CrossEntropyLoss, DataLoader, fit, FpropError, Accuracy, type Module } from "../../index.ts";
import { saveTraining } from "../../io.ts";
import { trainingWorker } from "../../worker.ts";
import { makeTraining, type Training } from "../resume/training.ts";

// What the page of worker.spec.ts does.

interface PageWorker {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: unknown): void;
  terminate(): void;
}
const { Worker: Web } = globalThis as unknown as {
  Worker: new (url: string, options: { type: "module" }) => PageWorker;
};

/** All bits of a training, in few letters. */
export function hashOf({ parts }: Training): string {
  let [a, b] = [1, 0];
  for (const byte of saveTraining(parts)) [a, b] = [(a * 31 + byte) % 2147483629, (b * 37 + a) % 2147483587];
  return `${a} ${b}`;
}

export async function trained(): Promise<{ hash: string; turns: number }> {
  const { net, parts } = makeTraining("Adam");
  const { optimizer, loader, ...rest } = parts;
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const options = {
    epochs: 3,
    ...rest,
    metrics: { accuracy: new Accuracy() },
    validation: new DataLoader(loader.dataset, { batchSize: 10 }),
    worker: trainingWorker(new Web("/serve.js", { type: "module" })),
  };
  for await (const _ of fit(net as Module, new CrossEntropyLoss(), optimizer, loader, options));
  clearInterval(timer);
  return { hash: hashOf({ net, parts } as Training), turns };
}

export async function terminated(): Promise<object> {
  const web = new Web("/serve.js", { type: "module" });
  const training = makeTraining("Adam");
  const { net, parts } = training;
  let [end, after] = [0, ""];
  try {
    const options = { epochs: 1e6, progress: parts.progress, worker: trainingWorker(web) };
    for await (const { epoch } of fit(net as Module, new CrossEntropyLoss(), parts.optimizer, parts.loader, options)) {
      after = hashOf(training);
      if (epoch !== 5) continue;
      setTimeout(() => {
        end = performance.now();
        web.terminate();
      }, 50);
    }
  } catch (error) {
    const soon = performance.now() - end < 1000;
    return { code: (error as FpropError).code, soon, whole: hashOf(training) === after };
  }
  return {};
}

export async function absent(): Promise<object> {
  const { net, parts } = makeTraining("Adam");
  const worker = trainingWorker(new Web("/nowhere.js", { type: "module" }));
  try {
    for await (const _ of fit(net as Module, new CrossEntropyLoss(), parts.optimizer, parts.loader, { worker }));
  } catch (error) {
    return { code: (error as FpropError).code };
  }
  return {};
}
