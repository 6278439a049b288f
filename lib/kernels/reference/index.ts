// Every kernel as plain loops: what the WebAssembly ones must agree with, bit for bit, and what runs where there is no
// WebAssembly. In float32 every operation is rounded, as the vector instructions do; sums have the order stated there.
export * from "./loops.ts";
export * from "./elementwise.ts";
export * from "./functions.ts";
export * from "./activations.ts";
export * from "./smooth.ts";
export * from "./erf.ts";
export * from "./errors.ts";
export * from "./products.ts";
export * from "./rows.ts";
export * from "./bases.ts";
export * from "./copies.ts";
export * from "./lookup.ts";
export * from "./convolution.ts";
export * from "./gather.ts";
export * from "./pooling.ts";
export * from "./classes.ts";
export * from "./normalisation.ts";
export * from "./random.ts";
export * from "./recurrent.ts";
export * from "./pairs.ts";
export * from "./alignments.ts";
export * from "./attention.ts";
export * from "./updates.ts";
export * from "./rules.ts";
