import {
  CircularPad1d,
  CircularPad2d,
  ConstantPad1d,
  ConstantPad2d,
  PixelShuffle,
  PixelUnshuffle,
  ReflectionPad1d,
  ReflectionPad2d,
  ReplicationPad1d,
  ReplicationPad2d,
  Upsample,
  ZeroPad2d,
} from "fprop";
import { offer, type Group } from "./offer.ts";

const around = (what: string): [string, string, string] => [
  `y = x, and around it ${what}`,
  "dxₖ = Σ dyᵢ over the i that show xₖ",
  "What is shown several times gets the sum of all gradients; what is made up gets none.",
];
const moved = "The numbers only move: dy goes back to where each of them came from.";

export const planes: Group = {
  title: "Padding and sizes",
  offers: [
    offer("ZeroPad2d", "padding", () => new ZeroPad2d(1), around("zeros")),
    offer("ConstantPad2d", "padding, value", () => new ConstantPad2d(1, 0), around("a constant")),
    offer("ConstantPad1d", "padding, value", () => new ConstantPad1d(1, 0), around("a constant")),
    offer("ReflectionPad2d", "padding", () => new ReflectionPad2d(1), around("its mirror image")),
    offer("ReflectionPad1d", "padding", () => new ReflectionPad1d(1), around("its mirror image")),
    offer("ReplicationPad2d", "padding", () => new ReplicationPad2d(1), around("the outermost numbers")),
    offer("ReplicationPad1d", "padding", () => new ReplicationPad1d(1), around("the outermost numbers")),
    offer("CircularPad2d", "padding", () => new CircularPad2d(1), around("the other end")),
    offer("CircularPad1d", "padding", () => new CircularPad1d(1), around("the other end")),
    offer("Upsample", "", () => new Upsample({ scaleFactor: 2 }), [
      "y = x, each number several times",
      "dxₖ = Σ dyᵢ over the i at k",
      "What is used several times gets the sum of all gradients.",
    ]),
    offer("PixelShuffle", "upscaleFactor", () => new PixelShuffle(2), [
      "y[c, ir+a, jr+b] = x[cr²+ar+b, i, j]",
      "dx = dy, the same way back",
      moved,
    ]),
    offer("PixelUnshuffle", "downscaleFactor", () => new PixelUnshuffle(2), [
      "y[cr²+ar+b, i, j] = x[c, ir+a, jr+b]",
      "dx = dy, the same way back",
      moved,
    ]),
  ],
};
