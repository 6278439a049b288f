// fprop with large products by the system's BLAS, which PyTorch uses, too.
import { useBlas } from "fprop/node";
import type { Options } from "./contract.ts";

export { cannot, lenet, lstm, mlp, other, product, transformer } from "./fprop.ts";

export async function start({ threads }: Options): Promise<void> {
  await useBlas({ threads });
}
