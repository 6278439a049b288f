import { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, Fold, Unfold } from "fprop";
import { offer, type Group } from "./offer.ts";

const parameters = { weight: "dW = Σ dy Xᵀ over all places", bias: "db = Σ dy over all places" };
const forwards = (): [string, string, string] => [
  "y = W X + b, X = what each window sees",
  "dX = Wᵀ dy, dx = dX folded up",
  "One filter is used everywhere, so its gradient is a sum over all places that it looked at.",
];
const backwards = (): [string, string, string] => [
  "y = b + the columns Wᵀ x, added where windows stand",
  "dx = W · what the windows see of dy",
  "A convolution turned round: what is forwards there is backwards here.",
];
const parametersBack = { weight: "dW = Σ x dYᵀ over all places", bias: "db = Σ dy over all places" };
const sizes = "inChannels*, outChannels, kernelSize";

export const convolution: Group = {
  title: "Convolution",
  offers: [
    offer("Conv2d", sizes, (row) => new Conv2d(row[0], 6, 3, { padding: 1 }), forwards(), parameters),
    offer("Conv1d", sizes, (row) => new Conv1d(row[0], 6, 3, { padding: 1 }), forwards(), parameters),
    offer("Conv3d", sizes, (row) => new Conv3d(row[0], 4, 3, { padding: 1 }), forwards(), parameters),
    offer(
      "ConvTranspose2d",
      sizes,
      (row) => new ConvTranspose2d(row[0], 6, 2, { stride: 2 }),
      backwards(),
      parametersBack,
    ),
    offer(
      "ConvTranspose1d",
      sizes,
      (row) => new ConvTranspose1d(row[0], 6, 2, { stride: 2 }),
      backwards(),
      parametersBack,
    ),
    offer(
      "ConvTranspose3d",
      sizes,
      (row) => new ConvTranspose3d(row[0], 4, 2, { stride: 2 }),
      backwards(),
      parametersBack,
    ),
    offer("Unfold", "kernelSize", () => new Unfold(3), [
      "y = what each window sees, as columns",
      "dx = dy folded up",
      "A number that several windows see gets the sum of what comes back of them.",
    ]),
    offer("Fold", "outputSize*, kernelSize", (row) => new Fold(Math.floor(Math.sqrt(row[1])) + 2, 3), [
      "y = columns, added where their windows stand",
      "dx = what the windows see of dy",
      "The transpose of Unfold: a sum hands dy on to all of its parts.",
    ]),
  ],
};
