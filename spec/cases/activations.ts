import { Hardtanh, LeakyReLU, LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "../../index.ts";
import { alongRows, elementwise, from, type ModuleRow } from "./row.ts";

export const activations: readonly ModuleRow[] = [
  ...elementwise("Sigmoid", "", () => new Sigmoid()),
  ...elementwise("Tanh", "", () => new Tanh()),
  ...elementwise("ReLU", "", () => new ReLU(), { margin: from(0) }),
  ...elementwise("LeakyReLU", "", () => new LeakyReLU(), { margin: from(0) }),
  ...elementwise("LeakyReLU", "slope −0.5 ", () => new LeakyReLU({ negativeSlope: -0.5 }), { margin: from(0) }),
  ...elementwise("Hardtanh", "", () => new Hardtanh(), { margin: from(-1, 1) }),
  ...elementwise("Hardtanh", "0 … 6 ", () => new Hardtanh({ minVal: 0, maxVal: 6 }), { margin: from(0, 6) }),
  ...alongRows("Softmax", () => new Softmax()),
  ...alongRows("LogSoftmax", () => new LogSoftmax()),
];
