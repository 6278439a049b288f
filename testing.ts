export { adviceOn } from "./lib/advice.ts";
export { assertGradients, assertLossGradients, gradcheck, gradcheckLoss } from "./lib/gradients/gradcheck.ts";
export { type GradcheckOptions } from "./lib/gradients/differences.ts";
export { type Comparison, type GradientReport } from "./lib/gradients/report.ts";
