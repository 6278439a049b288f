import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { Gathering } from "../../lib/spatial/gathering.ts";
import { planeOf } from "../../lib/spatial/planes.ts";

/**
 * r² channels become one of r times the height and width: y[c, i r + a, j r + b] = x[c r² + a r + b, i, j], and dx goes
 * the same way back.
 *
 *     x [batch, channels r², height, width]     y [batch, channels, height r, width r]     r = upscaleFactor
 *
 * Shi et al., 2016; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class PixelShuffle extends Gathering {
  constructor(upscaleFactor: number) {
    checkCount("PixelShuffle", "upscaleFactor", upscaleFactor);
    const r = upscaleFactor;
    super({
      text: `${r}`,
      of: [r],
      plan(who, x) {
        const [h, w] = planeOf(who, x, 2);
        if (x.shape[1] % (r * r) !== 0)
          refuse("SHAPE", who, "x", `[batch, a multiple of ${r * r}, height, width]`, shapeText(x.shape));
        const index = Array.from({ length: r * r * h * w }, (_, at) => {
          const [row, column] = [Math.floor(at / (w * r)), at % (w * r)];
          const [i, a, j, b] = [Math.floor(row / r), row % r, Math.floor(column / r), column % r];
          return (a * r + b) * h * w + i * w + j;
        });
        return { to: [x.shape[1] / (r * r), h * r, w * r], index };
      },
    });
  }
}
