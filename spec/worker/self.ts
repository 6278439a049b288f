import { serveTraining, type WorkerOptions } from "fprop/worker";

serveTraining(globalThis as unknown as Parameters<typeof serveTraining>[0], {} satisfies WorkerOptions);
