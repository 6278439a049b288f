// fprop on several threads.
import { useThreads } from "fprop";
import type { Options } from "./contract.ts";

export { cannot, lenet, lstm, mlp, other, product, transformer } from "./fprop.ts";

export async function start({ threads }: Options): Promise<void> {
  await useThreads(threads);
}
