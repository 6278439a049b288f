import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { Gathering } from "../../lib/spatial/gathering.ts";
import { planeOf } from "../../lib/spatial/planes.ts";

/**
 * A channel becomes r² of an r-th of the height and width, as PixelShuffle takes them together: y[c r² + a r + b, i, j] =
 * x[c, i r + a, j r + b], and dx goes the same way back.
 *
 *     x [batch, channels, height r, width r]     y [batch, channels r², height, width]     r = downscaleFactor
 *
 * PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class PixelUnshuffle extends Gathering {
  constructor(downscaleFactor: number) {
    checkCount("PixelUnshuffle", "downscaleFactor", downscaleFactor);
    const r = downscaleFactor;
    super({
      text: `${r}`,
      of: [r],
      plan(who, x) {
        const [h, w] = planeOf(who, x, 2);
        if (h % r !== 0 || w % r !== 0)
          refuse("SHAPE", who, "x", `[batch, channels, multiples of ${r}]`, shapeText(x.shape));
        const [oh, ow] = [h / r, w / r];
        const index = Array.from({ length: h * w }, (_, at) => {
          const [ab, ij] = [Math.floor(at / (oh * ow)), at % (oh * ow)];
          const [a, b, i, j] = [Math.floor(ab / r), ab % r, Math.floor(ij / ow), ij % ow];
          return (i * r + a) * w + j * r + b;
        });
        return { to: [x.shape[1] * r * r, oh, ow], index };
      },
    });
  }
}
