// The elementwise kernels by number: one list for both sides, the callers in TypeScript and the loops in AssemblyScript.

// y = f(x; a, b)
export const TANH = 0;
export const SIGMOID = 1;
export const RELU = 2;
export const LEAKY_RELU = 3;
export const HARDTANH = 4;
export const EXP = 5;
export const LOG = 6;
export const LOG1P = 7;
export const SCALE = 8;
export const POW = 9;
export const RSTD = 90;
export const SIGNED_POW = 91;
export const LINE = 92;

// z = f(x, y; a, b)
export const ADD = 0;
export const MUL = 1;
export const ADD_SCALED = 2;
export const ADD_SIGN = 3;
export const TANH_BACKWARD = 4;
export const SIGMOID_BACKWARD = 5;
export const RELU_BACKWARD = 6;
export const LEAKY_RELU_BACKWARD = 7;
export const HARDTANH_BACKWARD = 8;
export const SQUARED_ERROR = 9;
export const SQUARED_ERROR_BACKWARD = 10;
export const ABS_ERROR = 11;
export const ABS_ERROR_BACKWARD = 12;
export const BCE = 13;
export const BCE_BACKWARD = 14;
export const BCE_WITH_LOGITS = 15;
export const BCE_WITH_LOGITS_BACKWARD = 16;
export const HINGE = 17;
export const HINGE_BACKWARD = 18;
export const SUB = 19;
export const DIV = 20;
export const MAX = 21;
export const EXCEEDS = 22;
export const THRESHOLD_ERROR = 23;
export const MASKED = 140;

// s = Σ f(x)
export const SUM = 0;
export const SUM_SQUARES = 1;
export const SUM_ABS = 2;

// what a product's tile starts from
export const FROM_ZERO = 0;
export const FROM_C = 1;
export const FROM_ROW = 2;
