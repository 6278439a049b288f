import {
  Bias,
  Euclidean,
  Linear,
  LoRA,
  Maxout,
  PolynomialFeatures,
  RadialBasis,
  Scale,
  Tensor,
  WeightNorm,
} from "fprop";
import { last, offer, type Group } from "./offer.ts";

const affine = { weight: "dW = Σ dyᵀ x", bias: "db = Σ dy" };

export const linear: Group = {
  title: "Linear maps",
  offers: [
    offer(
      "Linear",
      "inFeatures*, outFeatures",
      (row) => new Linear(last(row), 8),
      [
        "y = x Wᵀ + b",
        "dx = dy W",
        "The way back is the same matrix: through W forwards, through its transpose backwards.",
      ],
      affine,
    ),
    offer(
      "Maxout",
      "inFeatures*, outFeatures, pieces",
      (row) => new Maxout(last(row), 8, 2),
      [
        "yⱼ = maxₚ zₚⱼ, z = x Wᵀ + b",
        "dzₚⱼ = dyⱼ at the largest piece, else 0; dx = dz W",
        "Only the piece that won gets the gradient.",
      ],
      affine,
    ),
    offer(
      "Bias",
      "size*",
      (row) => new Bias(last(row)),
      ["y = x + b", "dx = dy", "A sum hands dy on to both of its parts."],
      {
        bias: "db = Σ dy",
      },
    ),
    offer(
      "Scale",
      "size*",
      (row) => new Scale(last(row)),
      ["y = x w", "dx = dy w", "A product hands on dy times the other factor."],
      {
        weight: "dw = Σ dy x",
      },
    ),
    offer(
      "Euclidean",
      "inFeatures*, outFeatures",
      (row) => new Euclidean(last(row), 8),
      ["yⱼ = ‖x − wⱼ‖", "dx = Σⱼ dyⱼ (x − wⱼ) / yⱼ", "The gradient points along the line between x and a centre."],
      { weight: "dwⱼ = Σ dyⱼ (wⱼ − x) / yⱼ" },
    ),
    offer(
      "LoRA",
      ", r",
      (row) => new LoRA(new Linear(last(row), 8), 2),
      ["y = x Wᵀ + b + s (x Aᵀ) Bᵀ", "dx = dy W + s (dy B) A", "W is frozen; only the correction of low rank learns."],
      { lora_A: "dA = s Σ (dy B)ᵀ x", lora_B: "dB = s Σ dyᵀ (x Aᵀ)" },
    ),
    offer(
      "WeightNorm",
      "",
      (row) => new WeightNorm(new Linear(last(row), 8)),
      [
        "y = f(x; w), w = g v / ‖v‖",
        "dx as f has it",
        "A step changes the length and the direction of w by themselves.",
      ],
      { weight_g: "dg = ⟨dw, v⟩ / ‖v‖", weight_v: "dv = (g / ‖v‖) (dw − dg v / ‖v‖)", bias: "db = Σ dy" },
    ),
    offer("PolynomialFeatures", "degree", () => new PolynomialFeatures(2), [
      "φ(x) = (x₁, x₂, x₁², x₁x₂, x₂², …)",
      "dxₖ = Σ ∂φₘ/∂xₖ dyₘ",
      "Fixed basis functions: nothing is learned here, but the layer behind can bend its line.",
    ]),
    offer(
      "RadialBasis",
      "shape*, width",
      (row) => new RadialBasis(Tensor.zeros([12, last(row)]), 0.5),
      [
        "yⱼ = exp(−‖x − cⱼ‖² / 2 width²)",
        "dx = Σⱼ dyⱼ yⱼ (cⱼ − x) / width²",
        "Bumps around fixed centres: far from all of them y is 0, and so is the gradient.",
      ],
      { centres: "fixed: 0" },
    ),
  ],
};
