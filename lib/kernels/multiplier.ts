import { native, type Native } from "./binaries/products.ts";
import type { Binary } from "./native.ts";

/** The binary that products are computed by. */
export const multiplier: { binary: Binary<Native> } = { binary: native };
