import { checkShape } from "../../lib/check.ts";
import { Dropping } from "../../lib/dropping.ts";
import type { Rng } from "../../lib/rng.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x m,  dx = dy m, with one number of the mask m for all of a channel: x, y [batch, channels, height, width].
 *
 * In training m is drawn anew at every fprop: 0 with probability p, else 1/(1 − p); in evaluation y = x and dx = dy, the
 * very tensors. The stream `rng` is as in Dropout. Tompson et al., 2015; PyTorch's argument.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a p outside [0, 1]
 */
export class Dropout2d extends Dropping {
  constructor(p = 0.5, { rng }: { rng?: Rng } = {}) {
    super("Dropout2d", p, rng);
  }

  protected override check(x: Tensor): void {
    checkShape(this, "x", x, ["batch", "channels", "height", "width"]);
  }

  protected override draw(mask: Tensor, rng: Rng): void {
    this.drawChannels(mask, rng);
  }
}
