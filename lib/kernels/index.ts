/**
 * The kernels: all arithmetic on the elements of tensors happens behind these functions.
 *
 * The output comes first; sizes are the caller's business and are not checked; nothing is allocated once warm. `=` is
 * the rule; a name with `add…` adds to what is there. Tensors on the heap are used in place, others pass through the
 * scratch, in pieces where they are large, with the same bits: every sum has one order, whatever the way.
 */
export * from "./elementwise.ts";
export * from "./functions.ts";
export * from "./activations.ts";
export * from "./smooth.ts";
export * from "./erf.ts";
export * from "./errors.ts";
export * from "./products.ts";
export * from "./rows.ts";
export * from "./softmax.ts";
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
