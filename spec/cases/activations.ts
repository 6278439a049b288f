import {
  Abs,
  CELU,
  Clamp,
  ELU,
  Exp,
  GELU,
  GLU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  Log,
  LogSigmoid,
  LogSoftmax,
  Mish,
  Power,
  PReLU,
  ReLU,
  ReLU6,
  RReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softmin,
  Softplus,
  Softshrink,
  Softsign,
  Sqrt,
  Square,
  Tanh,
  Tanhshrink,
  Threshold,
  type AnyModule,
} from "../../index.ts";
import { alongRows, elementwise, from, type ModuleRow, type Shape } from "./row.ts";

const zero = { margin: from(0) };
const positive = { domain: (x: number) => 0.5 + Math.abs(x), torch: null };

/** Modules that work along an axis that is not the last. */
const alongAxis = (of: string, dim: number, make: () => AnyModule, x: Shape, wrong: Shape): ModuleRow => ({
  of,
  how: `dim ${dim}, [${x.join(", ")}]`,
  torch: `torch.nn.${of}`,
  make,
  x: [x],
  wrong: [wrong],
});

const prelu = (numParameters: number, x: Shape, wrong?: Shape): ModuleRow => ({
  of: "PReLU",
  how: `${numParameters} slopes, [${x.join(", ")}]`,
  torch: "torch.nn.PReLU",
  make: (rng) => {
    const module = new PReLU({ numParameters });
    rng.fill(module.weight.value.data, -0.5, 0.5);
    return module;
  },
  x: [x],
  ...(wrong && { wrong: [wrong] }),
  margin: from(0),
});

/** Slopes that are all the same, so that express may say them; random ones are the module's own spec's. */
const rrelu = (): AnyModule => new RReLU({ lower: 0.3, upper: 0.3 });

export const activations: readonly ModuleRow[] = [
  ...elementwise("Sigmoid", "", () => new Sigmoid()),
  ...elementwise("Tanh", "", () => new Tanh()),
  ...elementwise("ReLU", "", () => new ReLU(), zero),
  ...elementwise("LeakyReLU", "", () => new LeakyReLU(), zero),
  ...elementwise("LeakyReLU", "slope −0.5 ", () => new LeakyReLU({ negativeSlope: -0.5 }), zero),
  ...elementwise("Hardtanh", "", () => new Hardtanh(), { margin: from(-1, 1) }),
  ...elementwise("Hardtanh", "0 … 6 ", () => new Hardtanh({ minVal: 0, maxVal: 6 }), { margin: from(0, 6) }),
  ...elementwise("ReLU6", "", () => new ReLU6(), { margin: from(0, 6) }),
  ...elementwise("ELU", "", () => new ELU(), zero),
  ...elementwise("ELU", "α −0.7 ", () => new ELU({ alpha: -0.7 }), zero),
  ...elementwise("CELU", "α 0.6 ", () => new CELU({ alpha: 0.6 }), zero),
  ...elementwise("SELU", "", () => new SELU(), zero),
  ...elementwise("GELU", "", () => new GELU()),
  ...elementwise("GELU", "tanh ", () => new GELU({ approximate: "tanh" })),
  ...elementwise("SiLU", "", () => new SiLU()),
  ...elementwise("Mish", "", () => new Mish()),
  ...elementwise("Softplus", "", () => new Softplus()),
  ...elementwise("Softplus", "β 2, threshold 1 ", () => new Softplus({ beta: 2, threshold: 1 }), { margin: from(0.5) }),
  ...elementwise("LogSigmoid", "", () => new LogSigmoid()),
  ...elementwise("Softsign", "", () => new Softsign(), zero),
  ...elementwise("Hardsigmoid", "", () => new Hardsigmoid(), { margin: from(-3, 3) }),
  ...elementwise("Hardswish", "", () => new Hardswish(), { margin: from(-3, 3) }),
  ...elementwise("Threshold", "", () => new Threshold(0.3, -2), { margin: from(0.3) }),
  ...elementwise("Tanhshrink", "", () => new Tanhshrink()),
  ...elementwise("Hardshrink", "", () => new Hardshrink(), { margin: from(-0.5, 0.5) }),
  ...elementwise("Softshrink", "", () => new Softshrink(), { margin: from(-0.5, 0.5) }),
  ...elementwise("RReLU", "", rrelu, { ...zero, random: true }),
  prelu(1, [5, 7]),
  prelu(1, [6]),
  prelu(3, [4, 3], [4, 2]),
  prelu(2, [3, 2, 2, 2], [2]),
  ...elementwise("Abs", "", () => new Abs(), { ...zero, torch: null }),
  ...elementwise("Exp", "", () => new Exp(), { torch: null }),
  ...elementwise("Log", "", () => new Log(), positive),
  ...elementwise("Sqrt", "", () => new Sqrt(), positive),
  ...elementwise("Square", "", () => new Square(), { torch: null }),
  ...elementwise("Power", "3 ", () => new Power(3), { torch: null }),
  ...elementwise("Power", "−1.5 ", () => new Power(-1.5), positive),
  ...elementwise("Clamp", "", () => new Clamp(-0.5, Infinity), { margin: from(-0.5), torch: null }),
  ...alongRows("Softmax", () => new Softmax()),
  ...alongRows("LogSoftmax", () => new LogSoftmax()),
  ...alongRows("Softmin", () => new Softmin()),
  alongAxis("Softmax", 1, () => new Softmax({ dim: 1 }), [3, 4, 2], [4]),
  alongAxis("LogSoftmax", -2, () => new LogSoftmax({ dim: -2 }), [2, 3, 2, 2], [3, 2]),
  alongAxis("Softmin", 1, () => new Softmin({ dim: 1 }), [3, 4, 2], [4]),
  alongAxis("GLU", -1, () => new GLU(), [5, 6], [5, 3]),
  alongAxis("GLU", 1, () => new GLU({ dim: 1 }), [3, 4, 2, 2], [3, 3, 2]),
  alongAxis("GLU", -2, () => new GLU({ dim: -2 }), [2, 3, 2, 5], [4, 2]),
];
