import { AlphaDropout, Dropout, Dropout1d, Dropout2d, GaussianNoise, GradientReversal, StopGradient } from "fprop";
import { offer, type Group } from "./offer.ts";

const mask = "The mask that fprop drew lies over dy, too: a unit that was dropped learns nothing in this step.";

export const noise: Group = {
  title: "Noise and gradients",
  offers: [
    offer("Dropout", "p", () => new Dropout(0.2), ["y = x m, m = 0 or 1/(1 − p)", "dx = dy m", mask]),
    offer("Dropout1d", "p", () => new Dropout1d(0.2), ["y = x m, one m for a channel", "dx = dy m", mask]),
    offer("Dropout2d", "p", () => new Dropout2d(0.2), ["y = x m, one m for a channel", "dx = dy m", mask]),
    offer("AlphaDropout", "p", () => new AlphaDropout(0.1), [
      "y = a (x or SELU's lowest) + b",
      "dx = a dy where x was kept, else 0",
      mask,
    ]),
    offer("GaussianNoise", "std", () => new GaussianNoise(0.1), [
      "y = x + std n",
      "dx = dy",
      "A sum hands dy on as it is; the noise is a constant.",
    ]),
    offer("GradientReversal", "lambda", () => new GradientReversal(1), [
      "y = x",
      "dx = −λ dy",
      "On purpose not the derivative: what stands before it is made worse.",
    ]),
    offer("StopGradient", "", () => new StopGradient(), [
      "y = x",
      "dx = 0",
      "On purpose not the derivative: what stands before it learns nothing.",
    ]),
  ],
};
