import {
  Bottle,
  Checkpoint,
  Concat,
  Linear,
  MixtureOfExperts,
  Parallel,
  Residual,
  Sequential,
  Tanh,
  TimeDistributed,
  type AnyModule,
} from "fprop";
import { last, offer, type Group } from "./offer.ts";

const bend = (n: number): Sequential<AnyModule[]> => new Sequential<AnyModule[]>(new Linear(n, n), new Tanh());

export const blocks: Group = {
  title: "Blocks",
  offers: [
    offer("Residual", "", (row) => new Residual(bend(last(row)) as AnyModule), [
      "y = x + f(x)",
      "dx = dy + f′ᵀ dy",
      "The gradient reaches x as it is, along the skip connection, whatever f does to its part.",
    ]),
    offer("Sequential", "", (row) => bend(last(row)), [
      "y = fₙ(… f₂(f₁(x)))",
      "dx = f₁′ᵀ(f₂′ᵀ(… fₙ′ᵀ dy))",
      "The last layer first: each hands its dx to the one before it.",
    ]),
    offer("Concat", "dim", (row) => new Concat(row.length, new Linear(last(row), 4), new Linear(last(row), 4)), [
      "y = [f₀(x) f₁(x) …]",
      "dx = Σ fₖ′ᵀ dyₖ",
      "x goes several ways, and gets the sum of what comes back along all of them.",
    ]),
    offer(
      "Parallel",
      "inputDim, outputDim",
      (row) => new Parallel(1, 1, ...Array.from({ length: Math.min(row[0], 16) }, () => new Linear(last(row), 4))),
      ["y = [f₀(x₀) f₁(x₁) …]", "dxₖ = fₖ′ᵀ dyₖ", "Parts that never meet, forwards or backwards."],
    ),
    offer(
      "MixtureOfExperts",
      "",
      (row) => new MixtureOfExperts(new Linear(last(row), 2), new Linear(last(row), 8), new Linear(last(row), 8)),
      [
        "y = Σ pₖ fₖ(x), p = softmax(g(x))",
        "dfₖ = pₖ dy, dpₖ = ⟨dy, fₖ(x)⟩",
        "The better an expert suits dy, the more the gate is moved towards it.",
      ],
    ),
    offer("TimeDistributed", "", (row) => new TimeDistributed(new Linear(last(row), 8)), [
      "yₜ = f(xₜ)",
      "dxₜ = f′ᵀ dyₜ",
      "The same weights at every step, and the sum of all their gradients.",
    ]),
    offer("Bottle", ", inputDims", (row) => new Bottle(new Linear(last(row), 8)), [
      "y = f(x), all axes but the last as one batch",
      "dx = f′ᵀ dy",
      "Shapes change, numbers do not.",
    ]),
    offer("Checkpoint", "", (row) => new Checkpoint(bend(last(row)) as AnyModule), [
      "y = f(x)",
      "dx = f′ᵀ dy, after f(x) once more",
      "Nothing in between is kept: it is computed again on the way back.",
    ]),
  ],
};
