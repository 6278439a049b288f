import {
  Expand,
  Flatten,
  Identity,
  Narrow,
  Permute,
  Reshape,
  Select,
  Squeeze,
  Transpose,
  Unflatten,
  Unsqueeze,
} from "fprop";
import { last, offer, type Group } from "./offer.ts";

const moved = "The numbers only move: dy goes back to where each of them came from.";

export const shapes: Group = {
  title: "Shapes",
  offers: [
    offer("Flatten", "", () => new Flatten(), ["y = the numbers of x in one row", "dx = dy in the shape of x", moved]),
    offer("Reshape", "shape*", (row) => new Reshape(row.length > 1 ? [-1] : [1, -1]), [
      "y = x in another shape",
      "dx = dy in the shape of x",
      moved,
    ]),
    offer("Unflatten", "dim, sizes", () => new Unflatten(1, [1, -1]), [
      "y = x, an axis parted in several",
      "dx = dy in the shape of x",
      moved,
    ]),
    offer("Unsqueeze", "dim", () => new Unsqueeze(1), ["y = x with one more axis", "dx = dy without it", moved]),
    offer("Squeeze", "dim", () => new Squeeze(1), ["y = x without an axis of size 1", "dx = dy with it", moved]),
    offer("Permute", "dims*", (row) => new Permute([0, ...row.map((_, i) => row.length - i)]), [
      "y = x, axes in another order",
      "dx = dy, axes back in theirs",
      moved,
    ]),
    offer("Transpose", "dim0, dim1", () => new Transpose(1, 2), ["y = xᵀ", "dx = dyᵀ", moved]),
    offer("Narrow", "dim, start, length*", (row) => new Narrow(row.length, 0, Math.max(1, Math.floor(last(row) / 2))), [
      "y = a part of x",
      "dx = dy there, 0 elsewhere",
      "What fprop left out has no influence, and so no gradient.",
    ]),
    offer("Select", "dim, index", () => new Select(1, -1), [
      "y = x at one place of an axis",
      "dx = dy there, 0 elsewhere",
      "What fprop left out has no influence, and so no gradient.",
    ]),
    offer("Expand", "sizes*", (row) => new Expand(row.map((n) => (n === 1 ? 2 : -1))), [
      "y = x, repeated",
      "dx = Σ dy over the repetitions",
      "What is used several times gets the sum of all gradients.",
    ]),
    offer("Identity", "", () => new Identity(), ["y = x", "dx = dy", moved]),
  ],
};
