import {
  BatchNorm1d,
  BatchNorm2d,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  LayerNorm,
  LocalResponseNorm,
  Normalize,
  RMSNorm,
} from "fprop";
import { last, offer, type Group } from "./offer.ts";

const parameters = { weight: "dw = Σ dy z", bias: "db = Σ dy" };
const normal = (over: string): [string, string, string] => [
  `z = (x − mean) / √(var + ε) over ${over}, y = z w + b`,
  "dz = dy w, dx = (dz − mean dz − z mean(dz z)) / √(var + ε)",
  "Mean and variance depend on all numbers, so the mean of dx is 0, and dx has nothing along z.",
];

export const normalisation: Group = {
  title: "Normalisation",
  offers: [
    offer("BatchNorm1d", "numFeatures*", (row) => new BatchNorm1d(row[0]), normal("the batch"), parameters),
    offer(
      "BatchNorm2d",
      "numFeatures*",
      (row) => new BatchNorm2d(row[0]),
      normal("the batch and the plane"),
      parameters,
    ),
    offer("LayerNorm", "normalizedShape*", (row) => new LayerNorm(last(row)), normal("the last axis"), parameters),
    offer(
      "GroupNorm",
      "numGroups, numChannels*",
      (row) => new GroupNorm(1, row[0]),
      normal("groups of channels"),
      parameters,
    ),
    offer(
      "InstanceNorm1d",
      "numFeatures*",
      (row) => new InstanceNorm1d(row[0], { affine: true }),
      normal("each channel"),
      parameters,
    ),
    offer(
      "InstanceNorm2d",
      "numFeatures*",
      (row) => new InstanceNorm2d(row[0], { affine: true }),
      normal("each channel"),
      parameters,
    ),
    offer(
      "RMSNorm",
      "normalizedShape*",
      (row) => new RMSNorm(last(row)),
      [
        "z = x / √(mean x² + ε), y = z w",
        "dz = dy w, dx = (dz − z mean(dz z)) / √(mean x² + ε)",
        "The length of x is divided out, so dx has nothing along x.",
      ],
      { weight: "dw = Σ dy z" },
    ),
    offer("LocalResponseNorm", "size", () => new LocalResponseNorm(3), [
      "y = x / (k + α mean x²)^β over channels near by",
      "dx = dy / (…)^β − 2αβ/size x Σ dy y / (…)",
      "Each number also lowers its neighbours, and pays for it.",
    ]),
    offer("Normalize", "p", () => new Normalize(2), [
      "y = x / ‖x‖ₚ",
      "dx = (dy − y ⟨dy, y⟩) / ‖x‖ for p = 2",
      "The length of x is divided out, so dx has nothing along x.",
    ]),
  ],
};
