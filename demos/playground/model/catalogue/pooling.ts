import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AvgPool1d,
  AvgPool2d,
  GlobalAvgPool,
  GlobalMaxPool,
  LPPool1d,
  LPPool2d,
  MaxPool1d,
  MaxPool2d,
} from "fprop";
import { offer, type Group } from "./offer.ts";

const largest = (): [string, string, string] => [
  "y = max x over each window",
  "dx = dy at the largest, else 0",
  "Only the number that won gets the gradient.",
];
const average = (): [string, string, string] => [
  "y = mean x over each window of n",
  "dx = Σ dy / n over the windows it is in",
  "Each number gets its share of dy.",
];
const power = (): [string, string, string] => [
  "y = (Σ xᵖ)^(1/p) over each window",
  "dx = Σ dy xᵖ⁻¹ y¹⁻ᵖ",
  "The larger a number in its window, the larger its share of dy.",
];

export const pooling: Group = {
  title: "Pooling",
  offers: [
    offer("MaxPool2d", "kernelSize", () => new MaxPool2d(2), largest()),
    offer("MaxPool1d", "kernelSize", () => new MaxPool1d(2), largest()),
    offer("AvgPool2d", "kernelSize", () => new AvgPool2d(2), average()),
    offer("AvgPool1d", "kernelSize", () => new AvgPool1d(2), average()),
    offer("GlobalAvgPool", "", () => new GlobalAvgPool(), average()),
    offer("GlobalMaxPool", "", () => new GlobalMaxPool(), largest()),
    offer("AdaptiveAvgPool2d", "outputSize", () => new AdaptiveAvgPool2d(2), average()),
    offer("AdaptiveAvgPool1d", "outputSize", () => new AdaptiveAvgPool1d(2), average()),
    offer("AdaptiveMaxPool2d", "outputSize", () => new AdaptiveMaxPool2d(2), largest()),
    offer("AdaptiveMaxPool1d", "outputSize", () => new AdaptiveMaxPool1d(2), largest()),
    offer("LPPool2d", "normType, kernelSize", () => new LPPool2d(2, 2), power()),
    offer("LPPool1d", "normType, kernelSize", () => new LPPool1d(2, 2), power()),
  ],
};
