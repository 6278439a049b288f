import { Dropping } from "../../lib/dropping.ts";
import type { Rng } from "../../lib/rng.ts";

/**
 * y = x m,  dx = dy m, elementwise on any shape, with a mask m drawn anew at every fprop in training: 0 with probability
 * p, else 1/(1 − p), so that y is x on average. In evaluation y = x and dx = dy, the very tensors.
 *
 * m is drawn from the stream `rng`, by default the global `generator`: element i takes its i-th 32 bits. A twin draws
 * from the same stream, a clone from a copy of it. Srivastava et al., 2014; PyTorch's argument.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a p outside [0, 1]
 */
export class Dropout extends Dropping {
  constructor(p = 0.5, { rng }: { rng?: Rng } = {}) {
    super("Dropout", p, rng);
  }
}
